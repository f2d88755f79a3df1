"""A hundred thousand lives of a clock, each counted minute by minute beside the clock itself.

Four hundred calendars (several windows a day, seasons, holidays, make-up days, exceptions, days whose hours the clocks
skip, eight zones, three ways of counting days) and on each 250 clocks that are paused, resumed, extended and given
other deadlines, also while they stand still. What counts is written here a second time, in the plainest way: for
each minute, does it count?
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from tests.rules.institution.test_brute_force import windows

from happiness_cloud.cases.rules import clocks as rules
from happiness_cloud.cases.rules.clocks import Clock
from happiness_cloud.institution.queries.timekeeper import Timekeeper
from happiness_cloud.institution.rules.calendars import CalendarSpec, Counting, WorkCalendar
from happiness_cloud.institution.rules.validity import Season

CALENDARS, LIVES = 400, 250
DAYS = 42
MINUTES = DAYS * 1440
# A few days before a change of the clocks, a long holiday with make-up days, or the turn of the year.
STARTS = {
    "Asia/Shanghai": (date(2025, 1, 20), date(2026, 9, 14), date(2025, 12, 22), date(2026, 2, 9)),
    "Europe/London": (date(2026, 3, 25), date(2026, 10, 21)),
    "America/New_York": (date(2026, 3, 4), date(2026, 10, 28)),
    "Asia/Kathmandu": (date(2026, 12, 20),),
    # Half an hour of summer time, and a zone that changes its clocks at midnight.
    "Australia/Lord_Howe": (date(2026, 4, 1), date(2026, 9, 29)),
    "America/Santiago": (date(2026, 4, 1), date(2026, 9, 1)),
    # At one past midnight: the clocks come back to the day before.
    "America/St_Johns": (date(2010, 3, 8), date(2010, 11, 1)),
    "UTC": (date(2027, 12, 20),),
}
# Hours that the clocks skip.
SKIPPED = {
    "Europe/London": (date(2026, 3, 29), (3600, 7200)),
    "America/New_York": (date(2026, 3, 8), (7200, 10_800)),
    "Australia/Lord_Howe": (date(2026, 10, 4), (7200, 9000)),
    "America/Santiago": (date(2026, 9, 6), (0, 3600)),
    "America/St_Johns": (date(2010, 3, 14), (900, 3600)),
}
SHARE = Decimal("0.8")
WORKING, DAYLY = ("work_hours", "work_days"), ("work_days", "calendar_days")


@st.composite
def specs(draw):
    zone = draw(st.sampled_from(sorted(STARTS)))
    first = draw(st.sampled_from(STARTS[zone]))
    near = st.integers(-2, DAYS).map(lambda n: first + timedelta(days=n))
    week = list(draw(st.lists(windows(), min_size=7, max_size=7)))
    week[draw(st.integers(0, 4))] = ((9 * 3600, 12 * 3600), (14 * 3600, 18 * 3600))
    edge = first + timedelta(days=draw(st.integers(1, 20)))
    exceptions = draw(st.dictionaries(near, windows(), max_size=3))
    if zone in SKIPPED and draw(st.booleans()):
        day, hours = SKIPPED[zone]
        exceptions[day] = (hours,)
    summer = Season((edge.month, edge.day), (edge.month % 12 + 1, 15))
    seasons = draw(st.sampled_from(((), ((summer, (week[-1:] + week[:-1])),))))
    spec = CalendarSpec(
        code="drawn",
        zone=zone,
        week=tuple(week),
        seasons=tuple((season, tuple(other)) for season, other in seasons),
        statutory="cn" if zone == "Asia/Shanghai" else "",
        made_up_as=draw(st.integers(0, 4)),
        rest=frozenset(draw(st.lists(near, max_size=5))),
        made_up=draw(st.dictionaries(near, st.integers(0, 6), max_size=4)),
        exceptions=exceptions,
        counting=Counting(
            first_day=draw(st.sampled_from(("next", "same"))),
            day_end=draw(st.sampled_from(("close", "midnight"))),
            roll=draw(st.booleans()),
        ),
    )
    return spec, datetime(first.year, first.month, first.day, tzinfo=UTC)


class TooLong(Exception):
    """A life that does not end within these days: an office that hardly works."""


class Wall:
    """One office minute by minute: whether it works, and which day the clock on its wall shows."""

    def __init__(self, calendar: WorkCalendar, origin: datetime) -> None:
        zone, self.counting = ZoneInfo(calendar.spec.zone), calendar.spec.counting
        works, days = [], []
        # Hours begin at quarters, and so do the changes of the clocks but for one zone.
        step = 1 if calendar.spec.zone == "America/St_Johns" else 15
        windows_of = cache(calendar.windows_of)
        for minute in range(0, MINUTES, step):
            wall = (origin + timedelta(minutes=minute)).astimezone(zone)
            seconds = wall.hour * 3600 + wall.minute * 60
            works.append(any(begin <= seconds < end for begin, end in windows_of(wall.date())))
            days.append(wall.toordinal())
        self.works = np.repeat(np.array(works), step)
        self.always = np.ones(MINUTES, dtype=bool)
        self.days = np.repeat(np.array(days), step)
        # After which minute the work of a day is over, and the day itself.
        self.close = {int(self.days[at]): int(at) + 1 for at in np.flatnonzero(self.works)}
        self.last = int(self.days[-1])
        self.over = {int(day): int(np.flatnonzero(self.days == day)[-1]) + 1 for day in np.unique(self.days)}
        self.ends = sorted(self.over.values())

    def counts(self, unit: str) -> np.ndarray:
        return self.works if unit in WORKING else self.always

    def due(self, start: int, amount: int, unit: str) -> int:
        """The minute by which a clock that nothing touches has run out."""
        if unit not in DAYLY:
            return self.after(start, amount * 60, unit)
        today = int(self.days[start])
        close = self.close.get(today)
        begins = unit == "calendar_days" if close is None else start < close
        begins = begins or (unit == "calendar_days" and self.counting.day_end == "midnight")
        counted = self.counting.first_day == "same" and begins
        return self.last_minute(today - counted, amount, unit)

    def longer(self, end: int, amount: int, unit: str) -> int:
        """The same for what is granted on top."""
        if unit not in DAYLY:
            return self.after(end, amount * 60, unit)
        return self.last_minute(int(self.days[end - 1]), amount, unit)

    def after(self, start: int, minutes: int, unit: str) -> int:
        if unit not in WORKING:
            return start + minutes
        passed = np.flatnonzero(self.works[start:])
        if len(passed) < minutes:
            raise TooLong
        return start + int(passed[minutes - 1]) + 1

    def last_minute(self, day: int, amount: int, unit: str) -> int:
        if unit == "work_days":
            while amount and day < self.last:
                day += 1
                amount -= day in self.close
            if amount:
                raise TooLong
        else:
            day += amount
            while self.counting.roll and day not in self.close and day < self.last:
                day += 1
        if day >= self.last:
            raise TooLong
        closing = self.counting.day_end == "close" and self.close.get(day)
        return closing or self.over[day]


@dataclass
class Life:
    """What happened to a clock, as it is counted here."""

    start: int
    amount: int
    unit: str
    extensions: list[tuple[int, str]] = field(default_factory=list)
    still: list[list[int]] = field(default_factory=list)
    # From which minute on which unit counts.
    measures: list[tuple[int, str]] = field(default_factory=list)

    def moments(self, wall: Wall, share: Decimal) -> tuple[int | None, int | None]:
        """The seconds at which it is due, and at which a share of its time is used up; None when it stands before."""
        end = wall.due(self.start, self.amount, self.unit)
        for amount, unit in self.extensions:
            end = wall.longer(end, amount, unit)
        given = int(np.count_nonzero(wall.counts(self.unit)[self.start : end])) * 60
        used = np.flatnonzero(self.runs(wall))
        due = self.moment(used, given)
        if due is not None and self.unit == "work_days" and wall.counting.day_end == "midnight":
            due = self.midnight(wall, due)
        return due, self.moment(used, int(given * share))

    def midnight(self, wall: Wall, second: int) -> int | None:
        """The end of the day in which it is used up, or of the next worked one when it stands still just then."""
        going = np.ones(MINUTES, dtype=bool)
        for begin, end in self.still:
            going[begin:end] = False
        end = next(one for one in wall.ends if second <= one * 60)
        while end < MINUTES:
            if going[end - 1] or second == end * 60:
                return end * 60
            later = np.flatnonzero(going[end:] & wall.works[end:])
            if not len(later) and self.still[-1][1] == MINUTES:
                return None
            end = next(one for one in wall.ends if end + later[0] < one) if len(later) else MINUTES
        raise TooLong

    def moment(self, used: np.ndarray, wanted: int) -> int | None:
        """The second at which `wanted` seconds are used up, of the minutes that are."""
        since = self.measures[-1][0]
        if wanted <= int(np.searchsorted(used, since)) * 60:
            return since * 60
        full, rest = divmod(wanted, 60)
        last = full - 1 + bool(rest)
        if last >= len(used):
            if not self.still or self.still[-1][1] < MINUTES:
                raise TooLong
            return None
        return int(used[last]) * 60 + (rest or 60)

    def runs(self, wall: Wall) -> np.ndarray:
        """For each minute, whether it is used up."""
        runs = np.zeros(MINUTES, dtype=bool)
        for at, unit in self.measures:
            runs[at:] = wall.counts(unit)[at:]
        for begin, end in self.still:
            runs[begin:end] = False
        return runs


def lived(random: Random, keeper: Timekeeper, origin: datetime) -> tuple[Clock, Life]:
    """A clock with up to six things done to it, through the verbs' own rules, and the same written down."""
    minute = random.randrange(1440, 6 * 1440)
    unit, amount = some_time(random)
    life = Life(minute, amount, unit, measures=[(minute, unit)])
    begins = origin + timedelta(minutes=minute)
    clocks = rules.begun((), Clock("overall", begins, float(amount), unit), keeper)
    for _ in range(random.choice((0, 1, 2, 3, 4, 6))):
        minute += random.choice((0, 1, 7, 60, random.randrange(1500)))
        at, what = origin + timedelta(minutes=minute), random.choice(("stand", "stand", "extend", "retarget"))
        if what == "extend":
            more = random.randint(1, 2)
            clocks = rules.extended(clocks, "overall", more, keeper)
            life.extensions.append((more, life.unit))
        elif what == "retarget":
            unit, amount = some_time(random)
            clocks = rules.retargeted(clocks, "overall", at, (float(amount), unit, "table"), keeper)
            if (unit in WORKING) != (life.unit in WORKING):
                life.measures.append((minute, unit))
            life.amount, life.unit = amount, unit
        elif clocks[0].paused:
            clocks = rules.resumed(clocks, at, keeper)
            life.still[-1][1] = minute
        else:
            clocks = rules.paused(clocks, at, keeper)
            life.still.append([minute, MINUTES])
    return clocks[0], life


def some_time(random: Random) -> tuple[str, int]:
    unit = random.choice(("clock_hours", "work_hours", "work_days", "calendar_days"))
    return unit, random.randint(1, 5 if unit in DAYLY else 24)


# A seed cannot be made smaller, so a failure is told as it was found.
@settings(
    max_examples=CALENDARS,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(specs(), st.integers(0, 2**32))
def test_every_clock_is_due_and_warns_when_counting_each_minute_says_so(drawn, seed):
    spec, origin = drawn
    calendar = WorkCalendar(spec)
    # An office that hardly works would not be done within these days.
    hours = sum(end - begin for day in spec.week for begin, end in day)
    if hours < 20 * 3600 or sum(map(bool, spec.week)) < 4:
        calendar = WorkCalendar(replace(spec, week=(((8 * 3600, 18 * 3600),),) * 7, seasons=()))
    wall, keeper, random = Wall(calendar, origin), Timekeeper(calendar, SHARE), Random(seed)
    left_out = 0
    for _ in range(LIVES):
        clock, life = lived(random, keeper, origin)
        try:
            due, soon = (
                None if one is None else origin + timedelta(seconds=one) for one in life.moments(wall, SHARE)
            )
        except TooLong:
            left_out += 1
            continue
        assert (clock.due, keeper.warns_at(clock)) == (due, soon), (clock, life)
    note(f"{left_out} lives left out")
    assert left_out < LIVES / 2


@settings(max_examples=100, deadline=None)
@given(specs(), st.integers(0, 2**32))
def test_a_change_of_the_deadline_while_it_stands_still_keeps_it_standing(drawn, seed):
    spec, origin = drawn
    keeper, random = Timekeeper(WorkCalendar(spec), SHARE), Random(seed)
    unit, amount = some_time(random)
    start = origin + timedelta(minutes=random.randrange(1440, 4 * 1440))
    clocks = rules.begun((), Clock("overall", start, float(amount), unit), keeper)
    stands = start + timedelta(minutes=random.randrange(1, 600))
    clocks = rules.paused(clocks, stands, keeper)
    due = clocks[0].due
    changed = stands + timedelta(minutes=random.randrange(1, 3000))
    unit, amount = some_time(random)
    after = rules.retargeted(clocks, "overall", changed, (float(amount), unit, "table"), keeper)
    assert after[0].paused
    assert after[0].pauses == clocks[0].pauses
    longer = rules.extended(after, "overall", 2, keeper)
    assert longer[0].pauses == clocks[0].pauses
    # Nothing is used up while it stands: whenever it goes on, it has as much left as at the moment it stopped.
    left = [
        keeper.remaining(
            rules.resumed(after, changed + timedelta(minutes=late), keeper)[0],
            changed + timedelta(minutes=late),
        )
        for late in (0, 1, 700, 9000)
    ]
    assert len(set(left)) == 1
    assert due is None or due <= stands
