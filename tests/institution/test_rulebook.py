"""What the rules answer: one lead everywhere, times with a source, clocks that stand still."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from happiness_cloud.institution import actions, queries
from happiness_cloud.institution.actions.load_reference import SHIPPED
from happiness_cloud.institution.models import Organisation
from happiness_cloud.institution.terms import told
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied

from .cast import AREAS, GRIDS, HOUSE, NOBODY, D

pytestmark = pytest.mark.django_db
# A Monday at 10:00, a Saturday night, the Spring Festival (not all of them with published holidays).
MOMENTS = (
    datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    datetime(2026, 11, 28, 19, 0, tzinfo=UTC),
    datetime(2027, 2, 8, 4, 0, tzinfo=UTC),
)
NOW = MOMENTS[0]


@dataclass(frozen=True)
class Ticking:
    """A clock as the cases keep it."""

    started: datetime
    amount: float
    unit: str
    extensions: tuple[tuple[float, str], ...] = ()
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    carried: int = 0
    counted_from: datetime | None = None
    stage: str = "overall"


def test_every_matter_everywhere_always_has_one_lead_that_is_there(district: None) -> None:
    book = queries.rulebook(HOUSE)
    there = {unit.path: unit for unit in queries.units(HOUSE)}
    codes = [one.code for group in queries.category_tree(HOUSE) for one in group.categories]
    assert len(codes) == len(set(codes)) >= 290
    for code in codes:
        for grid in GRIDS:
            for at in MOMENTS:
                route = book.route(code, grid, at, {})
                assert there[route.lead].takes_matters, (code, grid)
                assert route.lead not in route.assists
                assert all(one in there for one in route.assists)
                assert route.because
                unit = there[route.lead]
                assert grid.startswith(unit.area), "a unit of another area must not lead"
    assert all(told(reason) for reason in route.because)
    json.dumps(route.because)


def test_a_matter_of_the_community_goes_to_its_own_community(district: None) -> None:
    book = queries.rulebook(HOUSE)
    leads = {book.route("58099", grid, NOW).lead for grid in GRIDS}
    assert leads == {f"/yunhu/s00{s}/c00{c}/" for s in (1, 2) for c in (1, 2)}


def test_a_unit_that_ended_gives_way_to_the_one_above_and_the_reasons_say_so(district: None) -> None:
    team = Organisation.objects.get(path="/yunhu/cgj/hws/")
    with clock.at(NOW):
        actions.end_organisation(HOUSE, team.pk, reason="merged", last=date(2026, 11, 22))
        route = queries.rulebook(HOUSE).route("06010", GRIDS[0], NOW)
    assert route.lead == "/yunhu/cgj/"
    assert route.because[-1] == {
        "code": "institution.route_unit_gone",
        "unit": "/yunhu/cgj/hws/",
        "instead": "/yunhu/cgj/",
    }


def test_the_recorded_owner_of_a_component_leads_when_it_is_a_unit_of_the_district(district: None) -> None:
    book = queries.rulebook(HOUSE)
    assert book.route("01001", GRIDS[0], NOW, {}, owner="/yunhu/zlsgs/").lead == "/yunhu/zlsgs/"
    plain = book.route("01001", GRIDS[0], NOW)
    assert book.route("01001", GRIDS[0], NOW, {}, owner="/elsewhere/").lead == plain.lead


def test_without_a_district_there_is_no_lead_but_a_reason(rules: None) -> None:
    route = queries.rulebook(HOUSE).route("06010", GRIDS[0], NOW)
    assert (route.lead, route.because[0]["code"]) == ("", "institution.route_no_district")


@pytest.mark.parametrize(
    ("stage", "severity", "expected", "source"),
    [
        ("accept", "ordinary", (2, "clock_hours"), "yunhu@1"),
        ("confirm", "ordinary", (2, "work_hours"), "2026.1 "),
        ("confirm", "urgent", (Decimal("0.5"), "clock_hours"), "2026.1 "),
        ("overall", "ordinary", (4, "work_hours"), "2026.1 "),
        ("overall", "complex", (1, "work_days"), "2026.1 "),
        ("overall", "urgent", (2, "clock_hours"), "2026.1 "),
        ("adjudicate", "ordinary", (4, "work_hours"), "2026.1 "),
        ("contact", "ordinary", (1, "work_days"), "2026.1 "),
        ("call_back", "ordinary", (2, "work_days"), "2026.1 "),
    ],
)
def test_a_stage_has_its_time_and_says_where_from(
    rules: None, stage: str, severity: str, expected: tuple[Decimal | int, str], source: str
) -> None:
    given = queries.rulebook(HOUSE).allowance("06010", severity, GRIDS[0], stage, NOW)
    assert given is not None
    assert (given.amount, given.unit) == expected
    assert given.source.startswith(source)


def test_a_stage_that_the_pack_leaves_out_has_no_time(rules: None) -> None:
    book = queries.rulebook(HOUSE, "beijing-12345@1")
    for stage in ("confirm", "file", "check"):
        assert book.allowance("06010", "ordinary", GRIDS[0], stage, NOW) is None
    given = book.allowance("54001", "ordinary", GRIDS[0], "overall", NOW)
    assert given is not None
    assert (given.amount, given.unit, given.source) == (24, "clock_hours", "beijing-12345@1")


def test_illegal_building_keeps_its_inner_limits(rules: None) -> None:
    found = dict(queries.rulebook(HOUSE).milestones("06001", "ordinary", GRIDS[0], NOW))
    assert {name: (one.amount, one.unit) for name, one in found.items()} == {
        "stop": (4, "work_hours"),
        "penalty": (7, "work_days"),
        "demolish": (20, "work_days"),
    }


def test_working_hours_run_over_the_night_and_a_pause_stops_them(rules: None) -> None:
    keeper = queries.rulebook(HOUSE).timekeeper(GRIDS[0])
    begun = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # 16:30, the office closes at 17:30
    running = Ticking(begun, 4, "work_hours")
    assert keeper.due(running) == datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    assert keeper.warns_at(running) == datetime(2026, 11, 24, 3, 12, tzinfo=UTC)
    open_pause = Ticking(begun, 4, "work_hours", pauses=((begun + timedelta(minutes=10), None),))
    assert keeper.due(open_pause) is None
    longer = Ticking(begun, 4, "work_hours", extensions=((2.0, "work_hours"),))
    assert keeper.due(longer) == datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


def test_a_change_of_measure_carries_over_what_was_used(rules: None) -> None:
    keeper = queries.rulebook(HOUSE).timekeeper(GRIDS[0])
    begun = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    at = begun + timedelta(hours=1)
    running = Ticking(begun, 4, "work_hours")
    assert keeper.carried(running, at, "work_days") == (0, None)
    assert keeper.carried(running, at, "clock_hours") == (3600, at)
    moved = Ticking(begun, 2, "clock_hours", carried=3600, counted_from=at)
    assert keeper.due(moved) == at + timedelta(hours=1)


def test_an_area_can_have_a_calendar_of_its_own(rules: None) -> None:
    text = (SHIPPED / "practice.yaml").read_text(encoding="utf-8")
    street = AREAS[1][0]
    actions.publish(
        HOUSE, kind="practice", body=text.replace("calendars: {}", f"calendars: {{{street}: service-line}}")
    )
    book = queries.rulebook(HOUSE)
    evening = Ticking(datetime(2026, 11, 23, 10, 0, tzinfo=UTC), 1, "work_hours")  # 18:00
    assert book.timekeeper(f"{street}001/").due(evening) == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    assert book.timekeeper(f"{D}002/").due(evening) == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_the_practice_of_the_district_answers(rules: None) -> None:
    book = queries.rulebook(HOUSE)
    assert book.small_loop("06036")
    assert not book.small_loop("06001")
    assert not book.small_loop("")
    assert book.needs_evidence("06010")
    assert not book.needs_evidence("06028")
    assert not book.needs_evidence("53001")
    assert set(book.suspend_reasons()) == {"season", "court", "third_party", "project"}
    assert book.suspend_reasons()["third_party"]["max_days"] == 30
    assert "not_our_duty" in book.return_reasons()
    assert ("cases.handle", "cases.check") in book.apart_on_a_case()


def test_matters_are_taken_only_by_units_that_handle(district: None) -> None:
    book = queries.rulebook(HOUSE)
    for path in ("/yunhu/cgj/sz2/", "/yunhu/s001/c002/", "/yunhu/zhzx/", "/yunhu/rqgs/"):
        assert book.takes_matters(path), path
    for path in ("/yunhu/", "/yunhu/jdzx/", "/yunhu/rx12345/", "/nowhere/", ""):
        assert not book.takes_matters(path), path


def test_a_category_is_offered_from_its_first_day_on(rules: None) -> None:
    book = queries.rulebook(HOUSE)
    found = book.category("06010", NOW)
    assert found is not None
    assert (found.kind, found.zh, found.standard) == ("matter", "暴露垃圾", "GB/T 47678.5-2026")
    assert book.category("01001", NOW).zh == "供水井盖异常"  # type: ignore[union-attr]
    assert book.category("06010", datetime(2026, 6, 30, 15, 0, tzinfo=UTC)) is None
    for code in ("0110", "99999", ""):
        assert book.category(code, NOW) is None


def test_the_outsider_asks_in_vain(rules: None) -> None:
    with pytest.raises(Denied):
        queries.rulebook(NOBODY)
