"""The ways out: one port, and behind it the outbox on disk, a mail server, an HTTP gateway for texts.

`settings.POST_CHANNELS` names the way for each channel ("sms", "mail"). The outbox is for development
and the demonstration: anybody who can read the data folder can read the codes in it.
"""

from __future__ import annotations

import json
import os
import smtplib
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import httpx
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.utils import timezone

from happiness_cloud.kernel import clock

from .rules.gateway import BadTemplate, filled_address, filled_body

# A try holds the row of its message; a gateway that does not answer must not hold it long.
PATIENCE = 10.0
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class NotDelivered(Exception):
    """The way refused or did not answer. `problem` is a word without personal values; `final` ends it."""

    def __init__(self, problem: str, *, final: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.final = final


class Channel(Protocol):
    """A way out."""

    def deliver(
        self, to: str, subject: str, body: str, *, reference: str, headers: Mapping[str, str] = _NO_HEADERS
    ) -> None:
        """Hand one message over. `reference` stays the same when it is tried again. Raises `NotDelivered`."""


class Outbox:
    """Appends a line to `DATA/outbox/YYYY-MM-DD.jsonl`, readable by the owner alone."""

    def __init__(self, channel: str) -> None:
        self.channel = channel

    def deliver(
        self, to: str, subject: str, body: str, *, reference: str, headers: Mapping[str, str] = _NO_HEADERS
    ) -> None:
        """Write the message down."""
        moment = timezone.localtime(clock.now())
        folder = Path(settings.DATA) / "outbox"
        told: dict[str, object] = {
            "at": moment.isoformat(timespec="seconds"),
            "channel": self.channel,
            "to": to,
        }
        told |= {"subject": subject, "body": body, "reference": reference}
        line = json.dumps(told | ({"headers": dict(headers)} if headers else {}), ensure_ascii=False)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # One write of one whole line, at the end, whatever other worker is writing.
            handle = os.open(
                folder / f"{moment:%Y-%m-%d}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600
            )
            try:
                os.write(handle, f"{line}\n".encode())
            finally:
                os.close(handle)
        except OSError as wrong:
            raise NotDelivered("outbox_not_writable") from wrong


class MailServer:
    """Hands the message to the mail server of the settings (EMAIL_HOST …)."""

    def deliver(
        self, to: str, subject: str, body: str, *, reference: str, headers: Mapping[str, str] = _NO_HEADERS
    ) -> None:
        """Send one mail."""
        _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
        own = {
            "X-Reference": reference,
            "Auto-Submitted": "auto-generated",
            # The same when it is tried again, so that a reader's programme shows it once.
            "Message-ID": f"<{reference}@{sender.rpartition('@')[2] or 'localhost'}>",
        }
        mail = EmailMessage(
            subject=subject,
            body=body,
            to=[to],
            headers={**headers, **own},
            connection=get_connection(timeout=PATIENCE),
        )
        try:
            mail.send(fail_silently=False)
        except (smtplib.SMTPRecipientsRefused, BadHeaderError) as wrong:
            raise NotDelivered("address_refused", final=True) from wrong
        except smtplib.SMTPException as wrong:
            raise NotDelivered("mail_server_refused") from wrong
        except OSError as wrong:
            raise NotDelivered("mail_server_away") from wrong


class Gateway:
    """A text-message provider that takes an HTTP request, described by `settings.POST_SMS_HTTP`.

    Its keys: `url` and `body` (templates with {to} {text} {reference}; without a body it is a GET) and
    `token` (sent as bearer, "" for none).
    """

    def deliver(
        self,
        to: str,
        subject: str,  # noqa: ARG002 -- a text message has none
        body: str,
        *,
        reference: str,
        headers: Mapping[str, str] = _NO_HEADERS,  # noqa: ARG002 -- nor a head
    ) -> None:
        """Send one request; any 2xx is a yes."""
        chosen: dict[str, str] = getattr(settings, "POST_SMS_HTTP", {})
        values = {"to": to, "text": body, "reference": reference}
        try:
            address = filled_address(chosen.get("url", ""), values)
            told = filled_body(chosen["body"], values) if chosen.get("body") else None
        except BadTemplate as wrong:
            raise NotDelivered("gateway_not_configured") from wrong
        head = {"Authorization": f"Bearer {chosen['token']}"} if chosen.get("token") else {}
        try:
            answer = httpx.request(
                "GET" if told is None else "POST", address, json=told, headers=head, timeout=PATIENCE
            )
        except (httpx.HTTPError, httpx.InvalidURL) as wrong:
            # The words of the error carry the address, and with it the number and the text.
            raise NotDelivered("gateway_away") from wrong
        if not answer.is_success:
            lasting = 400 <= answer.status_code < 500 and answer.status_code not in (401, 403, 408, 429)
            raise NotDelivered(f"gateway_said_{answer.status_code}", final=lasting)


_WAYS: dict[str, Callable[[str], Channel]] = {
    "outbox": Outbox,
    "smtp": lambda _channel: MailServer(),
    "sms_http": lambda _channel: Gateway(),
}


def way_for(channel: str) -> Channel:
    """The way the operator chose for "sms" or "mail". Raises `NotDelivered` when there is none."""
    name = settings.POST_CHANNELS.get(channel, "")
    if name not in _WAYS:
        raise NotDelivered("no_such_way")
    return _WAYS[name](channel)
