"""Matters at other servers: how they stand there, what is stuck, and what the forwarder does next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.statements import run

from .. import rights
from ..models import Case, Forwarded, Forwarding
from ..rules import forwarding
from .filters import seen

HOUSE = house("cases", "institution.read")
AT_ONCE = 200
# A matter goes out once it was dispatched, and until its work is reported as done.
FROM = ("to_sign", "handling", "suspended", "waiting")
_NEAREST = (
    "SELECT id FROM cases_forwarding WHERE category = %s AND ended_at IS NULL AND starts_with(%s, area_path)"
    " ORDER BY length(area_path) DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Abroad:
    """A matter at the other side; words of the other side are masked."""

    id: int
    number: str
    title: str
    label: str
    state: str
    remote_id: str
    status: str
    notes: str
    problem: str
    said: str
    tries: int
    made_at: datetime
    next_try_at: datetime | None
    there_at: datetime | None
    heard_at: datetime | None
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class AbroadNow:
    """What the page of a matter says of forwarding: where it is, and where it could be sent ("" nowhere)."""

    there: Abroad | None
    could_go: str


@query(rights.READ)
def abroad(actor: Actor, number: str) -> AbroadNow:
    """The newest forwarding of a matter that the actor sees; and whether a rule would let it go out now."""
    case = seen(actor).filter(number=number).first()
    if case is None:
        return AbroadNow(None, "")
    row = Forwarded.objects.filter(case=case).select_related("case", "rule").order_by("-id").first()
    live = row is not None and row.state in forwarding.LIVE
    rule = None if live or case.state not in FROM else rule_for(case)
    return AbroadNow(_told(row) if row else None, rule.label if rule else "")


@query(rights.READ)
def stuck_abroad(actor: Actor) -> tuple[Abroad, ...]:
    """The matters that could not be forwarded, as far as the actor sees them, the longest waiting first."""
    rows = Forwarded.objects.filter(state="stuck", case__in=seen(actor)).select_related("case", "rule")
    return tuple(_told(row) for row in rows.order_by("made_at", "id")[:AT_ONCE])


@query(rights.CARRY)
def due_abroad(actor: Actor) -> tuple[tuple[int, int], ...]:
    """What the forwarder should try now: (forwarded, rule), the longest waiting first."""
    rows = Forwarded.objects.filter(next_try_at__lte=clock.now(), state__in=forwarding.LIVE)
    return tuple(rows.order_by("next_try_at", "id").values_list("pk", "rule_id")[:AT_ONCE])


def rule_for(case: Case) -> Forwarding | None:
    """The rule in force for this matter: that of the smallest area around it. One that is not `on` is for hands."""
    if not case.category:
        return None
    # Asked at each dispatch; nearly always there is none.
    found = run(_NEAREST, (case.category, case.area_path))
    return Forwarding.objects.get(pk=found[0][0]) if found else None


def live_of(case: Case) -> Forwarded | None:
    """The forwarding of a matter that has not ended."""
    return Forwarded.objects.filter(case=case, state__in=forwarding.LIVE).first()


def category_name(code: str) -> str:
    """What a category is called; its code where it is out of use."""
    found = institution.rulebook(HOUSE).category(code, clock.now())
    return found.name if found else code


def _told(row: Forwarded) -> Abroad:
    return Abroad(
        id=row.pk,
        number=row.case.number,
        title=row.case.title,
        label=row.rule.label,
        state=row.state,
        remote_id=row.remote_id,
        status=row.status,
        notes=masked(row.notes),
        problem=row.problem,
        said=masked(row.said),
        tries=row.tries,
        made_at=row.made_at,
        next_try_at=row.next_try_at,
        there_at=row.there_at,
        heard_at=row.heard_at,
        expected_at=row.expected_at,
    )
