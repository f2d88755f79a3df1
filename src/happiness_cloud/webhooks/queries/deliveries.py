from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel.access import Actor, may
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import place_of, scope

from .. import rights, terms
from ..models import Delivery
from .errands import message_id

LIMIT = 50


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: when, what was answered (0: nothing), why it failed, how long it took; `answer` trimmed and masked."""

    at: datetime
    status: int
    problem: str
    answer: str
    ms: int


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery with its last tries, oldest first."""

    id: int
    endpoint_id: int
    message_id: str
    verb: str
    subject: str
    happened_at: datetime
    replay: bool
    state: str
    tries: int
    next_try_at: datetime | None
    ended_at: datetime | None
    attempts: tuple[Attempt, ...]
    version: int
    can_retry: bool
    can_drop: bool


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Newest first; `older` is the `before` of the next page, None at the end."""

    lines: tuple[Line, ...]
    older: int | None


@query(rights.READ)
def deliveries(
    actor: Actor,
    *,
    endpoint_id: int | None = None,
    state: str = "",
    before: int | None = None,
    limit: int = LIMIT,
) -> Deliveries:
    """Deliveries of the actor's areas, optionally to one receiver or of one state. Refuses webhooks.bad_state."""
    if state and state not in terms.DELIVERIES:
        raise Invalid("webhooks.bad_state", field="state", known=list(terms.DELIVERIES))
    rows = Delivery.objects.filter(scope(actor, rights.READ, kind="webhooks.Delivery", units=None))
    if endpoint_id is not None:
        rows = rows.filter(endpoint_id=endpoint_id)
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    limit = max(1, min(limit, 200))
    found = list(rows.select_related("course").order_by("-pk")[: limit + 1])
    lines = tuple(_line(actor, one) for one in found[:limit])
    return Deliveries(lines=lines, older=lines[-1].id if len(found) > limit else None)


def _line(actor: Actor, row: Delivery) -> Line:
    can_edit = may(actor, rights.EDIT, place_of(row))
    attempts = tuple(Attempt(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in row.attempts)
    return Line(
        id=row.pk,
        endpoint_id=row.endpoint_id,
        message_id=message_id(row.pk, row.entry_id),
        verb=row.verb,
        subject=f"{row.subject_kind}:{row.subject_id}" if row.subject_kind else "",
        happened_at=row.happened_at,
        replay=row.course.replay,
        state=row.state,
        tries=row.tries,
        next_try_at=row.next_try_at,
        ended_at=row.ended_at,
        attempts=attempts,
        version=row.version,
        can_retry=can_edit and (row.state != "waiting" or row.tries > 0),
        can_drop=can_edit and row.state == "dead",
    )
