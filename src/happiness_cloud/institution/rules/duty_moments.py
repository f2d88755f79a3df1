"""Which moments the conditions of a duty row leave: whether two rows may hold at once, or one whenever another does.

A moment is a day of the year, a weekday, a minute of the local day, and whether it is worktime; in the run of the
years every day of the year falls on every weekday. With a calendar it is known which of them there are: at three
in the night no office works. Where it is not sure whether an office works (a public holiday, a make-up day),
both are taken as possible, so what is told here never happens does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from happiness_cloud.institution.rules.calendars import CalendarSpec, Week, Window
from happiness_cloud.institution.rules.directory import INSIDE, OUTSIDE, When
from happiness_cloud.institution.rules.validity import Season

# Sets of days, weekdays and minutes are bits of whole numbers.
_YEAR: Final = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(366))
_ALL_DAYS, _ALL_WEEKDAYS, _ALL_MINUTES = (1 << 366) - 1, (1 << 7) - 1, (1 << 1440) - 1
_WEEKEND = (5, 6)
_OTHER: Final[Mapping[str, str]] = {INSIDE: OUTSIDE, OUTSIDE: INSIDE}


@dataclass(frozen=True, slots=True)
class _Box:
    """Days of the year × weekdays × minutes, of them all or only worktime or only the rest."""

    days: int
    weekdays: int
    minutes: int
    worktime: str


@dataclass(frozen=True, slots=True)
class _Office:
    """On these days of the year and this weekday: in which minutes it may work, and in which it may rest."""

    days: int
    weekday: int
    inside: int
    outside: int


class Moments:
    """What conditions of rows mean under a calendar; without one worktime may be at any minute and so may rest."""

    def __init__(self, calendar: CalendarSpec | None = None) -> None:
        self._offices = _offices(calendar) if calendar is not None else _unknown()

    def ever(self, when: When) -> bool:
        """Whether the conditions hold at any moment (answers left aside)."""
        return self._any(_box(when))

    def meet(self, one: When, other: When) -> bool:
        """Whether both may hold at one moment."""
        if any(
            not one.answers[each] & other.answers[each] for each in one.answers.keys() & other.answers.keys()
        ):
            return False
        a, b = _box(one), _box(other)
        if a.worktime and b.worktime and a.worktime != b.worktime:
            return False
        both = _Box(a.days & b.days, a.weekdays & b.weekdays, a.minutes & b.minutes, a.worktime or b.worktime)
        return self._any(both)

    def covers(self, wide: When, narrow: When) -> bool:
        """Whether `wide` holds whenever `narrow` does."""
        for question, wanted in wide.answers.items():
            if question not in narrow.answers or not narrow.answers[question] <= wanted:
                return False
        w, n = _box(wide), _box(narrow)
        beyond = [
            _Box(n.days & ~w.days, n.weekdays, n.minutes, n.worktime),
            _Box(n.days, n.weekdays & ~w.weekdays, n.minutes, n.worktime),
            _Box(n.days, n.weekdays, n.minutes & ~w.minutes, n.worktime),
        ]
        if w.worktime and w.worktime != n.worktime:
            beyond.append(_Box(n.days, n.weekdays, n.minutes, _OTHER[w.worktime]))
        return not any(self._any(box) for box in beyond)

    def alike(self, one: When, other: When) -> bool:
        """Whether both always hold at once, and do at some moment."""
        return self.meet(one, other) and self.covers(one, other) and self.covers(other, one)

    def _any(self, box: _Box) -> bool:
        """Whether there is a moment in the box."""
        if not (box.days and box.weekdays and box.minutes):
            return False
        if not box.worktime:
            return True
        return any(
            box.days & one.days
            and box.weekdays >> one.weekday & 1
            and box.minutes & (one.inside if box.worktime == INSIDE else one.outside)
            for one in self._offices
        )


def _box(when: When) -> _Box:
    return _Box(
        _season(when.season) if when.season is not None else _ALL_DAYS,
        sum(1 << day for day in when.weekdays) or _ALL_WEEKDAYS,
        _hours(when.hours) if when.hours else _ALL_MINUTES,
        when.worktime,
    )


@lru_cache(maxsize=4096)
def _season(season: Season) -> int:
    return sum(1 << place for place, day in enumerate(_YEAR) if season.holds(day))


@lru_cache(maxsize=4096)
def _hours(hours: tuple[tuple[int, int], ...]) -> int:
    found = 0
    for begin, end in hours:
        # A row over midnight holds before and after it; one that begins when it ends never does.
        found |= _span(begin, end) if begin <= end else _span(begin, 1440) | _span(0, end)
    return found


def _span(begin: int, end: int) -> int:
    return (1 << end) - (1 << begin)


def _unknown() -> tuple[_Office, ...]:
    return tuple(_Office(_ALL_DAYS, day, _ALL_MINUTES, _ALL_MINUTES) for day in range(7))


def _offices(calendar: CalendarSpec) -> tuple[_Office, ...]:
    """The usual weeks of the calendar, what public holidays may make of them, and its own single days."""
    found: list[_Office] = []
    left = _ALL_DAYS
    # For a day the first season that speaks wins, as in the calendar.
    for season, week in calendar.seasons:
        found.extend(_weekly(calendar, week, left & _season(season)))
        left &= ~_season(season)
    found.extend(_weekly(calendar, calendar.week, left))
    found.extend(_single(calendar))
    return tuple(found)


def _weekly(calendar: CalendarSpec, week: Week, days: int) -> list[_Office]:
    found = []
    for weekday in range(7):
        inside, rests = _worked(week[weekday])
        if calendar.statutory:
            rests = _ALL_MINUTES
            if weekday in _WEEKEND:
                inside |= _worked(week[calendar.made_up_as])[0]
        found.append(_Office(days, weekday, inside, rests))
    return found


def _single(calendar: CalendarSpec) -> list[_Office]:
    """Days with hours of their own: exceptions, local make-up days and days of rest."""
    named: dict[date, tuple[Window, ...]] = dict.fromkeys(calendar.rest, ())
    for day, weekday in calendar.made_up.items():
        week = next((one for season, one in calendar.seasons if season.holds(day)), calendar.week)
        named[day] = week[weekday]
    named |= calendar.exceptions
    alike: dict[tuple[int, int, int], int] = defaultdict(int)
    for day, windows in named.items():
        alike[day.weekday(), *_worked(windows)] |= _season(Season((day.month, day.day), (day.month, day.day)))
    return [_Office(days, weekday, inside, rests) for (weekday, inside, rests), days in alike.items()]


def _worked(windows: Iterable[Window]) -> tuple[int, int]:
    """The minutes in which anything of the windows is worked, and those in which anything is not."""
    inside, filled = 0, 0
    for begin, end in windows:
        inside |= _span(begin // 60, -(-end // 60))
        filled |= _span(-(-begin // 60), end // 60) if -(-begin // 60) < end // 60 else 0
    return inside, _ALL_MINUTES & ~filled
