"""Offices where the clocks change: over midnight, and over all the hours that a day would have worked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from tests.rules.institution.offices import HOURS

from happiness_cloud.institution.rules import deadlines as rules
from happiness_cloud.institution.rules.calendars import CalendarSpec, Counting, WorkCalendar

ROUND_THE_CLOCK = (((0, 86_400),),) * 7
# On the wall it is 00:01 on the 7th, then 23:01 on the 6th once more (and in Casey 02:00, then 23:00).
OVER_MIDNIGHT = {
    "America/St_Johns": datetime(2010, 11, 7, tzinfo=UTC),
    "America/Moncton": datetime(2006, 10, 29, tzinfo=UTC),
    "Antarctica/Casey": datetime(2010, 3, 4, 15, tzinfo=UTC),
}
SPRING = date(2026, 3, 29)
LONDON = ZoneInfo("Europe/London")
# On the morning on which 01:00 is 02:00 this bakery would open at one and close at two.
BAKERY = (((3600, 7200),),) * 7


def calendar(zone, week, **changes):
    return WorkCalendar(CalendarSpec("office", zone, week, **changes))


def london(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize("zone", sorted(OVER_MIDNIGHT))
@pytest.mark.parametrize(
    "week",
    [
        ROUND_THE_CLOCK,
        (((0, 30), (45, 3600), (82_860, 84_000), (85_005, 86_400)),) * 7,
        (((0, 300),), ((86_000, 86_400),), *ROUND_THE_CLOCK[:5]),
    ],
)
def test_time_goes_on_where_the_clocks_are_set_back_over_midnight(zone, week):
    office, turn = calendar(zone, week), OVER_MIDNIGHT[zone]
    wall = ZoneInfo(zone)
    begin, passed = turn - timedelta(hours=4), 0
    for step in range(0, 12 * 3600, 15):
        here = begin + timedelta(seconds=step)
        local = here.astimezone(wall)
        second = local.hour * 3600 + local.minute * 60 + local.second
        works = any(opens <= second < closes for opens, closes in week[local.weekday()])
        assert office.is_open(here) == works, local
        assert office.worked(begin, here) == passed, local
        if works:
            passed += 15
            assert office.add(begin, passed) == here + timedelta(seconds=15), local


@pytest.mark.parametrize("zone", sorted(OVER_MIDNIGHT))
def test_the_spans_of_a_year_follow_one_another(zone):
    office = calendar(zone, ROUND_THE_CLOCK)
    office.worked(OVER_MIDNIGHT[zone], OVER_MIDNIGHT[zone] + timedelta(days=1))
    table = office._table
    assert table is not None
    spans = list(zip(table.starts, table.ends, strict=True))
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_day_that_the_clocks_come_back_to_ends_when_it_ends_for_the_second_time():
    office = calendar("America/St_Johns", ROUND_THE_CLOCK, counting=Counting(day_end="midnight"))
    last = datetime(2010, 11, 7, 3, 30, tzinfo=UTC)
    assert office.midnight_after(date(2010, 11, 6)) == office.close_of(date(2010, 11, 6)) == last
    start = datetime(2010, 11, 5, 15, tzinfo=UTC)
    for unit in (rules.WORK_DAYS, rules.CALENDAR_DAYS):
        assert rules.due(start, 1, unit, office) == last
        assert rules.due_of(rules.Clock(start, 1, unit), office) == last
        # Measured, it is used up in the minute of the 7th that comes before the rest of the 6th.
        assert rules.due_of(rules.Clock(start, 1, unit, ((start, start),)), office) == last


def test_a_midnight_that_is_skipped_is_when_the_next_day_begins():
    office = calendar("America/Santiago", ROUND_THE_CLOCK)
    assert office.midnight_after(date(2026, 9, 5)) == datetime(2026, 9, 6, 4, tzinfo=UTC)


def test_a_day_whose_hours_are_all_skipped_is_no_working_day():
    bakery = calendar("Europe/London", BAKERY)
    assert bakery.windows_of(SPRING)
    assert not bakery.is_workday(SPRING)
    assert bakery.close_of(SPRING) is None
    assert bakery.is_workday(SPRING + timedelta(days=1))
    assert bakery.workday_after(SPRING - timedelta(days=1)) == SPRING + timedelta(days=1)


@pytest.mark.parametrize("day_end", ["close", "midnight"])
def test_a_deadline_does_not_end_on_a_day_whose_hours_are_all_skipped(day_end):
    bakery = calendar("Europe/London", BAKERY, counting=Counting(day_end=day_end))
    start = london("2026-03-27 12:00")
    ends = london("2026-03-30 02:00") if day_end == "close" else london("2026-03-31 00:00")
    assert rules.due(start, 2, rules.WORK_DAYS, bakery) == ends
    assert rules.due(start, 2, rules.CALENDAR_DAYS, bakery) == ends
    same = calendar("Europe/London", BAKERY, counting=Counting(first_day="same", day_end=day_end))
    assert rules.due(london("2026-03-29 00:30"), 1, rules.WORK_DAYS, same) == ends


def test_a_whole_day_that_a_place_never_had_is_no_working_day():
    # Samoa went from 29 to 31 December 2011 when it changed the side of the date line.
    samoa = calendar("Pacific/Apia", (HOURS,) * 7)
    assert not samoa.is_workday(date(2011, 12, 30))
    assert samoa.workday_after(date(2011, 12, 29)) == date(2011, 12, 31)
