"""What is wrong with a duty directory before it is published: rows that never lead, or quarrel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import combinations

from happiness_cloud.institution.rules.branches import area_keys, category_covers, wider_keys
from happiness_cloud.institution.rules.directory import (
    CLIMBS,
    LOCAL,
    Duty,
    Territory,
    When,
    in_order,
    is_safety_net,
)

Finding = dict[str, object]
_Ranked = dict[tuple[str, str], list[tuple[int, Duty]]]


def lint(
    duties: Iterable[Duty],
    today: date,
    categories: Collection[str] | None = None,
    units: Collection[str] | None = None,
    territory: Territory | None = None,
) -> list[Finding]:
    """Every finding, as {"code", "row", …}: no fallback, shadowed, contradictory and dead rows, strangers.

    `categories` and `units`, when given, are all that exist; `territory` as in `Directory`.
    """
    rows = list(duties)
    found: list[Finding] = []
    if not any(is_safety_net(duty) for duty in rows):
        found.append({"code": "institution.no_fallback"})
    found.extend(_twice(rows))
    for duty in rows:
        found.extend(_dead(duty, today))
        found.extend(_strangers(duty, categories, units, territory))
    found.extend(_contradictory(rows))
    found.extend(_shadowed(rows))
    return found


def covers(wide: When, narrow: When) -> bool:
    """Whether `wide` holds whenever `narrow` does (hours are compared as they are written)."""
    if wide.weekdays and not (narrow.weekdays and narrow.weekdays <= wide.weekdays):
        return False
    if wide.hours and not (narrow.hours and set(narrow.hours) <= set(wide.hours)):
        return False
    if wide.season is not None and not (narrow.season is not None and narrow.season.within(wide.season)):
        return False
    if wide.worktime and wide.worktime != narrow.worktime:
        return False
    return all(
        question in narrow.answers and narrow.answers[question] <= wanted
        for question, wanted in wide.answers.items()
    )


def _twice(rows: list[Duty]) -> Iterator[Finding]:
    seen: set[str] = set()
    for duty in rows:
        if duty.code in seen:
            yield {"code": "institution.row_twice", "row": duty.code}
        seen.add(duty.code)


def _dead(duty: Duty, today: date) -> Iterator[Finding]:
    if duty.period.reversed:
        yield {"code": "institution.row_reversed", "row": duty.code}
    elif duty.valid_to is not None and duty.valid_to < today:
        yield {"code": "institution.row_over", "row": duty.code, "last": duty.valid_to.isoformat()}
    never = any(begin == end for begin, end in duty.when.hours)
    if never or any(not wanted for wanted in duty.when.answers.values()):
        yield {"code": "institution.row_never", "row": duty.code}


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


def _contradictory(rows: list[Duty]) -> Iterator[Finding]:
    """Rows for the same case, of the same weight, that name different leads: only a tie-break decides."""
    groups: dict[tuple[str, str, int, bool], list[Duty]] = defaultdict(list)
    for duty in rows:
        for pattern in duty.categories:
            groups[pattern, duty.area, duty.priority, duty.fallback].append(duty)
    for (pattern, *_), group in groups.items():
        for one, other in combinations(group, 2):
            same = covers(one.when, other.when) and covers(other.when, one.when)
            if same and one.lead != other.lead and one.period.meets(other.period):
                facts = {"row": one.code, "other": other.code, "pattern": pattern or "*"}
                yield {"code": "institution.rows_contradict", **facts}


def _shadowed(rows: list[Duty]) -> Iterator[Finding]:
    ordered = in_order(rows)
    by_key: _Ranked = defaultdict(list)
    for rank, (pattern, duty) in enumerate(ordered):
        by_key[pattern, duty.area].append((rank, duty))
    for rank, (pattern, duty) in enumerate(ordered):
        if duty.fallback:
            continue
        shadow = _shadow_of(pattern, duty, rank, by_key)
        if shadow is not None:
            facts = {"row": duty.code, "other": shadow.code, "pattern": pattern or "*"}
            yield {"code": "institution.row_shadowed", **facts}


def _shadow_of(pattern: str, duty: Duty, rank: int, by_key: _Ranked) -> Duty | None:
    for wider in wider_keys(pattern):
        for area in area_keys(duty.area):
            for other_rank, other in by_key.get((wider, area), ()):
                # A place-holder may find no unit, so such a row does not stand in the way for sure.
                if other_rank < rank and not other.lead.startswith(LOCAL) and _hides(other, duty):
                    return other
    return None


def _hides(wide: Duty, narrow: Duty) -> bool:
    return narrow.period.within(wide.period) and covers(wide.when, narrow.when)
