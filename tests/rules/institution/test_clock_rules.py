"""What a clock promises, on cases a person can check by hand."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.rules.institution.offices import HOURS, china, office

from happiness_cloud.institution.rules import deadlines as rules
from happiness_cloud.institution.rules.calendars import CalendarSpec, Counting, WorkCalendar
from happiness_cloud.kernel.errors import Invalid

# Monday 9 March 2026 is an ordinary week.
MONDAY = china("2026-03-09 10:00")


@pytest.mark.parametrize(
    ("amount", "unit", "end"),
    [
        (2, rules.CLOCK_HOURS, "2026-03-09 12:00"),
        (24, rules.CLOCK_HOURS, "2026-03-10 10:00"),
        (2, rules.WORK_HOURS, "2026-03-09 12:00"),
        (Decimal("2.5"), rules.WORK_HOURS, "2026-03-09 14:00"),
        (7, rules.WORK_HOURS, "2026-03-10 10:00"),
        (1, rules.WORK_DAYS, "2026-03-10 17:30"),
        (5, rules.WORK_DAYS, "2026-03-16 17:30"),
        (7, rules.CALENDAR_DAYS, "2026-03-16 17:30"),
        (5, rules.CALENDAR_DAYS, "2026-03-16 17:30"),
    ],
)
def test_each_unit_has_its_own_end(amount, unit, end):
    assert rules.due(MONDAY, amount, unit, office()) == china(end)


def test_the_way_of_counting_days_is_policy():
    same = office(counting=Counting(first_day="same"))
    assert rules.due(MONDAY, 1, rules.WORK_DAYS, same) == china("2026-03-09 17:30")
    assert rules.due(china("2026-03-09 17:30"), 1, rules.WORK_DAYS, same) == china("2026-03-10 17:30")
    assert rules.due(china("2026-03-09 17:30"), 1, rules.CALENDAR_DAYS, same) == china("2026-03-10 17:30")
    midnight = office(counting=Counting(day_end="midnight", roll=False))
    assert rules.due(MONDAY, 5, rules.CALENDAR_DAYS, midnight) == china("2026-03-15 00:00")


@pytest.mark.parametrize("first_day", ["next", "same"])
@pytest.mark.parametrize("day_end", ["close", "midnight"])
@pytest.mark.parametrize("roll", [True, False])
@pytest.mark.parametrize("unit", [rules.WORK_DAYS, rules.CALENDAR_DAYS])
def test_nothing_is_due_before_it_began(first_day, day_end, roll, unit):
    calendar = office(counting=Counting(first_day=first_day, day_end=day_end, roll=roll))
    for hours in range(14 * 24):
        start = MONDAY + timedelta(hours=hours)
        assert rules.due(start, 1, unit, calendar) > start


def test_a_pause_moves_the_end_by_the_working_time_it_took_and_no_more():
    calendar = office()
    clock = rules.Clock(MONDAY, 1, rules.WORK_DAYS)
    paused = rules.resume(rules.pause(clock, china("2026-03-09 11:00")), china("2026-03-09 11:10"))
    assert rules.due_of(paused, calendar) == china("2026-03-11 09:10")
    overnight = rules.resume(rules.pause(clock, china("2026-03-09 17:30")), china("2026-03-10 09:00"))
    assert rules.due_of(overnight, calendar) == china("2026-03-10 17:30")


def test_while_it_is_paused_a_clock_is_never_due_unless_it_already_was():
    calendar = office()
    clock = rules.Clock(MONDAY, 2, rules.WORK_HOURS)
    assert rules.due_of(rules.pause(clock, china("2026-03-09 11:00")), calendar) is None
    late = rules.pause(clock, china("2026-03-09 15:00"))
    assert rules.due_of(late, calendar) == china("2026-03-09 12:00")
    assert rules.light(china("2026-03-09 16:00"), late, calendar) == rules.OVERDUE
    assert rules.paused_at(late, china("2026-03-09 16:00"))
    assert not rules.paused_at(clock, china("2026-03-09 16:00"))


def test_pausing_twice_and_resuming_a_running_clock_change_nothing():
    clock = rules.Clock(MONDAY, 2, rules.WORK_HOURS)
    once = rules.pause(clock, MONDAY)
    assert rules.pause(once, MONDAY + timedelta(hours=1)) == once
    assert rules.resume(clock, MONDAY) == clock


def test_a_change_of_target_while_paused_keeps_the_pause():
    calendar = office()
    clock = rules.pause(rules.Clock(MONDAY, 2, rules.WORK_HOURS), china("2026-03-09 11:00"))
    for unit in rules.UNITS:
        changed = rules.retarget(clock, china("2026-03-10 11:00"), 3, unit, calendar)
        assert rules.due_of(changed, calendar) is None
        assert rules.consumed(changed, china("2026-03-20 11:00"), calendar) == 3600
    resumed = rules.resume(
        rules.retarget(clock, china("2026-03-10 11:00"), 3, rules.CLOCK_HOURS, calendar),
        china("2026-03-11 20:00"),
    )
    assert rules.due_of(resumed, calendar) == china("2026-03-11 22:00")


def test_nobody_is_late_for_hours_that_did_not_count_before():
    calendar = office()
    friday = china("2026-03-13 16:30")
    clock = rules.Clock(friday, 4, rules.WORK_HOURS)
    changed = rules.retarget(clock, china("2026-03-15 12:00"), 2, rules.CLOCK_HOURS, calendar)
    assert rules.consumed(changed, china("2026-03-15 12:00"), calendar) == 3600
    assert rules.due_of(changed, calendar) == china("2026-03-15 13:00")


def test_a_target_below_what_was_used_is_due_at_the_change():
    calendar = office()
    clock = rules.Clock(MONDAY, 8, rules.WORK_HOURS)
    now = china("2026-03-09 15:30")
    changed = rules.retarget(clock, now, 1, rules.CLOCK_HOURS, calendar)
    assert rules.due_of(changed, calendar) == now
    assert rules.light(now, changed, calendar) == rules.SOON
    assert rules.light(now + timedelta(seconds=1), changed, calendar) == rules.OVERDUE


def test_an_extension_of_days_goes_on_from_the_last_day():
    calendar = office()
    clock = rules.extend(rules.Clock(MONDAY, 2, rules.WORK_DAYS), 1, rules.WORK_DAYS)
    assert rules.due_of(clock, calendar) == china("2026-03-12 17:30")
    midnight = office(counting=Counting(day_end="midnight", roll=False))
    clock = rules.extend(rules.Clock(MONDAY, 2, rules.CALENDAR_DAYS), 1, rules.CALENDAR_DAYS)
    assert rules.due_of(clock, midnight) == china("2026-03-13 00:00")


MIDNIGHT = Counting(day_end="midnight")


def stood(clock, begin, end):
    """The clock after it stood still from one moment to another."""
    return rules.resume(rules.pause(clock, china(begin)), china(end))


def test_working_days_that_end_at_midnight_do_so_whatever_happened_to_the_clock():
    calendar, clock = office(counting=MIDNIGHT), rules.Clock(MONDAY, 1, rules.WORK_DAYS)
    assert rules.due(MONDAY, 1, rules.WORK_DAYS, calendar) == china("2026-03-11 00:00")
    assert rules.due_of(clock, calendar) == china("2026-03-11 00:00")
    # What a pause took is worked on the next morning, and that day lasts until midnight too.
    morning = stood(clock, "2026-03-09 11:00", "2026-03-09 11:10")
    assert rules.due_of(morning, calendar) == china("2026-03-12 00:00")
    # A pause in which nobody would have worked takes nothing.
    overnight = stood(clock, "2026-03-09 17:30", "2026-03-10 09:00")
    assert rules.due_of(overnight, calendar) == china("2026-03-11 00:00")
    assert rules.due_of(rules.extend(clock, 1, rules.WORK_DAYS), calendar) == china("2026-03-12 00:00")
    assert rules.due_of(rules.extend(clock, 2, rules.WORK_HOURS), calendar) == china("2026-03-12 00:00")
    longer = rules.retarget(clock, china("2026-03-09 12:00"), 4, rules.WORK_DAYS, calendar)
    assert rules.due_of(longer, calendar) == china("2026-03-14 00:00")


def test_until_that_midnight_it_is_not_late_though_its_office_has_closed():
    calendar, clock = office(counting=MIDNIGHT), rules.Clock(MONDAY, 1, rules.WORK_DAYS)
    for at, told in (("2026-03-10 20:00", rules.SOON), ("2026-03-11 00:01", rules.OVERDUE)):
        assert rules.light(china(at), clock, calendar) == told
    assert rules.warns_at(clock, calendar) < china("2026-03-10 17:30")


@pytest.mark.parametrize(
    ("begin", "end", "due"),
    [
        ("2026-03-10 20:00", "2026-03-10 23:00", "2026-03-11 00:00"),
        # Over its midnight, and gone on in the night, in the office's hours, after them.
        ("2026-03-10 20:00", "2026-03-11 00:00", "2026-03-12 00:00"),
        ("2026-03-10 20:00", "2026-03-11 11:00", "2026-03-12 00:00"),
        ("2026-03-10 20:00", "2026-03-11 17:30", "2026-03-13 00:00"),
        ("2026-03-10 20:00", "2026-03-14 11:00", "2026-03-17 00:00"),
        # It was due when it stopped.
        ("2026-03-11 00:00", "2026-03-11 11:00", "2026-03-11 00:00"),
    ],
)
def test_a_clock_that_stands_still_over_its_midnight_lasts_until_that_of_the_next_day_worked(begin, end, due):
    calendar, clock = office(counting=MIDNIGHT), rules.Clock(MONDAY, 1, rules.WORK_DAYS)
    open_end = rules.due_of(rules.pause(clock, china(begin)), calendar)
    assert open_end == (china(due) if begin >= due else None)
    assert rules.due_of(stood(clock, begin, end), calendar) == china(due)


def test_a_day_on_which_it_runs_only_before_and_after_the_office_is_not_its_last():
    calendar, clock = office(counting=MIDNIGHT), rules.Clock(MONDAY, 1, rules.WORK_DAYS)
    stopped = stood(clock, "2026-03-10 20:00", "2026-03-11 08:00")
    assert rules.due_of(stopped, calendar) == china("2026-03-12 00:00")
    again = stood(stopped, "2026-03-11 08:30", "2026-03-11 20:00")
    assert rules.due_of(again, calendar) == china("2026-03-13 00:00")


def test_working_days_used_up_before_they_counted_last_until_the_end_of_the_day_of_the_change():
    calendar = office(counting=MIDNIGHT)
    clock = rules.Clock(MONDAY, 100, rules.CLOCK_HOURS)
    now = china("2026-03-12 11:00")
    changed = rules.retarget(clock, now, 1, rules.WORK_DAYS, calendar)
    assert rules.due_of(changed, calendar) == china("2026-03-13 00:00")


def test_the_light_turns_at_the_share_and_after_the_end():
    calendar = office()
    clock = rules.Clock(MONDAY, 5, rules.WORK_HOURS)
    assert rules.warns_at(clock, calendar) == china("2026-03-09 15:30")
    assert rules.light(china("2026-03-09 15:29"), clock, calendar) == rules.ON_TIME
    assert rules.light(china("2026-03-09 15:30"), clock, calendar) == rules.SOON
    assert rules.light(china("2026-03-09 16:30"), clock, calendar) == rules.SOON
    assert rules.light(china("2026-03-09 16:31"), clock, calendar) == rules.OVERDUE
    assert rules.remaining(clock, china("2026-03-09 17:30"), calendar) == -3600


@pytest.mark.parametrize(
    ("amount", "unit", "code"),
    [
        (0, rules.CLOCK_HOURS, "bad_amount"),
        (-1, rules.WORK_DAYS, "bad_amount"),
        (float("nan"), rules.WORK_HOURS, "bad_amount"),
        (10**9, rules.WORK_HOURS, "bad_amount"),
        (Decimal("0.0001"), rules.WORK_HOURS, "bad_amount"),
        (1.5, rules.WORK_DAYS, "half_day"),
        (1, "fortnights", "unknown_time_unit"),
    ],
)
def test_a_time_that_cannot_stand_is_refused(amount, unit, code):
    with pytest.raises(Invalid) as refused:
        rules.due(MONDAY, amount, unit, office())
    assert refused.value.code == f"institution.{code}"


def test_a_calendar_without_work_is_refused():
    with pytest.raises(Invalid) as refused:
        WorkCalendar(CalendarSpec("idle", "Asia/Shanghai", ((),) * 7))
    assert refused.value.code == "institution.calendar_never_works"


def test_a_year_far_away_is_refused_not_computed():
    with pytest.raises(Invalid) as refused:
        office().worked(china("1889-01-01 00:00"), MONDAY)
    assert refused.value.facts["year"] == 1889
    idle = office(week=((), (), (), (), (), (), HOURS), exceptions={date(2026, 3, 15): ()}, statutory="")
    assert idle.add(MONDAY, 3600) == china("2026-03-22 10:00")


def test_a_moment_without_a_zone_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="time zone"):
        office().worked(MONDAY.replace(tzinfo=None), MONDAY)


def test_threads_that_lay_out_years_at_once_get_right_answers():
    calendar = office(statutory="")
    spans = [(china(f"{2030 - n}-03-04 09:00"), china(f"{2030 + n}-03-04 09:00")) for n in range(8)]
    expected = [office(statutory="").worked(*span) for span in spans]
    found = [None] * len(spans)

    def ask(place):
        found[place] = calendar.worked(*spans[place])

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(spans))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected
