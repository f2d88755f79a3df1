"""The calendar and the clocks against counting minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.institution.rules.calendars import CalendarSpec, Counting, WorkCalendar
from happiness_cloud.institution.rules.deadlines import (
    CALENDAR_DAYS,
    CLOCK_HOURS,
    WORK_DAYS,
    WORK_HOURS,
    Clock,
    Extension,
    budget,
    consumed,
    due,
    due_of,
    reaches,
    remaining,
    retarget,
)

# Each start is a few days before a change of the clocks (or, in Shanghai, before a long holiday).
STARTS = {
    "Asia/Shanghai": (date(2025, 1, 22), date(2026, 9, 16), date(2025, 12, 24)),
    "Europe/Amsterdam": (date(2026, 3, 24), date(2026, 10, 20)),
    "America/New_York": (date(2026, 3, 3), date(2026, 10, 28)),
}
DAYS = 24
MINUTES = DAYS * 1440

quarters = st.integers(0, 96).map(lambda n: n * 900)


@st.composite
def windows(draw):
    edges = sorted(draw(st.lists(quarters, min_size=0, max_size=6, unique=True)))
    return tuple(zip(edges[0::2], edges[1::2], strict=False))


@st.composite
def calendars(draw):
    zone = draw(st.sampled_from(sorted(STARTS)))
    first = draw(st.sampled_from(STARTS[zone]))
    near = st.integers(0, DAYS - 1).map(lambda n: first + timedelta(days=n))
    week = list(draw(st.lists(windows(), min_size=7, max_size=7)))
    week[draw(st.integers(0, 4))] = ((9 * 3600, 17 * 3600),)
    spec = CalendarSpec(
        code="drawn",
        zone=zone,
        week=tuple(week),
        statutory="cn" if zone == "Asia/Shanghai" else "",
        rest=frozenset(draw(st.lists(near, max_size=4))),
        made_up=draw(st.dictionaries(near, st.integers(0, 6), max_size=4)),
        exceptions=draw(st.dictionaries(near, windows(), max_size=3)),
    )
    return WorkCalendar(spec), datetime(first.year, first.month, first.day, tzinfo=UTC)


def worked_minutes(calendar, origin):
    """For each minute after `origin`, whether the wall clock stands in a window; asked instant by instant."""
    zone = ZoneInfo(calendar.spec.zone)
    flags = []
    for quarter in range(MINUTES // 15):
        wall = (origin + timedelta(minutes=15 * quarter)).astimezone(zone)
        seconds = wall.hour * 3600 + wall.minute * 60
        open_now = any(begin <= seconds < end for begin, end in calendar.windows_of(wall.date()))
        flags.extend([open_now] * 15)
    return flags


class Counter:
    """Counts a clock minute by minute."""

    def __init__(self, flags, working):
        self.counts = flags if working else [True] * len(flags)

    def run(self, start, pauses):
        counts = [False] * start + self.counts[start:]
        for begin, end in pauses:
            stop = len(counts) if end is None else max(begin, end)
            counts[begin:stop] = [False] * (stop - begin)
        return counts


def at(origin, minute):
    return origin + timedelta(minutes=minute)


@settings(max_examples=40, deadline=None)
@given(calendars(), st.integers(0, 2**32))
def test_working_time_is_what_counting_every_minute_gives(drawn, seed):
    calendar, origin = drawn
    flags = worked_minutes(calendar, origin)
    sums = [0, *accumulate(flags)]
    last_worked = list(accumulate((minute if works else -1 for minute, works in enumerate(flags)), max))
    random = Random(seed)
    for _ in range(100):
        begin, end = sorted(random.randrange(MINUTES) for _ in range(2))
        assert calendar.worked(at(origin, begin), at(origin, end)) == (sums[end] - sums[begin]) * 60
        assert calendar.worked(at(origin, end), at(origin, begin)) == 0
        assert calendar.is_open(at(origin, begin)) == flags[begin]
        minutes = sums[end] - sums[begin]
        if minutes:
            reached = calendar.add(at(origin, begin), minutes * 60)
            assert reached == at(origin, last_worked[end - 1] + 1)


def random_pauses(random, open_end):
    edges = sorted(random.sample(range(MINUTES // 2), random.choice((0, 2, 4))))
    pauses = list(zip(edges[0::2], edges[1::2], strict=True))
    if open_end:
        pauses.append((random.randrange(MINUTES // 2, MINUTES), None))
    if pauses and random.random() < 0.3:
        # Pauses that overlap, or were written twice, must not be counted twice.
        begin, end = pauses[0]
        pauses.append((begin + 1, end))
    random.shuffle(pauses)
    return pauses


@settings(max_examples=30, deadline=None)
@given(calendars(), st.integers(0, 2**32))
def test_clocks_with_pauses_and_extensions_are_what_counting_gives(drawn, seed):
    calendar, origin = drawn
    flags = worked_minutes(calendar, origin)
    random = Random(seed)
    for _ in range(12):
        unit = random.choice((CLOCK_HOURS, WORK_HOURS))
        counter = Counter(flags, unit == WORK_HOURS)
        start, hours, more = random.randrange(MINUTES // 4), random.randint(1, 30), random.choice((0, 1, 7))
        pauses = random_pauses(random, random.random() < 0.3)
        clock = Clock(
            at(origin, start),
            hours,
            unit,
            tuple((at(origin, a), None if b is None else at(origin, b)) for a, b in pauses),
            (Extension(more, unit),) if more else (),
        )
        running = counter.run(start, pauses)
        sums = [0, *accumulate(running)]
        now = random.randrange(MINUTES)
        assert budget(clock, calendar) == (hours + more) * 3600
        assert consumed(clock, at(origin, now), calendar) == sums[now] * 60
        expected = next((m for m in range(MINUTES + 1) if sums[m] >= (hours + more) * 60), None)
        found = due_of(clock, calendar)
        if expected is not None:
            assert found == at(origin, expected)
        elif pauses and any(end is None for _, end in pauses):
            assert found is None


@settings(max_examples=30, deadline=None)
@given(calendars(), st.integers(0, 2**32))
def test_a_changed_target_forgets_nothing(drawn, seed):
    calendar, origin = drawn
    flags = worked_minutes(calendar, origin)
    random = Random(seed)
    for _ in range(12):
        old, new = random.choice((CLOCK_HOURS, WORK_HOURS)), random.choice((CLOCK_HOURS, WORK_HOURS))
        start, hours = random.randrange(MINUTES // 4), random.randint(1, 30)
        pauses = random_pauses(random, random.random() < 0.3)
        moments = tuple((at(origin, a), None if b is None else at(origin, b)) for a, b in pauses)
        now = random.randrange(start, MINUTES * 3 // 4)
        clock = Clock(at(origin, start), random.randint(1, 30), old, moments)
        changed = retarget(clock, at(origin, now), hours, new, calendar)
        before = Counter(flags, old == WORK_HOURS).run(start, pauses)
        after = Counter(flags, new == WORK_HOURS).run(start, pauses)
        used = [0, *accumulate(before[:now] + after[now:])]
        assert consumed(changed, at(origin, now), calendar) == consumed(clock, at(origin, now), calendar)
        later = random.randrange(now, MINUTES)
        assert consumed(changed, at(origin, later), calendar) == used[later] * 60
        assert remaining(changed, at(origin, later), calendar) == (hours * 60 - used[later]) * 60


@settings(max_examples=30, deadline=None)
@given(calendars(), st.integers(0, 2**32))
def test_days_are_counted_from_the_next_day_to_the_end_of_the_last(drawn, seed):
    calendar, origin = drawn
    zone = ZoneInfo(calendar.spec.zone)
    flags = worked_minutes(calendar, origin)
    by_day: dict[date, int] = {}
    for minute, works in enumerate(flags):
        if works:
            by_day[at(origin, minute).astimezone(zone).date()] = minute + 1
    random = Random(seed)
    for _ in range(40):
        start, count = random.randrange(MINUTES // 3), random.randint(1, 6)
        today = at(origin, start).astimezone(zone).date()
        later = [day for day in sorted(by_day) if day > today]
        if len(later) > count:
            assert due(at(origin, start), count, WORK_DAYS, calendar) == at(origin, by_day[later[count - 1]])
        last = next((day for day in later if day >= today + timedelta(days=count)), None)
        if last is not None and last != max(by_day):
            assert due(at(origin, start), count, CALENDAR_DAYS, calendar) == at(origin, by_day[last])


@settings(max_examples=60, deadline=None)
@given(
    calendars(),
    st.sampled_from((CLOCK_HOURS, WORK_HOURS, WORK_DAYS, CALENDAR_DAYS)),
    st.lists(st.tuples(st.integers(0, MINUTES), st.integers(-500, 5000)), max_size=4),
    st.lists(st.integers(0, MINUTES), min_size=2, max_size=5),
)
def test_no_pause_gives_back_time_or_lets_it_run_backwards(drawn, unit, pauses, moments):
    calendar, origin = drawn
    paused = tuple((at(origin, a), at(origin, a + length)) for a, length in pauses)
    clock, plain = Clock(origin, 3, unit, paused), Clock(origin, 3, unit)
    used = [consumed(clock, at(origin, moment), calendar) for moment in sorted(moments)]
    assert used == sorted(used)
    for moment in moments:
        here = at(origin, moment)
        assert 0 <= consumed(clock, here, calendar) <= consumed(plain, here, calendar)
    assert due_of(clock, calendar) >= due_of(plain, calendar)
    assert budget(clock, calendar) == budget(plain, calendar)


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 2**32))
def test_a_clock_that_nothing_bent_is_due_when_its_measured_time_is_used_up(drawn, seed):
    calendar, origin = drawn
    random = Random(seed)
    counting = Counting(
        first_day=random.choice(("next", "same")),
        day_end=random.choice(("close", "midnight")),
        roll=random.random() < 0.5,
    )
    calendar = WorkCalendar(replace(calendar.spec, counting=counting))
    for _ in range(60):
        unit = random.choice((CLOCK_HOURS, WORK_HOURS, WORK_DAYS, CALENDAR_DAYS))
        start = origin + timedelta(seconds=random.randrange(MINUTES * 60))
        clock = Clock(start, random.randint(1, 12), unit)
        end = due(start, clock.amount, unit, calendar)
        # A pause of no length bends nothing, but such a clock is measured.
        measured = replace(clock, paused=((start, start),))
        assert due_of(clock, calendar) == due_of(measured, calendar) == end
        used_up = reaches(clock, budget(clock, calendar), calendar)
        if unit == WORK_DAYS and counting.day_end == "midnight":
            last = calendar.local_date(used_up - timedelta(seconds=1))
            assert (used_up, end) == (calendar.close_of(last), calendar.midnight_after(last))
        else:
            assert used_up == end
