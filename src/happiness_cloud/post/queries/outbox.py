from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.cipher import CannotOpen
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope
from happiness_cloud.ledger.vault import cipher

from .. import rights, terms
from ..models import Message
from ..rules.addresses import masked


@dataclass(frozen=True, slots=True)
class Line:
    """One message as staff may see it: the address masked, the text not shown."""

    id: int
    reference: str
    channel: str
    kind: str
    to: str
    about: str
    state: str
    tries: int
    queued_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None
    problem: str
    can_resend: bool
    version: int


@dataclass(frozen=True, slots=True)
class Outbox:
    """Newest first; `older` is the `before` of the next page, None at the end."""

    lines: tuple[Line, ...]
    older: int | None


@query(rights.READ)
def outbox(
    actor: Actor, *, state: str = "", about: str = "", before: int | None = None, limit: int = 50
) -> Outbox:
    """Messages in the actor's areas, optionally of one state or about one thing ("cases.Case:7")."""
    if state and state not in terms.STATES:
        raise Invalid("post.bad_state", field="state", known=list(terms.STATES))
    rows = Message.objects.filter(scope(actor, rights.READ, kind="post.Message", units=None))
    if state:
        rows = rows.filter(state=state)
    if about:
        kind, _, key = about.partition(":")
        rows = rows.filter(about_kind=kind, about_id=key)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    limit = max(1, min(limit, 200))
    found = list(rows.order_by("-pk")[: limit + 1])
    lines = tuple(_line(one) for one in found[:limit])
    return Outbox(lines=lines, older=lines[-1].id if len(found) > limit else None)


def _line(row: Message) -> Line:
    try:
        to = masked(row.channel, cipher().open(row.to_sealed, bind=f"post.to:{row.reference}"))
    except CannotOpen:
        to = "****"
    return Line(
        id=row.pk,
        reference=row.reference,
        channel=row.channel,
        kind=row.kind,
        to=to,
        about=f"{row.about_kind}:{row.about_id}" if row.about_kind else "",
        state=row.state,
        tries=row.tries,
        queued_at=row.queued_at,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        problem=row.problem,
        can_resend=row.state == "dead" and bool(row.body_sealed),
        version=row.version,
    )
