from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from happiness_cloud.institution import queries as institution
from happiness_cloud.institution import rights as institution_rights
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import Denied, Invalid
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import Case
from .filters import seen

HOUSE = house("cases.routing_trial", "institution.read")
PAGE = 1000
MOST = 100_000
EXAMPLES = 50
_AREA = re.compile(r"/([0-9A-Za-z]{1,20}/){1,10}")
_COLUMNS = ("pk", "number", "category", "area_path", "reported_at", "dispatched_at", "place_note")


@dataclass(frozen=True, slots=True)
class Shift:
    """What a unit or a category would gain and lose; a category loses and gains what changes its unit."""

    key: str
    before: int
    after: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Example:
    """One matter that would go elsewhere: both leads, and why each."""

    number: str
    category: str
    area: str
    at: datetime
    before: str
    after: str
    because_before: tuple[dict[str, Any], ...]
    because_after: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class RoutingTrial:
    """Who would have received what, by the rules as they will stand on the day `on`.

    `digest` and `edition` say which text was tried under which rules.
    `helpers` of the changed and unchanged alike: matters whose assisting units differ.
    """

    n: int
    unchanged: int
    changed: int
    helpers: int
    on: date
    version: str
    digest: str
    edition: int
    notes: tuple[dict[str, Any], ...]
    units: tuple[Shift, ...]
    categories: tuple[Shift, ...]
    examples: tuple[Example, ...]


@dataclass(slots=True)
class _Count:
    """The figures of one kind of key while pages go by."""

    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def told(self) -> tuple[Shift, ...]:
        """Those that change, the most moved first."""
        moved = [key for key in self.before | self.after if self.gained[key] or self.lost[key]]
        moved.sort(key=lambda key: (-(self.gained[key] + self.lost[key]), key))
        return tuple(
            Shift(key, self.before[key], self.after[key], self.gained[key], self.lost[key]) for key in moved
        )


@query(institution_rights.READ)
def routing_trial(
    actor: Actor, text: str, last: int = 1000, area: str = "", filename: str = "", on: date | None = None
) -> RoutingTrial:
    """Route the last matters by the duties in force and by a proposed file, as both will stand on a day; writes nothing.

    The day `on` says which version and which rows hold: by default the first on which the file and all that is new in
    it have begun. Hour, weekday, season and worktime are those of the matter's own moment.
    Counted is what the actor may read, and what lies where he may publish rules. Examples, which name a matter,
    are only of those he may read. `area` is a path; matters without a category have no route and are left out.
    Raises Denied without either right, Invalid with `findings` for a file that could not be published.
    """
    if not (actor.holding(rights.READ) or actor.holding(institution_rights.PUBLISH)):
        raise Denied("ledger.no_right", right=rights.READ)
    if area and not _AREA.fullmatch(area):
        raise Invalid("institution.bad_area", field="area", area=area[:80])
    tried = institution.proposed(HOUSE, text, filename, on)
    units, categories = _Count(), _Count()
    examples: list[Example] = []
    n = changed = helpers = 0
    for page in _pages(_counted(actor, area), max(1, min(last, MOST))):
        moved: list[Example] = []
        for row in page:
            example, helped = _routed(row, tried)
            n, helpers = n + 1, helpers + helped
            units.before[example.before] += 1
            units.after[example.after] += 1
            categories.before[example.category] += 1
            categories.after[example.category] += 1
            if example.before == example.after:
                continue
            changed += 1
            units.lost[example.before] += 1
            units.gained[example.after] += 1
            categories.lost[example.category] += 1
            categories.gained[example.category] += 1
            moved.append(example)
        if moved and len(examples) < EXAMPLES:
            examples.extend(_shown(actor, moved, EXAMPLES - len(examples)))
    return RoutingTrial(
        n,
        n - changed,
        changed,
        helpers,
        tried.on,
        tried.version,
        tried.digest,
        tried.now.edition,
        tried.notes,
        units.told(),
        categories.told(),
        tuple(examples),
    )


def _counted(actor: Actor, area: str) -> QuerySet[Case]:
    own = scope(actor, rights.READ, kind="cases.Case")
    ruled = scope(actor, institution_rights.PUBLISH, kind="cases.Case")
    rows = Case.objects.filter(own | ruled).exclude(category="")
    return rows.filter(area_path__startswith=area) if area else rows


def _pages(rows: QuerySet[Case], last: int) -> Iterator[list[tuple[Any, ...]]]:
    """The newest `last` rows, a page a statement, each page beginning where the one before it ended."""
    ordered = rows.order_by("-reported_at", "-pk").values_list(*_COLUMNS)
    after = Q()
    while last > 0:
        page = list(ordered.filter(after)[: min(PAGE, last)])
        if page:
            yield page
        if len(page) < PAGE:
            return
        last -= len(page)
        pk, at = page[-1][0], page[-1][4]
        after = Q(reported_at__lt=at) | Q(reported_at=at, pk__lt=pk)


def _routed(row: tuple[Any, ...], tried: institution.Proposed) -> tuple[Example, bool]:
    """Where a matter goes under both, and whether others would assist. As `dispatch` asks, when it asked."""
    _pk, number, category, area, reported, dispatched, note = row
    at, answers = dispatched or reported, note.get("answers", {})
    before = tried.now.route(category, area, at, answers, on=tried.on)
    after = tried.then.route(category, area, at, answers, on=tried.on)
    example = Example(number, category, area, at, before.lead, after.lead, before.because, after.because)
    return example, set(before.assists) != set(after.assists)


def _shown(actor: Actor, moved: list[Example], most: int) -> list[Example]:
    numbers = [one.number for one in moved]
    readable = set(seen(actor).filter(number__in=numbers).values_list("number", flat=True))
    return [one for one in moved if one.number in readable][:most]
