from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Place, may
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Case, HandOut
from ..rules import handing
from .filters import seen


@dataclass(frozen=True, slots=True)
class PartnerSaid:
    """One answer of a partner; the words are masked."""

    at: datetime
    kind: str
    text: str
    until: date | None
    photos: int


@dataclass(frozen=True, slots=True)
class HandedTo:
    """One hand-out as staff see it: to whom, masked address, how its link stands, what was answered."""

    id: int
    organisation: str
    to: str
    task: str
    by_unit: str
    at: datetime
    answer_by: datetime | None
    expires_at: datetime
    standing: str
    ended_at: datetime | None
    shares_contact: bool
    photos: int
    opens: int
    opened_at: datetime | None
    looked_at: datetime | None
    unread: bool
    answers: tuple[PartnerSaid, ...]


@dataclass(frozen=True, slots=True)
class HandOuts:
    """Everything of a matter that was handed out, newest first; whether this actor may hand out now, or tend it."""

    may_hand_out: bool
    may_tend: bool
    rows: tuple[HandedTo, ...]


@query(rights.READ)
def hand_outs(actor: Actor, number: str) -> HandOuts:
    """What of the matter with this number was handed out (转外部). NotFound when it is not to be seen."""
    case = seen(actor).filter(number=number).only("state", "area_path", "lead_unit").first()
    if case is None:
        raise NotFound("ledger.not_found")
    tends = _tends(actor, case)
    rows = HandOut.objects.filter(case=case).prefetch_related("answers").order_by("-id")[:50]
    now = clock.now()
    return HandOuts(
        may_hand_out=tends and case.state in handing.STATES,
        may_tend=tends,
        rows=tuple(_row(one, now) for one in rows),
    )


def _tends(actor: Actor, case: Case) -> bool:
    """As the verbs ask: the right, for the leading unit."""
    place = Place(case.area_path, (case.lead_unit,), f"cases.Case:{case.pk}")
    return may(actor, rights.HAND_OUT, place)


def _row(row: HandOut, now: datetime) -> HandedTo:
    answers = sorted(row.answers.all(), key=lambda one: one.pk)
    return HandedTo(
        id=row.pk,
        organisation=row.organisation,
        to=row.contact_shown,
        task=masked(row.task),
        by_unit=row.by_unit,
        at=row.at,
        answer_by=row.answer_by,
        expires_at=row.expires_at,
        standing=handing.standing(row.ended, row.expires_at, now),
        ended_at=row.ended_at,
        shares_contact=row.shares_contact,
        photos=len(row.file_ids),
        opens=row.opens,
        opened_at=row.opened_at,
        looked_at=row.looked_at,
        unread=row.unread,
        answers=tuple(
            PartnerSaid(one.at, one.kind, masked(one.text), one.until, len(one.file_ids)) for one in answers
        ),
    )
