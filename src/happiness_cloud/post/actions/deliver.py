from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from happiness_cloud.kernel.cipher import CannotOpen
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..channels import NotDelivered, way_for
from ..models import Message
from ..rules.retry import pause_after
from . import _jobs

# Kinds whose text is a secret of the moment, and how long it is good for.
FLEETING = {"code": timedelta(minutes=5), "confirm": timedelta(days=7)}
# Kinds that carry a secret which is nobody's to read again: not kept once it is out or given up.
SECRET = FLEETING.keys() | {"link"}


@dataclass(frozen=True, slots=True)
class Delivered:
    """How the message stands after this try."""

    state: str
    tries: int
    problem: str


@action(rights.DELIVER, on="post.Message")
def deliver(deed: Deed, message: Message) -> Delivered:
    """Try once to bring a message out; a failure plans the next try, or ends it as dead, kept visible.

    The row stays locked while the way out is used, so two workers never send the same message. At least
    once: when the commit after a delivery fails, it is delivered again with the same reference.
    """
    if message.state in ("sent", "dead"):
        return Delivered(message.state, message.tries, message.problem)
    message.tries += 1
    try:
        to, body, headers = _opened(message)
        way_for(message.channel).deliver(
            to, message.subject, body, reference=message.reference, headers=headers
        )
    except NotDelivered as wrong:
        _failed(deed, message, wrong)
    else:
        message.state, message.problem = "sent", ""
        message.sent_at, message.next_try_at = deed.at, None
    if message.kind in SECRET and message.state in ("sent", "dead"):
        message.body_sealed = message.headers_sealed = ""
    deed.record(state=message.state, tries=message.tries, problem=message.problem)
    return Delivered(message.state, message.tries, message.problem)


def _opened(message: Message) -> tuple[str, str, dict[str, str]]:
    try:
        headers = cipher().open(message.headers_sealed, bind=f"post.headers:{message.reference}")
        return (
            cipher().open(message.to_sealed, bind=f"post.to:{message.reference}"),
            cipher().open(message.body_sealed, bind=f"post.body:{message.reference}"),
            json.loads(headers or "{}"),
        )
    except CannotOpen as wrong:
        raise NotDelivered("cannot_be_opened", final=True) from wrong


def _failed(deed: Deed, message: Message, wrong: NotDelivered) -> None:
    message.problem = wrong.problem
    pause = None if wrong.final else pause_after(message.tries)
    # A code that arrives after its end helps nobody.
    life = FLEETING.get(message.kind)
    late = pause and life and deed.at + pause > message.queued_at + life
    if pause is None or late:
        message.state, message.next_try_at = "dead", None
        return
    message.state, message.next_try_at = "failed", deed.at + pause
    _jobs.at(message.pk, message.next_try_at)
