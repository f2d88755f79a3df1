from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.calendars import YEARS, WorkCalendar
from ._book import book

WORKED = ("work", "made_up")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a calendar: `work`, `rest`, `holiday` (a rest on a weekday) or `made_up` (work on a weekend)."""

    day: date
    kind: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month: blanks before the first (from Monday), its days, how many are worked."""

    number: int
    first: date
    blanks: range
    days: tuple[Day, ...]
    workdays: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the default calendar; `certain` until the public holidays are not published yet.

    `hours` are those of winter and summer, one when they are alike, none in a year without work.
    """

    calendar: str
    year: int
    months: tuple[Month, ...]
    workdays: int
    certain: bool
    hours: tuple[str, ...]


@query(rights.READ)
def year(actor: Actor, number: int) -> Year:
    """The calendar that holds where nothing else is said, for a year from 1990 to 2199."""
    if number not in YEARS:
        raise Invalid("institution.outside_calendar", field="year", calendar="", year=number)
    calendar = book().calendar("")
    months = tuple(_month(calendar, number, month) for month in range(1, 13))
    known = calendar.known_through
    return Year(
        calendar=calendar.spec.code,
        year=number,
        months=months,
        workdays=sum(one.workdays for one in months),
        certain=known is None or date(number, 12, 31) <= known,
        hours=_hours(calendar, months),
    )


def _month(calendar: WorkCalendar, number: int, month: int) -> Month:
    first, (weekday, length) = date(number, month, 1), monthrange(number, month)
    days = tuple(_day(calendar, date(number, month, day)) for day in range(1, length + 1))
    return Month(month, first, range(weekday), days, sum(one.kind in WORKED for one in days))


def _day(calendar: WorkCalendar, day: date) -> Day:
    if calendar.is_workday(day):
        return Day(day, "made_up" if not calendar.spec.week[day.weekday()] else "work")
    return Day(day, "holiday" if calendar.spec.week[day.weekday()] else "rest")


def _hours(calendar: WorkCalendar, months: tuple[Month, ...]) -> tuple[str, ...]:
    """The hours of the first working day from January on and from July on, when they differ both."""
    found: dict[str, None] = {}
    for later in (months, months[6:]):
        day = next((one.day for month in later for one in month.days if one.kind in WORKED), None)
        if day is not None:
            found[", ".join(f"{_clock(a)}–{_clock(b)}" for a, b in calendar.windows_of(day))] = None
    return tuple(found)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
