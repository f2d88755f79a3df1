"""Delivery: what arrives, what is tried again, what is given up, and that all of it stays visible."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.models import Entry
from happiness_cloud.post import actions, queries, tasks
from happiness_cloud.post.models import Message
from happiness_cloud.post.rules.retry import PAUSES

from .cast import OUTSIDER, PHONE, POSTMAN, SENDER

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def _send(**changed: str) -> int:
    told = {"channel": "sms", "to": PHONE, "kind": "case", "text": '已办结 "{to}"'}
    with clock.at(START):
        return actions.send(SENDER, **{**told, **changed}).message_id


class _Gateway(BaseHTTPRequestHandler):
    answers: list[int] = []
    heard: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(json.loads(body))

    def do_GET(self) -> None:
        self._answer(None)

    def _answer(self, body: Any) -> None:
        self.heard.append({"path": self.path, "body": body, "token": self.headers.get("Authorization")})
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        return


@pytest.fixture
def gateway(settings: Any) -> Iterator[type[_Gateway]]:
    """A provider on the loopback that answers as told and remembers what it heard."""
    _Gateway.answers, _Gateway.heard = [], []
    server = HTTPServer(("127.0.0.1", 0), _Gateway)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.POST_CHANNELS = {"sms": "sms_http", "mail": "outbox"}
    settings.POST_SMS_HTTP = {
        "url": f"http://127.0.0.1:{server.server_port}/send?id={{reference}}",
        "body": '{"mobile": ["{to}"], "content": "{text}"}',
        "token": "t0k",
    }
    yield _Gateway
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_outbox_gets_one_line_only_its_owner_can_read(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    with clock.at(START):
        assert actions.deliver(POSTMAN, _send()).state == "sent"
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == "2026-11-22.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    line = json.loads(file.read_text())
    assert (line["to"], line["body"], line["channel"]) == (PHONE, '已办结 "{to}"', "sms")


def test_a_sent_message_is_not_sent_twice(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    message_id = _send()
    tasks.deliver(message_id=message_id)
    tasks.deliver(message_id=message_id)
    (file,) = (tmp_path / "outbox").iterdir()
    assert len(file.read_text().splitlines()) == 1


def test_a_code_is_erased_once_it_is_out_and_other_texts_are_kept(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    code, case = _send(kind="code"), _send()
    for one in (code, case):
        tasks.deliver(message_id=one)
    assert Message.objects.get(pk=code).body_sealed == ""
    assert Message.objects.get(pk=case).body_sealed != ""


def test_mail_goes_to_the_mail_server(settings: Any) -> None:
    settings.POST_CHANNELS = {"sms": "outbox", "mail": "smtp"}
    actions.deliver(POSTMAN, _send(channel="mail", to="lin@example.org", subject="Done"))
    (one,) = mail.outbox
    assert (one.to, one.subject) == (["lin@example.org"], "Done")


def test_the_gateway_hears_the_message_as_its_templates_say(gateway: type[_Gateway]) -> None:
    message_id = _send()
    assert actions.deliver(POSTMAN, message_id).state == "sent"
    (heard,) = gateway.heard
    # A placeholder and a quote inside the text stay text.
    assert heard["body"] == {"mobile": [PHONE], "content": '已办结 "{to}"'}
    assert heard["token"] == "Bearer t0k"
    assert heard["path"] == f"/send?id={Message.objects.get(pk=message_id).reference}"


def test_a_failure_is_tried_again_later_and_longer_each_time_then_given_up(gateway: type[_Gateway]) -> None:
    gateway.answers = [503] * 9
    message_id = _send()
    moment = START
    for tries, minutes in enumerate(PAUSES, start=1):
        with clock.at(moment):
            told = actions.deliver(POSTMAN, message_id)
        row = Message.objects.get(pk=message_id)
        assert (told.state, told.tries, told.problem) == ("failed", tries, "gateway_said_503")
        assert row.next_try_at == moment + timedelta(minutes=minutes)
        moment = row.next_try_at
    with clock.at(moment):
        assert actions.deliver(POSTMAN, message_id).state == "dead"
    planned = ProcrastinateJob.objects.filter(task_name="post.deliver", scheduled_at__isnull=False).count()
    assert planned == len(PAUSES)
    with clock.at(moment):
        actions.deliver(POSTMAN, message_id)
    assert len(gateway.heard) == len(PAUSES) + 1


def test_a_number_the_gateway_will_never_take_is_given_up_at_once(gateway: type[_Gateway]) -> None:
    gateway.answers = [422]
    assert actions.deliver(POSTMAN, _send()).state == "dead"


def test_a_code_is_not_tried_beyond_its_life(gateway: type[_Gateway]) -> None:
    gateway.answers = [503, 503]
    message_id = _send(kind="code")
    with clock.at(START):
        assert actions.deliver(POSTMAN, message_id).state == "failed"
    with clock.at(START + timedelta(minutes=1)):
        assert actions.deliver(POSTMAN, message_id).state == "dead"
    assert Message.objects.get(pk=message_id).body_sealed == ""


def test_a_gateway_that_is_away_leaves_no_number_in_book_or_row(settings: Any) -> None:
    settings.POST_CHANNELS = {"sms": "sms_http"}
    settings.POST_SMS_HTTP = {"url": "http://127.0.0.1:9/?to={to}"}
    message_id = _send()
    assert actions.deliver(POSTMAN, message_id).problem == "gateway_away"
    assert PHONE not in json.dumps(list(Entry.objects.values()), default=str)


def test_without_a_configured_way_the_message_waits_and_says_so(settings: Any) -> None:
    settings.POST_CHANNELS = {"sms": "sms_http"}
    settings.POST_SMS_HTTP = {}
    assert actions.deliver(POSTMAN, _send()).problem == "gateway_not_configured"
    settings.POST_CHANNELS = {}
    assert actions.deliver(POSTMAN, _send()).problem == "no_such_way"


def test_nobody_else_delivers() -> None:
    with pytest.raises(NotFound):
        actions.deliver(OUTSIDER, _send())


def test_a_message_whose_worker_died_is_brought_out_by_the_sweep(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    message_id = _send()
    with clock.at(START + timedelta(minutes=5)):
        assert queries.left_behind(POSTMAN) == ()
    with clock.at(START + timedelta(minutes=11)):
        assert queries.left_behind(POSTMAN) == (message_id,)
        tasks.sweep(timestamp=0)
    assert Message.objects.get(pk=message_id).state == "sent"
