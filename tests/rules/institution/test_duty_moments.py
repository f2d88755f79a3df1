"""Which rows of the directory may hold at once, and which hold whenever others do, counted minute by minute."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.institution.offices import HOURS, office

from happiness_cloud.institution.rules import statutory
from happiness_cloud.institution.rules.directory import INSIDE, OUTSIDE, When
from happiness_cloud.institution.rules.duty_moments import Moments
from happiness_cloud.institution.rules.validity import Season

# Nine to twelve, half past one to half past five, Monday to Friday, with public holidays and make-up days.
OFFICE = office().spec
# The same without public holidays, and an open evening on one Saturday.
EVENING = date(2026, 5, 9)
PLAIN = office(statutory="", exceptions={EVENING: ((68_400, 75_600),)}).spec


def hours(*texts):
    return tuple(
        tuple(int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))  # type: ignore[misc]
        for text in texts
    )


def when(*texts, **more):
    return When(hours=hours(*texts), **more)


WEEKEND = frozenset({5, 6})


@pytest.mark.parametrize(
    ("wide", "narrow", "yes"),
    [
        (when("08:00-18:00"), when("09:00-12:00"), True),
        (when("08:00-18:00"), when("07:59-12:00"), False),
        (when("08:00-18:00"), when("08:00-12:00", "12:00-18:00"), True),
        (when("08:00-12:00", "11:00-18:00"), when("08:00-18:00"), True),
        (when("08:00-12:00", "12:01-18:00"), when("08:00-18:00"), False),
        (when("22:00-06:00"), when("23:00-01:00"), True),
        (when("22:00-24:00", "00:00-06:00"), when("22:00-06:00"), True),
        (when("00:00-24:00"), When(), True),
        (when("00:00-24:00"), when(weekdays=frozenset({1})), True),
        (When(weekdays=frozenset(range(7))), When(), True),
        # Worktime lies between nine and half past five.
        (when("08:00-18:00"), When(worktime=INSIDE), True),
        (when("10:00-18:00"), When(worktime=INSIDE), False),
        (When(worktime=OUTSIDE), when("18:00-08:00"), True),
        (When(worktime=OUTSIDE), when("17:00-08:00"), False),
        (When(worktime=OUTSIDE), when("12:00-13:30"), True),
        # A holiday may fall on any day, a make-up day on a weekend.
        (When(worktime=INSIDE), when("09:00-12:00", weekdays=frozenset({1})), False),
        (When(worktime=OUTSIDE), When(weekdays=WEEKEND), False),
        (When(worktime=OUTSIDE), When(worktime=INSIDE), False),
    ],
)
def test_whether_one_holds_whenever_another_does(wide, narrow, yes):
    assert Moments(OFFICE).covers(wide, narrow) == yes


@pytest.mark.parametrize(
    ("one", "other", "yes"),
    [
        (when("08:00-12:00"), when("11:59-18:00"), True),
        (when("08:00-12:00"), when("12:00-18:00"), False),
        (when("22:00-06:00"), when("05:00-07:00"), True),
        (When(worktime=INSIDE), When(worktime=OUTSIDE), False),
        (When(worktime=INSIDE), when("18:00-08:00"), False),
        (When(worktime=INSIDE), when("17:00-08:00"), True),
        (When(worktime=INSIDE), when("12:00-13:30"), False),
        (when(weekdays=WEEKEND, worktime=INSIDE), when("09:00-10:00"), True),
        (When(worktime=OUTSIDE), when("09:00-12:00"), True),
    ],
)
def test_whether_both_may_hold_at_once(one, other, yes):
    moments = Moments(OFFICE)
    assert moments.meet(one, other) == moments.meet(other, one) == yes


def test_where_no_holiday_can_fall_the_calendar_is_known_for_sure():
    moments = Moments(PLAIN)
    assert moments.covers(When(worktime=INSIDE), when("09:00-12:00", weekdays=frozenset({1})))
    assert not moments.ever(when("08:00-18:00", weekdays=WEEKEND, worktime=INSIDE))
    assert not moments.ever(when("09:30-11:00", weekdays=frozenset({1}), worktime=OUTSIDE))


def test_an_open_evening_is_worktime_on_its_day_of_the_year_only():
    moments, saturday = Moments(PLAIN), frozenset({5})
    evening = when("19:00-20:00", weekdays=saturday, worktime=INSIDE)
    assert moments.ever(evening)
    may = When(hours=evening.hours, weekdays=saturday, worktime=INSIDE, season=Season((5, 9), (5, 9)))
    june = When(hours=evening.hours, weekdays=saturday, worktime=INSIDE, season=Season((6, 1), (6, 30)))
    assert moments.ever(may)
    assert not moments.ever(june)
    assert moments.covers(may, evening)


def test_the_season_of_the_calendar_is_looked_at():
    later = tuple((begin + 3600, end + 3600) for begin, end in HOURS)
    summer = Season((6, 1), (9, 30))
    moments = Moments(office(statutory="", seasons=((summer, (later,) * 5 + ((), ())),)).spec)
    early = hours("09:00-10:00")
    assert moments.ever(When(hours=early, worktime=INSIDE))
    assert not moments.ever(When(hours=early, worktime=INSIDE, season=Season((7, 1), (8, 31))))
    assert moments.ever(When(hours=hours("18:00-18:30"), worktime=INSIDE, season=summer))


def test_without_a_calendar_nothing_is_said_of_worktime():
    moments = Moments()
    assert moments.ever(when("03:00-04:00", worktime=INSIDE))
    assert moments.meet(When(worktime=INSIDE), when("03:00-04:00"))
    assert not moments.covers(When(worktime=OUTSIDE), when("03:00-04:00"))


def test_public_make_up_days_are_always_on_weekends():
    days = (statutory.KNOWN_FROM + timedelta(days=n) for n in range(366 * 40))
    made_up = [day for day in days if statutory.kind_of(day) == statutory.MADE_UP]
    assert made_up
    assert {day.weekday() for day in made_up} <= {5, 6}


edges = st.sampled_from([0, 300, 480, 540, 600, 720, 810, 1050, 1200, 1320, 1440])
spans = st.tuples(edges, edges).filter(lambda one: one[0] != one[1] and one[0] < 1440)
whens = st.builds(
    When,
    weekdays=st.sampled_from([frozenset(), frozenset({0, 1}), frozenset({5}), WEEKEND]),
    hours=st.lists(spans, max_size=3).map(tuple),
    season=st.sampled_from(
        [None, Season((11, 1), (3, 1)), Season((5, 1), (5, 31)), Season((2, 15), (2, 25))]
    ),
    worktime=st.sampled_from(["", INSIDE, OUTSIDE]),
)
# Every fifth minute of two years, and the spring festival among them.
DAYS = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]


def holds(one, calendar, day, minute):
    """Whether a row holds, looked at in the plainest way."""
    windows = calendar.windows_of(day)
    working = any(begin <= minute * 60 < end for begin, end in windows)
    in_hours = not one.hours or any(
        begin <= minute < end if begin < end else minute >= begin or minute < end for begin, end in one.hours
    )
    return (
        in_hours
        and (not one.weekdays or day.weekday() in one.weekdays)
        and (one.season is None or one.season.holds(day))
        and (not one.worktime or working == (one.worktime == INSIDE))
    )


@settings(max_examples=60, deadline=None)
@given(whens, whens, st.sampled_from(["cn", ""]), st.randoms(use_true_random=False))
def test_what_is_said_to_be_never_or_always_so_is_so_at_every_moment(one, other, public, random):
    calendar = office(statutory=public, exceptions={EVENING: ((68_400, 75_600),)}, rest={date(2025, 5, 6)})
    moments = Moments(calendar.spec)
    covers, meet = moments.covers(one, other), moments.meet(one, other)
    ever = moments.ever(one)
    for day in [*random.sample(DAYS, 60), EVENING, date(2025, 5, 6), date(2026, 2, 14), date(2026, 2, 17)]:
        for minute in range(0, 1440, 10):
            first, second = (holds(each, calendar, day, minute) for each in (one, other))
            assert first or not (covers and second), (day, minute)
            assert meet or not (first and second), (day, minute)
            assert ever or not first, (day, minute)
