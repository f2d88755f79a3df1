"""Calendars as files: the shipped ones, and what mistakes are told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.institution.offices import REFERENCE, china

from happiness_cloud.institution.rules.calendar_files import load_calendar
from happiness_cloud.institution.rules.calendars import WorkCalendar
from happiness_cloud.institution.rules.deadlines import WORK_HOURS, due
from happiness_cloud.kernel.errors import Invalid

OFFICE = (REFERENCE / "calendars" / "office.yaml").read_text()


def calendar(name):
    return WorkCalendar(load_calendar((REFERENCE / "calendars" / f"{name}.yaml").read_text(), f"{name}.yaml"))


def test_every_shipped_calendar_loads():
    for file in (REFERENCE / "calendars").glob("*.yaml"):
        assert load_calendar(file.read_text(), file.name).code == file.stem


def test_summer_has_its_own_afternoon():
    office = calendar("office")
    assert due(china("2026-05-28 16:30"), 1, WORK_HOURS, office) == china("2026-05-28 17:30")
    assert due(china("2026-06-01 17:30"), 1, WORK_HOURS, office) == china("2026-06-01 18:30")


def test_the_service_line_works_through_the_holidays():
    assert calendar("service-line").is_workday(date(2026, 2, 17))
    assert not calendar("office").is_workday(date(2026, 2, 17))
    assert not calendar("office").is_workday(date(2031, 10, 2))


def test_local_days_are_read():
    text = (
        OFFICE
        + 'rest: [2026-03-09]\nmade_up: {2026-03-14: fri}\nexceptions: {2026-03-10: closed, 2026-03-11: ["10:00-11:00"]}\n'
    )
    office = WorkCalendar(load_calendar(text, "o.yaml"))
    worked = {
        day: sum(end - begin for begin, end in office.windows_of(date(2026, 3, day))) // 3600
        for day in range(9, 16)
    }
    assert worked == {9: 0, 10: 0, 11: 1, 12: 7, 13: 7, 14: 7, 15: 0}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("zone: Asia/Shanghai", "zone: Asia/Shangai", "unknown_zone"),
        ("made_up_as: mon", "made_up_as: monday", "unknown_weekday"),
        ("statutory: cn", "statutory: cm", "unknown_holidays"),
        ('"06-01 to 09-30"', '"06-01 to 09-31"', "bad_season"),
        ('"05-02"', '"05-32"', "bad_month_day"),
        ("{first_day: next", "{first_day: later", "unknown_counting"),
        ("calendar: office", "calender: office", "unknown_key"),
        ("made_up_as: mon", "made_up: {tomorrow: mon}", "wrong_type"),
        (
            '  fri: ["09:00-12:00", "13:30-17:30"]\nseasons',
            '  fri: ["09:00-12:00", "11:30-17:30"]\nseasons',
            "hours_overlap",
        ),
        ('  fri: ["09:00-12:00", "13:30-17:30"]\nseasons', '  fri: ["9-5"]\nseasons', "bad_hours"),
    ],
)
def test_a_mistake_is_named_with_its_line(old, new, code):
    assert OFFICE.count(old) == 1
    text = OFFICE.replace(old, new)
    with pytest.raises(Invalid) as refused:
        load_calendar(text, "office.yaml")
    found = next(one for one in refused.value.facts["findings"] if one["code"] == f"institution.{code}")
    line = text.splitlines()[found["line"] - 1]
    assert new.split("\n")[0].strip() in line or new.split(": ")[1] in line


def test_a_week_without_work_is_refused():
    with pytest.raises(Invalid) as refused:
        load_calendar("calendar: x\nname: x\nname_en: x\nsource: x\nzone: UTC\nweek: {mon: []}\n", "x.yaml")
    assert [one["code"] for one in refused.value.facts["findings"]] == ["institution.calendar_without_work"]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(OFFICE)), st.integers(0, 60), st.text(max_size=20))
def test_any_slip_of_the_pen_is_taken_or_refused_never_a_crash(begin, length, slip):
    told_of = []
    try:
        WorkCalendar(load_calendar(OFFICE[:begin] + slip + OFFICE[begin + length :], "office.yaml"))
    except Invalid as refused:
        told_of = [refused.facts["findings"]]
    assert all(told_of)
