from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.ledger import queries as ledger
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Case
from ..rules.lifecycle import OPEN
from .public import community_of

# A request that was declined has an end that everybody may know of; one that was void never counted.
SHOWN = (*OPEN, "closed", "answered", "refused")
AT_ONCE = 1000
_COLUMNS = (
    *("pk", "number", "state", "category", "area_path", "lead_unit", "lon", "lat"),
    *("reported_at", "ended_at", "due_at", "merged_into_id"),
)
# Merged matters follow one another; a longer chain than this is none that people made.
_HOPS = 6
HOUSE = house("cases", "ledger.read")


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """A matter as everybody may see it, with its number: kind, state, promise, who leads, where about."""

    number: str
    state: str
    category: str
    area_path: str
    lead_unit: str
    lon: float | None
    lat: float | None
    reported_at: datetime
    updated_at: datetime
    due_at: datetime | None
    done: bool


@dataclass(frozen=True, slots=True)
class PublicStep:
    """A public matter came into a state; `id` grows from step to step."""

    id: int
    number: str
    at: datetime
    state: str
    done: bool


@query(rights.PUBLIC)
def public_requests(
    actor: Actor,
    since: datetime,
    until: datetime,
    *,
    categories: Sequence[str] = (),
    done: bool | None = None,
    offset: int = 0,
    size: int = AT_ONCE,
) -> tuple[PublicRequest, ...]:
    """Public matters reported in a span of time, newest first; `done` for those that have ended, or have not."""
    states = SHOWN if done is None else [one for one in SHOWN if (one not in OPEN) is done]
    rows = Case.objects.filter(
        public=True, state__in=states, reported_at__gte=since, reported_at__lte=until
    ).order_by("-reported_at", "-id")
    if categories:
        rows = rows.filter(category__in=categories)
    return _told(_taken(rows)[offset : offset + max(1, min(size, AT_ONCE))])


@query(rights.PUBLIC)
def public_numbered(actor: Actor, numbers: Iterable[str]) -> tuple[PublicRequest, ...]:
    """The public matters with these numbers, once each; for one that was merged, the matter it became part of."""
    asked = list(dict.fromkeys(numbers))[:AT_ONCE]
    by_number = {row[1]: row for row in _taken(Case.objects.filter(public=True, number__in=asked))}
    found = [by_number[one] for one in asked if one in by_number]
    for _hop in range(_HOPS):
        merged = [row[-1] for row in found if row[2] == "merged"]
        if not merged:
            break
        masters = {row[0]: row for row in _taken(Case.objects.filter(public=True, pk__in=merged))}
        found = [masters.get(row[-1], ()) if row[2] == "merged" else row for row in found]
        found = [row for row in found if row]
    return _told({row[0]: row for row in found if row[2] in SHOWN}.values())


@query(rights.PUBLIC)
def public_steps(
    actor: Actor, since: datetime, until: datetime, *, offset: int = 0, size: int = AT_ONCE
) -> tuple[PublicStep, ...]:
    """The steps that public matters took from state to state in a span of time, oldest first, without words."""
    size = max(1, min(size, AT_ONCE))
    shown = Case.objects.filter(public=True, state__in=SHOWN).values_list("pk", "number")
    found = ledger.moves(HOUSE, "cases.Case", shown, since, until, offset=offset, size=size)
    return tuple(PublicStep(one.id, one.name, one.at, one.state, one.state not in OPEN) for one in found)


def _taken(rows: QuerySet[Case]) -> QuerySet[Case, tuple[Any, ...]]:
    return rows.values_list(*_COLUMNS)


def _told(rows: Iterable[tuple[Any, ...]]) -> tuple[PublicRequest, ...]:
    found = list(rows)
    moved = ledger.last_moved(HOUSE, "cases.Case", [row[0] for row in found])
    return tuple(_request(row, moved.get(row[0])) for row in found)


def _request(row: tuple[Any, ...], moved: datetime | None) -> PublicRequest:
    _pk, number, state, category, area, lead, lon, lat, reported, ended, due, _master = row
    return PublicRequest(
        number=number,
        state=state,
        category=category,
        # As in `public` and `public_pins`: the community, and the point to about a hundred metres.
        area_path=community_of(area),
        lead_unit=lead,
        lon=None if lon is None else round(lon, 3),
        lat=None if lat is None else round(lat, 3),
        reported_at=reported,
        updated_at=ended or moved or reported,
        due_at=due,
        done=state not in OPEN,
    )
