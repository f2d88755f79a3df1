"""What is wrong with a duty directory before it is published: rows that never lead, or quarrel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations

from happiness_cloud.institution.rules.branches import area_keys, category_covers, wider_keys
from happiness_cloud.institution.rules.calendars import CalendarSpec
from happiness_cloud.institution.rules.directory import (
    CLIMBS,
    LOCAL,
    Duty,
    Territory,
    in_order,
    is_safety_net,
)
from happiness_cloud.institution.rules.duty_moments import Moments

Finding = dict[str, object]
Areas = Callable[[Collection[str]], Collection[str]]
"""Which of these areas there are."""
_WRITTEN = Moments()
_Ranked = dict[tuple[str, str], list[tuple[int, Duty]]]
# In so many days every date of the year, 29 February too, has fallen on every weekday.
_A_CYCLE = 40 * 366


def lint(
    duties: Iterable[Duty],
    today: date,
    categories: Collection[str] | None = None,
    units: Collection[str] | None = None,
    territory: Territory | None = None,
    areas: Areas | None = None,
    calendar: CalendarSpec | None = None,
) -> list[Finding]:
    """Every finding, as {"code", "row", …}: no fallback, shadowed, contradictory and dead rows, strangers.

    `categories` and `units`, when given, are all that exist; `territory` as in `Directory`. Hours are compared by
    the minute, `worktime` by the `calendar` when it is given.
    """
    rows, moments = list(duties), Moments(calendar)
    found: list[Finding] = []
    if not any(is_safety_net(duty) for duty in rows):
        found.append({"code": "institution.no_fallback"})
    found.extend(_twice(rows))
    for duty in rows:
        found.extend(_dead(duty, today, moments))
        found.extend(_strangers(duty, categories, units, territory))
    found.extend(_nowhere(rows, areas))
    found.extend(_contradictory(rows, moments))
    found.extend(_shadowed(rows, moments))
    return found


def _twice(rows: list[Duty]) -> Iterator[Finding]:
    seen: set[str] = set()
    for duty in rows:
        if duty.code in seen:
            yield {"code": "institution.row_twice", "row": duty.code}
        seen.add(duty.code)


def _dead(duty: Duty, today: date, moments: Moments) -> Iterator[Finding]:
    if duty.period.reversed:
        yield {"code": "institution.row_reversed", "row": duty.code}
    elif duty.valid_to is not None and duty.valid_to < today:
        yield {"code": "institution.row_over", "row": duty.code, "last": duty.valid_to.isoformat()}
    never = any(begin == end for begin, end in duty.when.hours)
    if never or not _has_a_day(duty) or any(not wanted for wanted in duty.when.answers.values()):
        yield {"code": "institution.row_never", "row": duty.code}
    elif not moments.ever(duty.when):
        yield {"code": "institution.row_out_of_hours", "row": duty.code}


def _has_a_day(duty: Duty) -> bool:
    """Whether some day between its dates has its weekday and lies in its season; a year and more has all."""
    first, last, when = duty.valid_from, duty.valid_to, duty.when
    if first is None or last is None or last < first or (last - first).days >= _A_CYCLE:
        return True
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return any(
        (not when.weekdays or day.weekday() in when.weekdays)
        and (when.season is None or when.season.holds(day))
        for day in days
    )


def _nowhere(rows: list[Duty], areas: Areas | None) -> Iterator[Finding]:
    named = {duty.area for duty in rows if duty.area}
    if areas is None or not named:
        return
    there = areas(named)
    for duty in rows:
        if duty.area and duty.area not in there:
            yield {"code": "institution.unknown_area", "row": duty.code, "area": duty.area}


def _strangers(
    duty: Duty,
    categories: Collection[str] | None,
    units: Collection[str] | None,
    territory: Territory | None,
) -> Iterator[Finding]:
    for pattern in duty.categories:
        if categories is not None and not any(category_covers(pattern, code) for code in categories):
            yield {"code": "institution.unknown_category", "row": duty.code, "category": pattern}
    for unit in filter(None, (duty.lead, duty.otherwise, *duty.assists)):
        if unit.startswith(LOCAL):
            if territory is not None and not _has_kind(unit[1:], territory):
                yield {"code": "institution.no_territory", "row": duty.code, "lead": unit}
        elif units is not None and unit not in units:
            yield {"code": "institution.unknown_unit", "row": duty.code, "unit": unit}


def _has_kind(kind: str, territory: Territory) -> bool:
    while kind:
        if territory.get(kind):
            return True
        kind = CLIMBS.get(kind, "")
    return False


def _contradictory(rows: list[Duty], moments: Moments) -> Iterator[Finding]:
    """Rows for the same case, of the same weight, that name different leads: only a tie-break decides."""
    groups: dict[tuple[str, str, int, bool, int], list[Duty]] = defaultdict(list)
    for duty in rows:
        for pattern in duty.categories:
            groups[pattern, duty.area, duty.priority, duty.fallback, duty.when.count].append(duty)
    for (pattern, *_), group in groups.items():
        for one, other in combinations(group, 2):
            facts = {"row": one.code, "other": other.code, "pattern": pattern or "*"}
            if one.lead == other.lead or not one.period.meets(other.period):
                continue
            # Only what is the same under any calendar keeps a file out.
            if _WRITTEN.alike(one.when, other.when):
                yield {"code": "institution.rows_contradict", **facts}
            elif one.valid_from == other.valid_from and moments.meet(one.when, other.when):
                yield {"code": "institution.rows_overlap", **facts}


def _shadowed(rows: list[Duty], moments: Moments) -> Iterator[Finding]:
    ordered = in_order(rows)
    by_key: _Ranked = defaultdict(list)
    for rank, (pattern, duty) in enumerate(ordered):
        by_key[pattern, duty.area].append((rank, duty))
    for rank, (pattern, duty) in enumerate(ordered):
        # A row that never holds is told as such.
        if duty.fallback or not moments.ever(duty.when):
            continue
        shadow = _shadow_of(pattern, duty, rank, by_key, moments)
        if shadow is not None:
            facts = {"row": duty.code, "other": shadow.code, "pattern": pattern or "*"}
            yield {"code": "institution.row_shadowed", **facts}


def _shadow_of(pattern: str, duty: Duty, rank: int, by_key: _Ranked, moments: Moments) -> Duty | None:
    for wider in wider_keys(pattern):
        for area in area_keys(duty.area):
            for other_rank, other in by_key.get((wider, area), ()):
                # A place-holder may find no unit; with nobody otherwise such a row is not surely in the way.
                sure = bool(other.otherwise) or not other.lead.startswith(LOCAL)
                hides = other_rank < rank and sure and duty.period.within(other.period)
                if hides and moments.covers(other.when, duty.when):
                    return other
    return None
