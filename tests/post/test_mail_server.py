"""A mail as a real mail server takes it: its head, its words, its end when it is refused, its name when tried again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.post import actions
from happiness_cloud.post.models import Message

from .cast import AREA, POSTMAN, SENDER

pytestmark = pytest.mark.django_db
STOP = "http://127.0.0.1:8000/follow/stop/7-abc/"
HEAD = {"List-Unsubscribe": f"<{STOP}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


class Taken:
    """What the server does with what it is handed: keeps it, unless told to refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.senders: list[tuple[str, list[str]]] = []
        self.answer = "250 OK"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Whether this address is taken."""
        if address.startswith("nobody@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep one mail."""
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            self.senders.append((envelope.mail_from, envelope.rcpt_tos))
        return self.answer


@pytest.fixture
def server(settings: Any) -> Iterator[Taken]:
    """A mail server on the loopback, and the settings that lead there."""
    taken = Taken()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    running = Controller(taken, hostname="127.0.0.1", port=port)
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.POST_CHANNELS = {"sms": "outbox", "mail": "smtp"}
    settings.DEFAULT_FROM_EMAIL = "Happiness Cloud <news@yunhu.example.org>"
    yield taken
    running.stop()


def _send(**told: Any) -> int:
    given = {
        "channel": "mail",
        "to": "chen@example.org",
        "kind": "news",
        "text": "路灯修好了。\n",
        "area": AREA,
    }
    return actions.send(SENDER, **{**given, "subject": "您关注的动态", "headers": HEAD, **told}).message_id


def test_a_mail_carries_its_words_and_the_lines_for_leaving_with_one_click(server: Taken) -> None:
    assert actions.deliver(POSTMAN, _send()).state == "sent"
    (mail,) = server.mails
    assert server.senders == [("news@yunhu.example.org", ["chen@example.org"])]
    assert mail["List-Unsubscribe"] == f"<{STOP}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (mail["Subject"], mail["To"]) == ("您关注的动态", "chen@example.org")
    assert mail.get_content().strip() == "路灯修好了。"


def test_a_mail_that_is_tried_again_has_the_same_name(server: Taken) -> None:
    message_id = _send()
    server.answer = "451 come back later"
    assert actions.deliver(POSTMAN, message_id).state == "failed"
    server.answer = "250 OK"
    Message.objects.filter(pk=message_id).update(state="failed")
    assert actions.deliver(POSTMAN, message_id).state == "sent"
    (mail,) = server.mails
    row = Message.objects.get()
    assert mail["Message-ID"] == f"<{row.reference}@yunhu.example.org>"


def test_an_address_nobody_has_is_given_up_at_once(server: Taken) -> None:
    done = actions.deliver(POSTMAN, _send(to="nobody@example.org"))
    assert (done.state, done.problem) == ("dead", "address_refused")


def test_the_words_and_links_of_a_confirmation_are_erased_once_it_is_out(server: Taken) -> None:
    message_id = _send(kind="confirm")
    actions.deliver(POSTMAN, message_id)
    row = Message.objects.get(pk=message_id)
    assert (row.body_sealed, row.headers_sealed) == ("", "")


def test_the_link_to_leave_lies_sealed(server: Taken) -> None:
    _send()
    assert STOP not in str(Message.objects.values().get())


@pytest.mark.parametrize(
    ("headers", "more"),
    [
        ({"Bcc": "x@example.org"}, {}),
        ({"List-Unsubscribe": "<a>\r\nBcc: x@example.org"}, {}),
        ({"List-Unsubscribe": ""}, {}),
        ({"List-Unsubscribe": "<路>"}, {}),
        ({"List-Unsubscribe": "x" * 901}, {}),
        (HEAD, {"channel": "sms", "to": "13800001234"}),
    ],
)
def test_no_line_is_smuggled_into_the_head(headers: dict[str, str], more: dict[str, str]) -> None:
    with pytest.raises(Invalid) as no:
        _send(headers=headers, **more)
    assert no.value.code == "post.bad_header"
    assert not Message.objects.exists()
