"""Each way in which a row of the directory can be wrong, by name; and what is called shadowed never leads."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.institution.offices import office

from happiness_cloud.institution.rules.directory import INSIDE, OUTSIDE, Directory, Duty, When
from happiness_cloud.institution.rules.directory_lint import lint
from happiness_cloud.institution.rules.validity import Season

NET = Duty("net", "/yunhu/zhzx/", fallback=True)
TODAY = date(2026, 11, 25)
CODES, AREAS = ("06010", "06017", "07001"), ("/990106/", "/990106/001/", "/990106/001/002/")
YES = {"q": frozenset({"y"})}


def told(*duties: Duty, **known: object) -> set[tuple[str, object]]:
    found = lint((NET, *duties), TODAY, **known)  # type: ignore[arg-type]
    return {(str(one["code"]).removeprefix("institution."), one.get("row")) for one in found}


def test_a_row_behind_a_wider_row_of_higher_priority_is_shadowed() -> None:
    assert told(Duty("wide", "/a/", ("06*",), priority=1), Duty("r", "/b/", ("06010",), "/990106/")) == {
        ("row_shadowed", "r")
    }


def test_a_row_behind_a_locality_is_shadowed_only_when_somebody_leads_where_there_is_no_unit() -> None:
    row = Duty("r", "/b/", ("06010",))
    assert told(Duty("wide", "@community", ("06*",), priority=1, otherwise="/a/"), row) == {
        ("row_shadowed", "r")
    }
    assert told(Duty("wide", "@community", ("06*",), priority=1), row) == set()


def test_rows_of_the_same_scope_and_time_with_different_leads_contradict() -> None:
    when = When(hours=((60, 120),))
    found = told(Duty("a", "/a/", ("06*",), when=when), Duty("b", "/b/", ("06*",), when=when))
    assert ("rows_contradict", "a") in found
    assert told(Duty("a", "/a/", ("06*",)), Duty("b", "/a/", ("06*",))) <= {("row_shadowed", "b")}


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (When(hours=((1200, 360),)), When(hours=((300, 480),)), True),
        (When(hours=((1200, 360),)), When(hours=((360, 480),)), False),
        (When(weekdays=frozenset({0, 1})), When(weekdays=frozenset({1, 2})), True),
        (When(weekdays=frozenset({0})), When(weekdays=frozenset({1})), False),
        (When(worktime=INSIDE), When(worktime=OUTSIDE), False),
        (When(worktime=INSIDE), When(answers=YES), True),
        (When(season=Season((1, 1), (3, 1))), When(season=Season((3, 1), (4, 1))), True),
        (When(season=Season((1, 1), (3, 1))), When(season=Season((4, 1), (5, 1))), False),
        (When(answers=YES), When(answers={"q": frozenset({"n"})}), False),
    ],
)
def test_rows_of_equal_rank_that_may_both_hold_are_told(one: When, other: When, both: bool) -> None:
    found = told(Duty("a", "/a/", ("06*",), when=one), Duty("b", "/b/", ("06*",), when=other))
    assert found == ({("rows_overlap", "a")} if both else set())


def row(code: str, when: When, **more: object) -> Duty:
    return Duty(code, f"/{code}/", ("06*",), when=when, **more)  # type: ignore[arg-type]


def test_hours_that_are_written_otherwise_for_the_same_time_contradict() -> None:
    whole, halves = When(hours=((480, 1080),)), When(hours=((480, 720), (700, 1080)))
    assert ("rows_contradict", "a") in told(row("a", whole), row("b", halves))
    night, parts = When(hours=((1320, 360),)), When(hours=((1320, 1440), (0, 360)))
    assert ("rows_contradict", "a") in told(row("a", night), row("b", parts))
    assert told(row("a", whole), row("b", When(hours=((480, 1079),)))) == {
        ("rows_overlap", "a"),
        ("row_shadowed", "b"),
    }


def test_a_row_whose_hours_lie_within_those_of_a_row_before_it_is_shadowed() -> None:
    first = row("a", When(hours=((480, 1080),)), priority=1)
    assert told(first, row("b", When(hours=((540, 720),)))) == {("row_shadowed", "b")}
    assert told(first, row("b", When(hours=((540, 1081),)))) == set()
    assert told(first, row("b", When(hours=((540, 720),), weekdays=frozenset({1})))) == {
        ("row_shadowed", "b")
    }
    assert told(row("a", When(hours=((0, 1440),)), priority=1), row("b", When())) == {("row_shadowed", "b")}


def test_worktime_is_looked_at_in_the_calendar() -> None:
    calendar = office().spec
    evening, morning = When(hours=((1140, 1320),)), When(hours=((540, 600),))
    inside, outside = When(worktime=INSIDE), When(worktime=OUTSIDE)
    # No office works in the evening: these never hold at once, and evenings are always outside.
    assert told(row("a", inside), row("b", evening), calendar=calendar) == set()
    assert told(row("a", inside), row("b", morning), calendar=calendar) == {("rows_overlap", "a")}
    assert told(row("a", outside, priority=1), row("b", evening), calendar=calendar) == {
        ("row_shadowed", "b")
    }
    # Without a calendar nobody knows.
    assert told(row("a", inside), row("b", evening)) == {("rows_overlap", "a")}
    assert told(row("a", outside, priority=1), row("b", evening)) == set()


def test_worktime_within_hours_that_a_row_before_it_has_is_shadowed() -> None:
    first = row("a", When(hours=((480, 1080),)), priority=1)
    assert told(first, row("b", When(worktime=INSIDE)), calendar=office().spec) == {("row_shadowed", "b")}
    assert told(first, row("b", When(worktime=OUTSIDE)), calendar=office().spec) == set()


def test_a_row_for_worktime_at_hours_when_no_office_works_is_told_and_shadows_nothing() -> None:
    never = row("a", When(hours=((1320, 360),), worktime=INSIDE), priority=1)
    assert told(never, row("b", When(hours=((1320, 360),))), calendar=office().spec) == {
        ("row_out_of_hours", "a")
    }
    assert told(never) == set()


def test_rows_alike_only_in_this_calendar_overlap_and_do_not_keep_the_file_out() -> None:
    # An office without holidays that works every day from eight to six.
    calendar = office(statutory="", week=(((28_800, 64_800),),) * 7).spec
    found = told(row("a", When(worktime=INSIDE)), row("b", When(hours=((480, 1080),))), calendar=calendar)
    assert found == {("rows_overlap", "a"), ("row_shadowed", "b")}


def test_a_row_whose_unit_is_gone_is_told() -> None:
    assert told(Duty("r", "/gone/", ("06*",)), units={"/yunhu/zhzx/"}) == {("unknown_unit", "r")}


def test_a_row_whose_category_is_gone_is_told() -> None:
    assert told(Duty("r", "/a/", ("99*",)), categories=CODES) >= {("unknown_category", "r")}


def test_a_row_whose_area_is_gone_is_told() -> None:
    rows = Duty("r", "/a/", area="/990106/009/"), Duty("s", "/a/", area="/990106/001/")
    assert told(*rows, areas=lambda asked: asked & set(AREAS)) == {("unknown_area", "r")}


def test_a_row_whose_dates_are_past_is_told() -> None:
    assert told(Duty("r", "/a/", ("06*",), valid_to=date(2026, 11, 24))) == {("row_over", "r")}
    assert told(Duty("r", "/a/", ("06*",), valid_to=TODAY)) == set()


@pytest.mark.parametrize(
    "when",
    [
        When(hours=((60, 60),)),
        When(answers={"q": frozenset()}),
        When(season=Season((1, 1), (2, 1))),
        When(weekdays=frozenset({6})),
    ],
)
def test_a_row_whose_conditions_never_hold_is_told(when: When) -> None:
    # From a Monday in December to a Friday: no Sunday, no January.
    row = Duty("r", "/a/", ("06*",), when=when, valid_from=date(2026, 12, 7), valid_to=date(2026, 12, 11))
    assert told(row) == {("row_never", "r")}


def test_a_weekday_that_comes_round_within_the_dates_is_no_dead_row() -> None:
    when = When(weekdays=frozenset({4}))
    row = Duty("r", "/a/", ("06*",), when=when, valid_from=date(2026, 12, 7), valid_to=date(2026, 12, 11))
    assert told(row) == set()


whens = st.builds(
    When,
    weekdays=st.sampled_from([frozenset(), frozenset({0, 1}), frozenset({1})]),
    hours=st.sampled_from(
        [(), ((480, 1080),), ((540, 720),), ((480, 720), (720, 1080)), ((1320, 360),), ((0, 1440),)]
    ),
    season=st.sampled_from([None, Season((11, 1), (3, 1)), Season((12, 1), (2, 1))]),
    worktime=st.sampled_from(["", INSIDE, OUTSIDE]),
    answers=st.sampled_from([{}, YES]),
)
dates = st.sampled_from([None, date(2026, 1, 1), date(2027, 1, 1)])
drawn = st.lists(
    st.builds(
        Duty,
        code=st.sampled_from("abcdefgh"),
        lead=st.sampled_from(["/a/", "/b/", "@community"]),
        otherwise=st.sampled_from(["", "/c/"]),
        categories=st.sampled_from([("",), ("06*",), ("06010",)]),
        area=st.sampled_from(["", *AREAS]),
        when=whens,
        valid_from=dates,
        valid_to=dates,
        priority=st.integers(0, 2),
    ),
    max_size=8,
    unique_by=lambda one: one.code,
)
asked = st.tuples(
    st.sampled_from(CODES),
    st.sampled_from(AREAS),
    st.integers(0, 2 * 365 * 24).map(
        lambda n: datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(hours=n, minutes=n % 60)
    ),
    st.sampled_from([{}, {"q": "y"}, {"q": "n"}]),
)


DEAD = {f"institution.row_{code}" for code in ("shadowed", "never", "reversed", "out_of_hours")}


@settings(max_examples=150, deadline=None)
@given(drawn, st.lists(asked, min_size=1, max_size=20))
def test_a_row_that_is_called_shadowed_or_dead_never_leads(duties: list[Duty], questions: list) -> None:
    # Rows of one pattern, so that a finding speaks of the whole row.
    findings = lint((NET, *duties), TODAY, calendar=office().spec)
    never = {one["row"] for one in findings if one["code"] in DEAD}
    territory = {"community": {"/990106/001/002/": "/yunhu/s001/c002/"}}
    found = Directory((NET, *duties), "1", "Asia/Shanghai", territory, office())
    for category, area, moment, answers in questions:
        assert found.resolve(category, area, moment, answers).row not in never
