"""The duty directory (派遣目录): exactly one lead unit for every category, area and moment, and why.

Among the rows that apply the first in this total order leads: higher `priority`; that category before
its branch (longest first) before any; the smaller area before the larger; more conditions before
fewer; the later `valid_from`; the lower row code. Fallback rows stand behind all others. One fallback
without any limit is required, so the answer always exists.

A unit is a path (`/yunhu/cgj/`) or a place-holder for locality (属地): `@community` is the unit that answers
for that community; without one it climbs to the subdistrict, then to the district. `@property` and other
kinds do not climb. A row whose lead has no unit there gives the lead to its `otherwise`; without one it is
passed over, and the reasons say so.

A row of the principle `owner_first` (先属主后属地) gives the lead to the recorded owner of the component,
when there is one; the row's own lead then assists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from happiness_cloud.institution.rules.branches import area_keys, area_rank, category_keys, category_rank
from happiness_cloud.institution.rules.calendars import WorkCalendar
from happiness_cloud.institution.rules.validity import Period, Season
from happiness_cloud.kernel.errors import Invalid

LOCAL: Final = "@"
CLIMBS: Final[Mapping[str, str]] = {"community": "subdistrict", "subdistrict": "district"}
OWNER_FIRST: Final = "owner_first"
Territory = Mapping[str, Mapping[str, str]]
"""Kind of local unit -> area path -> unit path."""
INSIDE: Final = "inside"
OUTSIDE: Final = "outside"


@dataclass(frozen=True, slots=True)
class When:
    """The conditions of a row; what is empty does not matter.

    `weekdays` 0 = Monday; `hours` are (from, to) in minutes of the local day, the end excluded, over midnight
    when from > to; `worktime` is `INSIDE` or `OUTSIDE` the directory's calendar; `answers` asks each named
    question to have one of the given answers.
    """

    weekdays: frozenset[int] = frozenset()
    hours: tuple[tuple[int, int], ...] = ()
    season: Season | None = None
    worktime: str = ""
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many conditions are set."""
        parts = (self.weekdays, self.hours, self.season, self.worktime)
        return sum(bool(part) for part in parts) + len(self.answers)


@dataclass(frozen=True, slots=True)
class Duty:
    """One row of the directory: patterns of categories, an area, conditions; `valid_to` is its last day.

    `zh` and `en` are the duty in words.
    """

    code: str
    lead: str
    categories: tuple[str, ...] = ("",)
    area: str = ""
    assists: tuple[str, ...] = ()
    otherwise: str = ""
    when: When = When()
    principle: str = ""
    basis: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    priority: int = 0
    fallback: bool = False
    zh: str = ""
    en: str = ""

    @property
    def period(self) -> Period:
        """The days on which the row holds."""
        return Period(self.valid_from, self.valid_to)

    @property
    def unlimited(self) -> bool:
        """Whether the row applies always and everywhere."""
        return "" in self.categories and not (
            self.area or self.when.count or self.valid_from or self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact behind a route: a code with a sentence in the room's terms, and what fills it."""

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Route:
    """Who leads, who assists, and why."""

    lead: str
    assists: tuple[str, ...]
    row: str
    fallback: bool
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question to the directory, worked out once."""

    category: str
    area: str
    local: datetime
    working: bool | None
    answers: Mapping[str, str]
    owner: str
    day: date


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row under one of its patterns, with its place in the total order."""

    rank: int
    pattern: str
    duty: Duty


class Directory:
    """An immutable version of the directory; `territory` gives the units that answer for areas.

    Raises `Invalid("institution.no_fallback")` without an unlimited fallback that names a unit.
    """

    def __init__(
        self,
        duties: Iterable[Duty],
        version: str,
        zone: str,
        territory: Territory | None = None,
        calendar: WorkCalendar | None = None,
    ) -> None:
        self.version = version
        self.duties = tuple(duties)
        self.territory = territory or {}
        self.calendar = calendar
        self._zone = ZoneInfo(zone)
        if not any(is_safety_net(duty) for duty in self.duties):
            raise Invalid("institution.no_fallback", version=version)
        self._by_key: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
        for rank, (pattern, duty) in enumerate(in_order(self.duties)):
            self._by_key[pattern, duty.area].append(_Entry(rank, pattern, duty))
        self._areas = {duty.area for duty in self.duties}
        self._timed = any(duty.when.worktime for duty in self.duties)

    def resolve(
        self,
        category: str,
        area: str,
        moment: datetime,
        answers: Mapping[str, str] | None = None,
        owner: str = "",
        on: date | None = None,
    ) -> Route:
        """The one lead for a matter of `category` in `area` at `moment` (aware), with reasons.

        `owner` is the unit path of the component's recorded owner or keeper, "" when there is none. `on`: by the
        rows in force on another day; hour, weekday, season and worktime stay those of the moment.
        """
        working = self.calendar.is_open(moment) if self.calendar and self._timed else None
        local = moment.astimezone(self._zone)
        asked = _Asked(category, area, local, working, answers or {}, owner, on or local.date())
        passed: list[Reason] = []
        for entry in self._candidates(category, area):
            if not (entry.duty.period.holds(asked.day) and _applies(entry.duty.when, asked)):
                continue
            lead = self.unit_for(entry.duty.lead, area)
            if not lead:
                facts = {"row": entry.duty.code, "lead": entry.duty.lead[1:], "area": area}
                passed.append(Reason("institution.route_no_unit", facts))
                lead = entry.duty.otherwise
            if lead:
                return self._route(entry, lead, asked, passed)
        raise Invalid("institution.no_fallback", version=self.version)

    def unit_for(self, named: str, area: str) -> str:
        """The unit path a row names, its place-holder filled for `area`; "" when there is none."""
        if not named.startswith(LOCAL):
            return named
        kind = named[1:]
        while kind:
            units = self.territory.get(kind, {})
            found = next((units[key] for key in area_keys(area) if key in units), "")
            if found:
                return found
            kind = CLIMBS.get(kind, "")
        return ""

    def _candidates(self, category: str, area: str) -> list[_Entry]:
        areas = [key for key in area_keys(area) if key in self._areas]
        found: list[_Entry] = []
        for pattern in category_keys(category):
            for place in areas:
                found.extend(self._by_key.get((pattern, place), ()))
        found.sort(key=lambda entry: entry.rank)
        return found

    def _route(self, entry: _Entry, lead: str, asked: _Asked, passed: list[Reason]) -> Route:
        duty = entry.duty
        row = {"row": duty.code, "version": self.version, "basis": list(duty.basis)}
        row |= {"zh": duty.zh, "en": duty.en}
        because = [Reason("institution.route_fallback" if duty.fallback else "institution.route_row", row)]
        because.extend(_matched(entry, asked))
        assists = [self.unit_for(unit, asked.area) for unit in duty.assists]
        if duty.lead.startswith(LOCAL) and lead != duty.otherwise:
            because.append(Reason("institution.route_locality", {"level": duty.lead[1:], "unit": lead}))
        if duty.principle == OWNER_FIRST and asked.owner and asked.owner != lead:
            because.append(Reason("institution.route_owner", {"owner": asked.owner, "instead": lead}))
            assists.insert(0, lead)
            lead = asked.owner
        others = tuple(dict.fromkeys(unit for unit in assists if unit and unit != lead))
        return Route(lead, others, duty.code, duty.fallback, (*because, *passed))


def in_order(duties: Iterable[Duty]) -> list[tuple[str, Duty]]:
    """Every (pattern, row) in the total order of this module."""
    return sorted(((pattern, duty) for duty in duties for pattern in duty.categories), key=_order)


def is_safety_net(duty: Duty) -> bool:
    """Whether the row is a fallback that always applies and always has a unit."""
    certain = duty.otherwise or (duty.lead and not duty.lead.startswith(LOCAL))
    return duty.fallback and duty.unlimited and bool(certain)


def _applies(when: When, asked: _Asked) -> bool:
    """Whether the conditions hold at the local moment."""
    local = asked.local
    if when.season is not None and not when.season.holds(local.date()):
        return False
    if when.weekdays and local.weekday() not in when.weekdays:
        return False
    if when.hours and not _within(when.hours, local.hour * 60 + local.minute):
        return False
    return _answered(when, asked.working, asked.answers)


def _answered(when: When, working: bool | None, answers: Mapping[str, str]) -> bool:
    # Without a calendar nobody can say whether it is worktime: the row does not apply.
    if when.worktime and (working is None or working != (when.worktime == INSIDE)):
        return False
    return all(answers.get(question) in wanted for question, wanted in when.answers.items())


def _within(hours: tuple[tuple[int, int], ...], minute: int) -> bool:
    return any(
        begin <= minute < end if begin < end else minute >= begin or minute < end for begin, end in hours
    )


def _order(one: tuple[str, Duty]) -> tuple[object, ...]:
    pattern, duty = one
    return (
        duty.fallback,
        -duty.priority,
        -category_rank(pattern),
        -area_rank(duty.area),
        -duty.when.count,
        -(duty.valid_from or date.min).toordinal(),
        duty.code,
        pattern,
    )


def _matched(entry: _Entry, asked: _Asked) -> list[Reason]:
    found: list[Reason] = []
    duty, pattern = entry.duty, entry.pattern
    if pattern:
        how = "exact" if pattern == asked.category else "prefix"
        facts = {"how": how, "pattern": pattern, "category": asked.category}
        found.append(Reason("institution.route_category", facts))
    if duty.area:
        found.append(Reason("institution.route_area", {"pattern": duty.area, "area": asked.area}))
    when = duty.when
    if when.weekdays or when.hours:
        found.append(Reason("institution.route_time", {"local": f"{asked.local:%Y-%m-%d %H:%M}"}))
    if when.season is not None:
        found.append(Reason("institution.route_season", {"day": asked.local.date().isoformat()}))
    if when.worktime:
        found.append(Reason(f"institution.route_{when.worktime}_hours", {}))
    for question in sorted(when.answers):
        told = asked.answers.get(question, "")
        found.append(Reason("institution.route_answer", {"question": question, "answer": told}))
    return found
