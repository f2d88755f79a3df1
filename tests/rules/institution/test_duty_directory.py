"""Exactly one lead for everything, and the reason why."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.institution.offices import REFERENCE, china, office

from happiness_cloud.institution.rules.directory import INSIDE, OUTSIDE, Directory, Duty, When
from happiness_cloud.institution.rules.directory_lint import lint
from happiness_cloud.institution.rules.reference_rows import duty_rows
from happiness_cloud.institution.rules.validity import Season
from happiness_cloud.kernel.errors import Invalid

NET = Duty("net", "/yunhu/zhzx/", fallback=True)
NOON = china("2026-03-09 12:30")
GRID = "/990106/001/002/003/"
TERRITORY = {
    "subdistrict": {"/990106/001/": "/yunhu/s001/", "/990106/002/": "/yunhu/s002/"},
    "community": {"/990106/001/002/": "/yunhu/s001/c002/"},
    "property": {"/990106/001/002/": "/yunhu/s001/c002/w001/"},
}


def directory(*duties, **more):
    return Directory((NET, *duties), "2026.1", "Asia/Shanghai", TERRITORY, **more)


def lead(*duties, category="06010", area=GRID, moment=NOON, answers=None):
    return directory(*duties).resolve(category, area, moment, answers).lead


def codes(route):
    return [reason.code.removeprefix("institution.route_") for reason in route.because]


def test_priority_then_category_then_area_then_conditions_decide():
    wide = Duty("wide", "/wide/", ("06*",), area="/990106/001/")
    exact = Duty("exact", "/exact/", ("06010",))
    near = Duty("near", "/near/", ("06010",), area="/990106/001/002/")
    asked = Duty("asked", "/asked/", ("06010",), when=When(answers={"injured": frozenset({"yes"})}))
    first = Duty("first", "/first/", priority=1)
    assert lead(wide) == "/wide/"
    assert lead(wide, exact) == "/exact/"
    assert lead(wide, exact, near) == "/near/"
    assert lead(exact, asked) == "/exact/"
    assert lead(exact, asked, answers={"injured": "yes"}) == "/asked/"
    assert lead(wide, exact, near, first) == "/first/"


def test_the_later_row_then_the_lower_code_break_the_tie_whatever_the_order():
    old, new = Duty("a", "/old/", ("06*",)), Duty("z", "/new/", ("06*",), valid_from=date(2026, 1, 1))
    assert lead(old, new) == lead(new, old) == "/new/"
    one, two = Duty("a", "/one/", ("06*",)), Duty("b", "/two/", ("06*",))
    assert lead(one, two) == lead(two, one) == "/one/"


@pytest.mark.parametrize(
    ("when", "yes", "no"),
    [
        (When(weekdays=frozenset({0})), "2026-03-09 12:00", "2026-03-10 12:00"),
        (When(hours=((480, 1080),)), "2026-03-09 08:00", "2026-03-09 18:00"),
        (When(hours=((1320, 360),)), "2026-03-09 05:59", "2026-03-09 06:00"),
        (When(season=Season((11, 15), (3, 15))), "2026-03-15 23:59", "2026-03-16 00:00"),
        (When(worktime=OUTSIDE), "2026-03-09 12:30", "2026-03-09 11:30"),
        (When(worktime=INSIDE), "2026-02-14 10:00", "2026-02-17 10:00"),
    ],
)
def test_a_condition_holds_in_local_time(when, yes, no):
    found = directory(Duty("when", "/when/", ("06*",), when=when), calendar=office())
    assert found.resolve("06010", GRID, china(yes)).lead == "/when/"
    assert found.resolve("06010", GRID, china(no)).lead == NET.lead


def test_the_rows_of_another_day_are_asked_of_a_moment_as_it_was():
    # In force from a Friday in winter on; asked of a Monday at night in summer.
    night = When(weekdays=frozenset({0}), hours=((1320, 360),), season=Season((6, 1), (9, 30)))
    later = Duty("later", "/later/", ("06*",), when=night, valid_from=date(2027, 1, 1))
    over = Duty("over", "/over/", ("06010",), valid_to=date(2026, 12, 31))
    found, moment = directory(later, over), china("2026-07-06 23:00")
    assert found.resolve("06010", GRID, moment).lead == "/over/"
    assert found.resolve("06010", GRID, moment, on=date(2026, 12, 31)).lead == "/over/"
    assert found.resolve("06010", GRID, moment, on=date(2027, 1, 1)).lead == "/later/"
    for other in ("2026-07-06 12:00", "2026-07-07 23:00", "2026-11-02 23:00"):
        assert found.resolve("06010", GRID, china(other), on=date(2027, 1, 1)).lead == NET.lead


def test_a_row_does_not_hold_after_its_last_day():
    old = Duty("old", "/old/", ("06*",), valid_to=date(2026, 3, 8))
    assert lead(old) == NET.lead
    assert lead(old, moment=china("2026-03-08 23:59")) == "/old/"


def test_the_locality_climbs_and_gives_its_reason():
    row = Duty("row", "@community", ("06*",), assists=("@property", "@subdistrict", "/x/"))
    here = directory(row).resolve("06010", GRID, NOON)
    assert (here.lead, here.assists) == (
        "/yunhu/s001/c002/",
        ("/yunhu/s001/c002/w001/", "/yunhu/s001/", "/x/"),
    )
    assert codes(here) == ["row", "category", "locality"]
    other = directory(row).resolve("06010", "/990106/002/007/", NOON)
    assert (other.lead, other.assists) == ("/yunhu/s002/", ("/x/",))
    nowhere = directory(row).resolve("06010", "/990106/", NOON)
    assert (nowhere.lead, nowhere.fallback) == (NET.lead, True)
    assert codes(nowhere) == ["fallback", "no_unit"]
    otherwise = Duty("row", "@community", ("06*",), otherwise="/else/")
    assert directory(otherwise).resolve("06010", "/990106/", NOON).lead == "/else/"


def test_the_recorded_owner_goes_before_the_locality_where_the_row_says_so():
    row = Duty("row", "/yunhu/cgj/", ("01*",), assists=("@subdistrict",), principle="owner_first")
    route = directory(row).resolve("01001", GRID, NOON, owner="/yunhu/water/")
    assert (route.lead, route.assists) == ("/yunhu/water/", ("/yunhu/cgj/", "/yunhu/s001/"))
    assert "owner" in codes(route)
    assert directory(row).resolve("01001", GRID, NOON).lead == "/yunhu/cgj/"
    plain = Duty("row", "/yunhu/cgj/", ("01*",))
    assert directory(plain).resolve("01001", GRID, NOON, owner="/yunhu/water/").lead == "/yunhu/cgj/"


def test_the_reason_names_row_version_and_what_matched():
    row = Duty(
        "fumes", "/yunhu/hb/", ("06*",), area="/990106/", basis=("air",), when=When(weekdays=frozenset({0}))
    )
    route = directory(row).resolve("06027", GRID, NOON)
    facts = {reason.code.removeprefix("institution.route_"): dict(reason.facts) for reason in route.because}
    assert facts["row"] == {"row": "fumes", "version": "2026.1", "basis": ["air"], "zh": "", "en": ""}
    assert facts["category"] == {"how": "prefix", "pattern": "06*", "category": "06027"}
    assert facts["area"] == {"pattern": "/990106/", "area": GRID}
    assert facts["time"] == {"local": "2026-03-09 12:30"}
    assert directory(row).resolve("99", "", NOON).because[0].code == "institution.route_fallback"


def test_without_a_fallback_that_always_has_a_unit_there_is_no_directory():
    for poor in (
        (),
        (Duty("a", "/a/"),),
        (Duty("a", "@community", fallback=True),),
        (Duty("a", "/a/", ("06*",), fallback=True),),
        (Duty("a", "/a/", valid_to=date(2030, 1, 1), fallback=True),),
    ):
        with pytest.raises(Invalid) as refused:
            Directory(poor, "1", "Asia/Shanghai")
        assert refused.value.code == "institution.no_fallback"
        assert {"code": "institution.no_fallback"} in lint(poor, date(2026, 1, 1))


patterns = st.sampled_from(("", "0*", "06*", "06010", "07*"))
places = st.sampled_from(("", "/990106/", "/990106/001/", GRID))
whens = st.sampled_from(
    (
        When(),
        When(weekdays=frozenset({0, 1})),
        When(answers={"q": frozenset({"y"})}),
        When(hours=((600, 900),)),
    )
)
drawn_duties = st.lists(
    st.builds(
        Duty,
        code=st.text("abc", min_size=1, max_size=3),
        lead=st.sampled_from(("/a/", "/b/", "@community", "@subdistrict", "@nobody")),
        categories=st.lists(patterns, min_size=1, max_size=2, unique=True).map(tuple),
        area=places,
        when=whens,
        priority=st.integers(0, 1),
    ),
    max_size=12,
    unique_by=lambda duty: duty.code,
)


@settings(max_examples=200, deadline=None)
@given(drawn_duties, st.randoms(use_true_random=False))
def test_whatever_the_rows_there_is_one_lead_and_their_order_does_not_matter(duties, random):
    shuffled = list(duties)
    random.shuffle(shuffled)
    one, other = directory(*duties), directory(*shuffled)
    for category in ("06010", "07001", "99999", ""):
        for area in (GRID, "/990106/002/", ""):
            for answers in ({}, {"q": "y"}):
                route = one.resolve(category, area, NOON, answers)
                assert route == other.resolve(category, area, NOON, answers)
                assert route.lead
                assert route.lead not in route.assists


@settings(max_examples=200, deadline=None)
@given(drawn_duties)
def test_a_row_the_lint_calls_shadowed_never_leads(duties):
    shadowed = {
        (one["row"], one["pattern"])
        for one in lint((NET, *duties), NOON.date())
        if one["code"].endswith("row_shadowed")
    }
    found = directory(*duties)
    for category in ("06010", "06999", "07001", "00000", "99999"):
        for area in (GRID, "/990106/001/", "/990106/002/", ""):
            for answers in ({}, {"q": "y"}):
                route = found.resolve(category, area, NOON, answers)
                matched = next(
                    (r.facts["pattern"] for r in route.because if r.code.endswith("route_category")), "*"
                )
                assert (route.row, matched) not in shadowed


def test_the_lint_finds_shadowed_contradictory_dead_and_strange_rows():
    rows = (
        NET,
        Duty("all", "/a/", ("06*",), priority=1),
        Duty("hidden", "/b/", ("06010",)),
        Duty("left", "/a/", ("07*",)),
        Duty("right", "/b/", ("07*",)),
        Duty("over", "/a/", ("08*",), valid_to=date(2020, 1, 1)),
        Duty("never", "/a/", ("09*",), when=When(hours=((60, 60),))),
        Duty("turned", "/a/", ("10*",), valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 1)),
        Duty("strange", "/nobody/", ("77*",), assists=("@garage",)),
        Duty("strange", "/a/", ("51*",)),
    )
    known = {"06010", "07001", "08001", "09001", "10001", "51001"}
    found = lint(rows, date(2026, 3, 9), known, {"/a/", "/b/", "/yunhu/zhzx/"}, TERRITORY)
    told = {(one["code"].removeprefix("institution."), one.get("row")) for one in found}
    assert told == {
        ("row_shadowed", "hidden"),
        ("row_shadowed", "right"),
        ("rows_contradict", "left"),
        ("row_over", "over"),
        ("row_never", "never"),
        ("row_reversed", "turned"),
        ("unknown_category", "strange"),
        ("unknown_unit", "strange"),
        ("no_territory", "strange"),
        ("row_twice", "strange"),
    }


def shipped():
    document = yaml.safe_load((REFERENCE / "duties.yaml").read_text())
    return duty_rows(document, "/yunhu/", "/yunhu/zhzx/")


def test_the_shipped_directory_answers_for_the_full_product():
    categories = set()
    for name in ("gbt-47678.5-2026", "community"):
        document = yaml.safe_load((REFERENCE / "categories" / f"{name}.yaml").read_text())
        for kind in ("components", "matters"):
            categories.update(str(one["code"]) for one in document.get(kind, ()))
    assert len(categories) > 250
    found = Directory(shipped(), "1", "Asia/Shanghai", TERRITORY)
    for category in categories:
        for area in (GRID, "/990106/001/002/", "/990106/002/009/004/", "/990106/"):
            for moment in (NOON, china("2026-02-17 03:00")):
                assert found.resolve(category, area, moment).lead.startswith("/yunhu/")


def test_noise_at_night_is_led_by_the_police_and_by_day_by_the_community():
    found = Directory(shipped(), "1", "Asia/Shanghai", TERRITORY)
    led = {
        hour: found.resolve("06028", GRID, china(f"2026-03-10 {hour}")).lead
        for hour in ("05:59", "06:00", "21:59", "22:00")
    }
    assert led["05:59"] == led["22:00"] == "/yunhu/gafj/"
    assert led["06:00"] == led["21:59"] == "/yunhu/s001/c002/"
    night = found.resolve("06028", GRID, china("2026-03-10 23:30"))
    assert [one.code for one in night.because][-1] == "institution.route_time"
    assert night.because[0].facts["zh"].startswith("夜间")


def test_a_row_says_when_it_holds_in_the_file():
    (row,) = duty_rows(
        written(
            when={
                "weekdays": ["sat", "sun"],
                "hours": ["08:00-12:00", "22:00-06:00"],
                "season": "06-15 to 09-15",
                "worktime": "outside",
                "answers": {"blocked": ["yes"], "lanes": ["1", 2]},
            },
            valid_from="2026-08-01",
            valid_to="2026-12-31",
            priority=3,
        ),
        "/yunhu/",
    )
    assert row.when.weekdays == {5, 6}
    assert row.when.hours == ((480, 720), (1320, 360))
    assert row.when.season == Season((6, 15), (9, 15))
    assert row.when.worktime == "outside"
    assert row.when.answers == {"blocked": {"yes"}, "lanes": {"1", "2"}}
    assert (row.valid_from, row.valid_to, row.priority) == (date(2026, 8, 1), date(2026, 12, 31), 3)


def written(**more):
    return {
        "duties": [
            {
                "key": "fair",
                "categories": ["09006"],
                "area": "any",
                "lead": {"unit": "cgj"},
                "assists": [],
                **more,
            }
        ]
    }


@pytest.mark.parametrize(
    ("when", "code", "mend"),
    [
        ("at night", "unknown_word", None),
        ({"hour": ["22:00-06:00"]}, "unknown_word", "hours"),
        ({"hours": ["22-06"]}, "bad_duty_hours", None),
        ({"hours": ["25:00-06:00"]}, "bad_duty_hours", None),
        ({"hours": ["06:00-06:00"]}, "bad_duty_hours", None),
        ({"hours": [79200]}, "bad_duty_hours", None),
        ({"season": "summer"}, "bad_season", None),
        ({"weekdays": ["sta"]}, "unknown_word", "sat"),
        ({"worktime": "outsid"}, "unknown_word", "outside"),
    ],
)
def test_a_time_that_cannot_be_read_names_its_row_and_the_mend(when, code, mend):
    with pytest.raises(Invalid) as wrong:
        duty_rows(written(when=when), "/yunhu/")
    assert (wrong.value.code, wrong.value.facts["row"]) == (f"institution.{code}", "fair")
    assert mend is None or wrong.value.facts["mend"] == mend


def test_the_shipped_directory_is_clean():
    assert lint(shipped(), date(2026, 8, 1), territory=TERRITORY) == []
