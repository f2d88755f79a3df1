"""Working time of an office: what is worked between two moments, and when so much will be worked.

An instant is working time when the local wall clock then stands inside one of that day's windows; so
an hour that the zone repeats in autumn counts twice and one that it skips in spring does not count.
Windows are laid out once per year as spans of UTC seconds with running sums; every question is a
bisection. Moments are taken in whole seconds, fractions are dropped.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from happiness_cloud.institution.rules import statutory
from happiness_cloud.institution.rules.validity import Season
from happiness_cloud.kernel.errors import Invalid

Window = tuple[int, int]
"""Seconds since local midnight, start included, end (at most 86400) excluded."""
Week = tuple[tuple[Window, ...], ...]
"""The windows of Monday to Sunday."""

DAY = 86_400
YEARS = range(1990, 2200)
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Counting:
    """How days are counted. Defaults: Civil Code of the PRC, articles 201 and 203.

    `first_day`: "next" leaves the day of the start out, "same" counts it when its work is not over.
    `day_end`: a day ends at "close" of its last window (article 203, business hours) or at "midnight".
    `roll`: calendar days that end on a day of rest end on the next working day instead.
    """

    first_day: str = "next"
    day_end: str = "close"
    roll: bool = True


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """What an office says about its time. For one day the first that speaks wins: a local exception,
    a local make-up or rest day, the public holidays, the season's week, the week.

    `statutory` is "cn" or "". `made_up_as` is the weekday (0 = Monday) whose windows a public make-up day
    gets. `fixed_rest` holds (month, day) that rest in years whose public holidays are not known yet.
    """

    code: str
    zone: str
    week: Week
    seasons: tuple[tuple[Season, Week], ...] = ()
    statutory: str = ""
    made_up_as: int = 0
    fixed_rest: frozenset[tuple[int, int]] = frozenset()
    rest: frozenset[date] = frozenset()
    made_up: Mapping[date, int] = field(default_factory=dict)
    exceptions: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    counting: Counting = Counting()


@dataclass(frozen=True, slots=True)
class _Table:
    """Working spans of whole local years in UTC seconds, one after another; `before[i]` is worked before span i.

    `days` are those on which anything is worked, `closes` when each of them ends.
    """

    years: range
    begins: int
    ends_at: int
    starts: list[int]
    ends: list[int]
    before: list[int]
    days: list[int]
    closes: list[int]


class WorkCalendar:
    """The time of one office; immutable but for the years it has laid out so far."""

    def __init__(self, spec: CalendarSpec) -> None:
        if len(spec.week) != 7 or not any(spec.week):
            raise Invalid("institution.calendar_never_works", calendar=spec.code)
        self.spec = spec
        self.zone = ZoneInfo(spec.zone)
        self._table: _Table | None = None

    @property
    def known_through(self) -> date | None:
        """The last day whose public holidays are published; None when the calendar needs none."""
        return statutory.KNOWN_THROUGH if self.spec.statutory else None

    def certain(self, moment: datetime) -> bool:
        """Whether a deadline at `moment` rests on published holidays, not on a guess."""
        if not self.spec.statutory:
            return True
        return statutory.KNOWN_FROM <= self.local_date(moment) <= statutory.KNOWN_THROUGH

    def windows_of(self, day: date) -> tuple[Window, ...]:
        """The working windows of a local day, () when it rests."""
        spec = self.spec
        if day in spec.exceptions:
            return spec.exceptions[day]
        week = next((week for season, week in spec.seasons if season.holds(day)), spec.week)
        if day in spec.made_up:
            return week[spec.made_up[day]]
        if day in spec.rest:
            return ()
        kind = statutory.kind_of(day) if spec.statutory else statutory.PLAIN
        if kind == statutory.MADE_UP:
            return week[spec.made_up_as]
        unknown = kind is None and (day.month, day.day) in spec.fixed_rest
        return () if kind == statutory.REST or unknown else week[day.weekday()]

    def is_workday(self, day: date) -> bool:
        """Whether anything is worked on the local day; not when the clocks skip all of its windows."""
        return self.close_of(day) is not None

    def is_open(self, moment: datetime) -> bool:
        """Whether `moment` is working time."""
        at = whole(moment)
        table = self._covering(at)
        found = bisect_right(table.starts, at) - 1
        return found >= 0 and at < table.ends[found]

    def worked(self, start: datetime, end: datetime) -> int:
        """Seconds of working time from `start` to `end`; 0 when `end` is not after `start`."""
        first, last = whole(start), whole(end)
        if last <= first:
            return 0
        table = self._covering(first, last)
        return _sum_at(table, last) - _sum_at(table, first)

    def add(self, start: datetime, seconds: int) -> datetime:
        """The earliest moment (UTC) by which `seconds` of working time have passed since `start`."""
        first = whole(start)
        if seconds <= 0:
            return moment_of(first)
        table = self._covering(first)
        target = _sum_at(table, first) + seconds
        while table.before[-1] < target:
            table = self._with_year(table, table.years.stop)
        span = bisect_left(table.before, target) - 1
        return moment_of(table.starts[span] + target - table.before[span])

    def close_of(self, day: date) -> datetime | None:
        """The end of the last window of a local day; None when nothing is worked on it."""
        table = self._covering_day(day)
        found = bisect_left(table.days, day.toordinal())
        if found == len(table.days) or table.days[found] != day.toordinal():
            return None
        return moment_of(table.closes[found])

    def workday_after(self, day: date, count: int = 1) -> date:
        """The `count`-th working day after the local `day`."""
        table = self._covering_day(day)
        found = bisect_right(table.days, day.toordinal()) + count - 1
        while found >= len(table.days):
            table = self._with_year(table, table.years.stop)
        return date.fromordinal(table.days[found])

    def local_date(self, moment: datetime) -> date:
        """The date on the wall of the office."""
        return moment.astimezone(self.zone).date()

    def midnight_after(self, day: date) -> datetime:
        """24:00 of a local day, in UTC: the last one, where the clocks are set back over midnight."""
        following = date.fromordinal(day.toordinal() + 1)
        midnight = datetime(following.year, following.month, following.day, tzinfo=self.zone)
        # Of a midnight that the zone skips, the first reading is the later one.
        return max(midnight.astimezone(UTC), midnight.replace(fold=1).astimezone(UTC))

    def _covering(self, first: int, last: int | None = None) -> _Table:
        last = first if last is None else last
        table = self._table
        if table is not None and table.begins <= first and last < table.ends_at:
            return table
        early = datetime.fromtimestamp(first, self.zone).year
        late = early if first == last else datetime.fromtimestamp(last, self.zone).year
        return self._covering_years(early, late)

    def _covering_day(self, day: date) -> _Table:
        table = self._table
        if table is not None and day.year in table.years:
            return table
        return self._covering_years(day.year, day.year)

    def _covering_years(self, early: int, late: int) -> _Table:
        # Each caller goes on with the table it holds: another thread may put a shorter one in its place.
        table = self._table or self._laid_out(range(early, late + 1))
        while late >= table.years.stop:
            table = self._with_year(table, table.years.stop)
        if early < table.years.start:
            table = self._laid_out(range(early, table.years.stop))
        self._table = table
        return table

    def _with_year(self, table: _Table, year: int) -> _Table:
        more = self._laid_out(range(year, year + 1))
        worked = table.before[-1]
        self._table = _Table(
            range(table.years.start, year + 1),
            table.begins,
            more.ends_at,
            table.starts + more.starts,
            table.ends + more.ends,
            table.before + [worked + seconds for seconds in more.before[1:]],
            table.days + more.days,
            table.closes + more.closes,
        )
        return self._table

    def _laid_out(self, years: range) -> _Table:
        if years.start not in YEARS or years.stop - 1 not in YEARS:
            wrong = years.start if years.start not in YEARS else years.stop - 1
            raise Invalid("institution.outside_calendar", calendar=self.spec.code, year=wrong)
        first, after = date(years.start, 1, 1).toordinal(), date(years.stop, 1, 1).toordinal()
        offsets = _offsets(self.zone, (first - _EPOCH - 2) * DAY, (after - _EPOCH + 2) * DAY)
        spans: list[Window] = []
        days: list[int] = []
        closes: list[int] = []
        for ordinal in range(first, after):
            windows = self.windows_of(date.fromordinal(ordinal))
            found = _spans((ordinal - _EPOCH) * DAY, windows, offsets) if windows else []
            if found:
                spans.extend(found)
                days.append(ordinal)
                closes.append(found[-1][1])
        # Clocks that are set back over midnight come back to a day after the next one has begun.
        spans.sort()
        before = [0]
        for start, end in spans:
            before.append(before[-1] + end - start)
        return _Table(
            years,
            self._new_year(years.start),
            self._new_year(years.stop),
            [start for start, _ in spans],
            [end for _, end in spans],
            before,
            days,
            closes,
        )

    def _new_year(self, year: int) -> int:
        return whole(datetime(year, 1, 1, tzinfo=self.zone))


def whole(moment: datetime) -> int:
    """An aware moment as whole UTC seconds since 1970."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return math.floor(moment.timestamp())


def moment_of(seconds: int) -> datetime:
    """Whole UTC seconds since 1970 as a moment."""
    return datetime.fromtimestamp(seconds, UTC)


def _sum_at(table: _Table, at: int) -> int:
    span = bisect_right(table.starts, at) - 1
    if span < 0:
        return 0
    return table.before[span] + min(at, table.ends[span]) - table.starts[span]


def _spans(midnight: int, windows: tuple[Window, ...], offsets: list[tuple[int, int, int]]) -> list[Window]:
    """The UTC spans in which the wall clock of one local day stands inside a window."""
    found: list[Window] = []
    for begin, end, offset in offsets:
        for opens, closes in windows:
            start = max(midnight + opens - offset, begin)
            stop = min(midnight + closes - offset, end)
            if start < stop:
                found.append((start, stop))
    return sorted(found)


def _offsets(zone: ZoneInfo, first: int, last: int) -> list[tuple[int, int, int]]:
    """The stretches (from, to, offset) of constant UTC offset between two UTC seconds."""
    found: list[tuple[int, int, int]] = []
    begin, offset = first, _offset(zone, first)
    for at in range(first + DAY, last + DAY, DAY):
        if _offset(zone, at) != offset:
            low, high = at - DAY, at
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
            found.append((begin, high, offset))
            begin, offset = high, _offset(zone, at)
    found.append((begin, last + DAY, offset))
    return found


def _offset(zone: ZoneInfo, at: int) -> int:
    shift = datetime.fromtimestamp(at, zone).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0
