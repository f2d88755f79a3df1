"""The deadline table: which row gives the time for a category, severity, area and stage on a day.

Order, from the first that differs: the category (that category, then the longest prefix, then any), the
area (the longest, then any), the severity (that one, then any), a row with a season before one without.
A milestone is an inner limit of a stage with rows of its own; "" is the final one. Two rows that would
still tie on some day are refused when the table is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

from happiness_cloud.institution.rules.branches import area_keys, category_keys
from happiness_cloud.institution.rules.deadlines import Amount, checked
from happiness_cloud.institution.rules.validity import Period, Season
from happiness_cloud.kernel.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; "" in `category`, `area` or `severity` means any. `valid_to` is its last day."""

    code: str
    stage: str
    amount: Amount
    unit: str
    category: str = ""
    severity: str = ""
    area: str = ""
    milestone: str = ""
    season: Season | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""

    @property
    def period(self) -> Period:
        """The days on which the row holds."""
        return Period(self.valid_from, self.valid_to)


_Key = tuple[str, str, str, str, str]

# Answers kept of the questions asked last: the matters of a day ask the same over and over.
MOST_PICKED = 50_000


class DeadlineTable:
    """An immutable table of rows. Raises `Invalid("institution.bad_deadlines")` with every finding."""

    def __init__(self, rows: Iterable[Row], version: str = "") -> None:
        self.version = version
        self.rows = tuple(rows)
        self._by_key: dict[_Key, list[Row]] = defaultdict(list)
        self._picked: dict[tuple[str, str, str, str, date, str], Row | None] = {}
        for row in self.rows:
            self._by_key[row.stage, row.milestone, row.category, row.area, row.severity].append(row)
        findings = [*self._unfit(), *self._ambiguous()]
        if findings:
            raise Invalid("institution.bad_deadlines", count=len(findings), findings=findings)
        for group in self._by_key.values():
            group.sort(key=lambda row: row.season is None)

    def pick(
        self, stage: str, category: str, severity: str, area: str, day: date, milestone: str = ""
    ) -> Row | None:
        """The row that gives the time for `stage` on the local `day`; None when there is none."""
        asked = (stage, category, severity, area, day, milestone)
        if asked not in self._picked:
            if len(self._picked) >= MOST_PICKED:
                self._picked.clear()
            self._picked[asked] = self._found(*asked)
        return self._picked[asked]

    def _found(
        self, stage: str, category: str, severity: str, area: str, day: date, milestone: str
    ) -> Row | None:
        severities = (severity, "") if severity else ("",)
        for cat, place, grade in product(category_keys(category), area_keys(area), severities):
            for row in self._by_key.get((stage, milestone, cat, place, grade), ()):
                if row.period.holds(day) and (row.season is None or row.season.holds(day)):
                    return row
        return None

    def required(self, stage: str, category: str, severity: str, area: str, day: date) -> Row:
        """As `pick`, but a missing row is refused."""
        row = self.pick(stage, category, severity, area, day)
        if row is None:
            asked = {"stage": stage, "category": category, "severity": severity, "area": area}
            raise NotFound("institution.no_deadline", **asked)
        return row

    def milestones(self, stage: str, category: str, severity: str, area: str, day: date) -> tuple[Row, ...]:
        """The inner limits of `stage` that hold for this category on the local `day`."""
        names = sorted({key[1] for key in self._by_key if key[0] == stage and key[1]})
        found = (self.pick(stage, category, severity, area, day, name) for name in names)
        return tuple(row for row in found if row is not None)

    def _unfit(self) -> Iterator[dict[str, object]]:
        seen: set[str] = set()
        for row in self.rows:
            if row.code in seen:
                yield {"code": "institution.row_twice", "row": row.code}
            seen.add(row.code)
            if row.period.reversed:
                yield {"code": "institution.row_reversed", "row": row.code}
            try:
                checked(row.amount, row.unit)
            except Invalid as refused:
                yield {"code": refused.code, "row": row.code, **refused.facts}

    def _ambiguous(self) -> Iterator[dict[str, object]]:
        for group in self._by_key.values():
            for one, other in combinations(group, 2):
                if one.period.meets(other.period) and _same_season(one.season, other.season):
                    yield {"code": "institution.rows_tie", "row": one.code, "other": other.code}


def _same_season(one: Season | None, other: Season | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.meets(other)
