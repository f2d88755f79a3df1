from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from happiness_cloud.kernel import ids
from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Message
from ..rules.addresses import checked
from ..rules.headers import checked_headers
from . import _jobs

MOST = 4000


@dataclass(frozen=True, slots=True)
class Queued:
    """The message that will go out once this commits."""

    message_id: int
    reference: str


@action(rights.SEND)
def send(
    deed: Deed,
    *,
    channel: str,
    to: str,
    kind: str,
    text: str,
    subject: str = "",
    about: str = "",
    language: str = "zh-hans",
    area: str = EVERYWHERE,
    headers: Mapping[str, str] | None = None,
) -> Queued:
    """Queue one message; it goes out only if the caller's transaction commits.

    `channel` sms or mail; `kind` a short word for what it is ("code", "case"); `text` is complete, in
    `language`; `about` names its subject ("cases.Case:7"); `area` says who may see it in the outbox.
    `headers` are lines for the head of a mail (rules/headers.py). The text of a "code", a "confirm" or a "link" is erased
    once it is out. Refuses post.bad_channel, post.bad_address, post.empty, post.bad_header.
    """
    deed.require(area)
    address = checked(channel, to)
    if not text.strip() or len(text) > MOST:
        raise Invalid("post.empty", field="text", most=MOST)
    lines = checked_headers(channel, headers or {})
    about_kind, _, about_id = about.partition(":")
    reference = ids.token(20)
    row = Message.objects.create(
        reference=reference,
        channel=channel,
        kind=kind,
        language=language,
        to_sealed=cipher().seal(address, bind=f"post.to:{reference}"),
        to_hash=cipher().blind(address, {"sms": "phone"}.get(channel, channel)),
        # A line break would begin a new header.
        subject=" ".join(subject.split())[:200],
        body_sealed=cipher().seal(text, bind=f"post.body:{reference}"),
        headers_sealed=cipher().seal(json.dumps(lines) if lines else "", bind=f"post.headers:{reference}"),
        about_kind=about_kind,
        about_id=about_id,
        area_path=area,
        queued_at=deed.at,
        next_try_at=deed.at,
    )
    deed.created(row)
    deed.record(channel=channel, kind=kind, about=about)
    _jobs.at(row.pk)
    return Queued(message_id=row.pk, reference=reference)
