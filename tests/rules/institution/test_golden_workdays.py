"""Three years of Chinese workdays, against the library's own answer and a list written by hand."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
from tests.rules.institution.offices import HOURS, WEEK, china, office

from happiness_cloud.institution.rules.deadlines import WORK_DAYS, due

# From the yearly notices of the General Office of the State Council.
MADE_UP = {
    2024: ("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
    2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
    2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
}
RESTS = {
    2025: ("01-28", "02-04", "04-04", "05-05", "06-02", "10-08"),
    2026: ("01-02", "02-16", "02-23", "10-07"),
}


def days(year):
    return (
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    )


def test_three_years_of_workdays_agree_with_the_library():
    calendar = office()
    for year in (2024, 2025, 2026):
        wrong = [day for day in days(year) if calendar.is_workday(day) != chinese_calendar.is_workday(day)]
        assert wrong == []


def test_every_made_up_weekend_day_of_the_notices_is_worked():
    calendar = office()
    for year, listed in MADE_UP.items():
        found = [f"{day:%m-%d}" for day in days(year) if day.weekday() >= 5 and calendar.is_workday(day)]
        assert tuple(found) == listed


def test_weekdays_inside_the_long_holidays_rest():
    calendar = office()
    for year, listed in RESTS.items():
        for day in listed:
            assert not calendar.is_workday(date.fromisoformat(f"{year}-{day}")), day


def test_two_working_days_from_a_saturday_in_a_made_up_week_skip_the_spring_festival():
    # Saturday 14 February 2026 is worked; the festival runs from the 15th to the 23rd.
    assert due(china("2026-02-13 10:00"), 1, WORK_DAYS, office()) == china("2026-02-14 17:30")
    assert due(china("2026-02-13 10:00"), 2, WORK_DAYS, office()) == china("2026-02-24 17:30")
    assert due(china("2026-02-14 10:00"), 1, WORK_DAYS, office()) == china("2026-02-24 17:30")


def test_a_made_up_day_has_the_hours_of_the_weekday_it_is_given():
    short = ((8 * 3600, 12 * 3600),)
    calendar = office(week=(HOURS,) * 4 + (short, (), ()), made_up_as=4)
    assert calendar.windows_of(date(2026, 1, 4)) == short
    assert office(week=WEEK).windows_of(date(2026, 1, 4)) == HOURS


def test_a_local_exception_goes_before_the_public_calendar():
    calendar = office(exceptions={date(2026, 2, 14): (), date(2026, 2, 16): HOURS})
    assert not calendar.is_workday(date(2026, 2, 14))
    assert calendar.is_workday(date(2026, 2, 16))


def test_a_deadline_beyond_the_published_holidays_says_so():
    calendar = office(fixed_rest=frozenset({(1, 1)}))
    assert calendar.known_through == date(2026, 12, 31)
    assert calendar.certain(china("2026-12-31 17:00"))
    end = due(china("2026-12-30 10:00"), 2, WORK_DAYS, calendar)
    assert end == china("2027-01-04 17:30")
    assert not calendar.certain(end)
    assert office(statutory="").certain(end)
    assert office(statutory="").known_through is None
