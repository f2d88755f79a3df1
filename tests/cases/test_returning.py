"""Sending back, disputing, adjudicating, handing up and down: who answers for a matter."""

from __future__ import annotations

from typing import Any

import pytest

from happiness_cloud.cases import actions, queries
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, Invalid, NotNow
from happiness_cloud.ledger.models import Entry

from . import story
from .everybody import SQUAD, WATER, call


def test_a_returned_matter_goes_back_to_dispatch_counted_and_its_clock_goes_on(stage: Any) -> None:
    case_id = story.to_sign(stage)
    due = story.row(case_id).due_at
    call("send_back", stage.actor("sun"), case_id, why="not_our_duty")
    case = story.row(case_id)
    assert (case.state, case.returns, case.due_at) == ("to_dispatch", 1, due)
    assert Entry.objects.get(subject_id=str(case_id), verb="cases.send_back").facts["why"] == "not_our_duty"


def test_beyond_the_limit_nobody_sends_back(stage: Any) -> None:
    case_id = story.to_dispatch(stage)
    limit = institution.rulebook(house("t", "institution.read"), story.row(case_id).pack).pack.return_limit
    for _ in range(limit):
        call("dispatch", stage.actor("zhao"), case_id, lead=SQUAD)
        call("send_back", stage.actor("sun"), case_id, why="not_our_area")
    call("dispatch", stage.actor("zhao"), case_id, lead=SQUAD)
    assert "send_back" not in queries.detail(stage.actor("sun"), story.row(case_id).number).possible
    with pytest.raises(NotNow) as no:
        call("send_back", stage.actor("sun"), case_id, why="not_our_area")
    assert (no.value.code, no.value.facts["limit"]) == ("cases.return_limit", limit)
    assert story.row(case_id).returns == limit == 2


@pytest.mark.parametrize("told", [{"why": "no_wish"}, {"why": ""}])
def test_a_return_needs_a_reason_that_the_rules_know(stage: Any, told: dict[str, str]) -> None:
    case_id = story.to_sign(stage)
    with pytest.raises(Invalid):
        call("send_back", stage.actor("sun"), case_id, **told)
    with pytest.raises(Invalid):
        actions.send_back(stage.actor("sun"), case_id, why="not_our_duty", reason="  ")
    with pytest.raises(Invalid):
        actions.dispute(stage.actor("sun"), case_id)


def test_an_adjudication_binds(stage: Any) -> None:
    case_id = story.handling(stage)
    call("dispute", stage.actor("sun"), case_id)
    assert story.row(case_id).state == "disputed"
    call("adjudicate", stage.actor("wang"), case_id, lead=WATER)
    case = story.row(case_id)
    assert (case.state, case.lead_unit, case.bound) == ("to_sign", WATER, True)
    assert case.why[0]["code"] == "adjudicated"
    for verb, told in (("send_back", {"why": "not_our_duty"}), ("dispute", {})):
        with pytest.raises(NotNow) as no:
            call(verb, stage.actor("ma"), case_id, **told)
        assert no.value.code == "cases.bound"
    with pytest.raises((Denied, Exception)) as gone:
        actions.sign(stage.actor("sun"), case_id)
    assert gone.value.status in (403, 404)


def test_only_units_that_take_matters_can_lead(stage: Any) -> None:
    case_id = story.to_dispatch(stage)
    for unit in ("/yunhu/nowhere/", "/yunhu/", "rubbish", "/yunhu/cgj"):
        with pytest.raises(Invalid):
            call("dispatch", stage.actor("zhao"), case_id, lead=unit)
        with pytest.raises(Invalid):
            call("dispatch", stage.actor("zhao"), case_id, lead=SQUAD, assists=(unit,))


def test_another_unit_than_the_directorys_needs_a_reason(stage: Any) -> None:
    case_id = story.to_dispatch(stage)
    with pytest.raises(Invalid) as no:
        actions.dispatch(stage.actor("zhao"), case_id, lead=WATER)
    assert no.value.code == "cases.needs_reason"
    assert story.row(case_id).state == "to_dispatch"


def test_a_matter_goes_up_to_the_top_and_no_further_and_down_only_with_means(stage: Any) -> None:
    case_id = story.to_dispatch(stage)
    zhao = stage.actor("zhao")
    for level in ("subdistrict", "district"):
        call("hand_up", zhao, case_id)
        assert story.row(case_id).level == level
    assert "hand_up" not in queries.detail(zhao, story.row(case_id).number).possible
    with pytest.raises(NotNow) as top:
        call("hand_up", zhao, case_id)
    assert top.value.code == "cases.top_level"
    with pytest.raises(Invalid):
        call("hand_down", zhao, case_id, means="  ")
    for _ in range(2):
        call("hand_down", zhao, case_id, means="两名协管员，一辆车")
    with pytest.raises(NotNow) as lowest:
        call("hand_down", zhao, case_id, means="人员")
    assert lowest.value.code == "cases.lowest_level"
    with pytest.raises(Invalid):
        actions.hand_up(zhao, case_id)


def test_handing_up_from_work_keeps_the_clock_of_the_whole_matter(stage: Any) -> None:
    case_id = story.handling(stage)
    due = story.row(case_id).due_at
    call("hand_up", stage.actor("xu"), case_id)
    case = story.row(case_id)
    assert (case.state, case.due_at) == ("to_dispatch", due)


def test_a_unit_close_by_takes_a_small_matter_itself(stage: Any) -> None:
    case_id = story.to_dispatch(stage, category="06017")
    assert "take" in queries.detail(stage.actor("li"), story.row(case_id).number).possible
    actions.take(stage.actor("li"), case_id, note="居委会自行处理")
    case = story.row(case_id)
    assert (case.state, case.lead_unit) == ("handling", "/yunhu/s001/c001/")
    assert case.due_at is not None
    assert case.dispatched_at is not None


def test_only_the_small_loop_of_the_rules_is_open(stage: Any) -> None:
    case_id = story.to_dispatch(stage, category=story.LITTER)
    with pytest.raises(Denied):
        actions.take(stage.actor("li"), case_id)
    assert "take" not in queries.detail(stage.actor("li"), story.row(case_id).number).possible
    fresh = story.report(stage).id
    with pytest.raises(Denied):
        actions.take(stage.actor("li"), fresh)


def test_whistle_arrive_rate_each_once_and_nobody_rates_himself(stage: Any) -> None:
    from datetime import timedelta

    from happiness_cloud.kernel import clock

    case_id = story.handling(stage)
    soon = clock.now() + timedelta(hours=2)
    with pytest.raises(Invalid) as late:
        call(
            "whistle",
            stage.actor("xu"),
            case_id,
            units=(WATER,),
            arrive_by=clock.now() - timedelta(minutes=1),
        )
    assert late.value.code == "cases.arrive_in_past"
    with pytest.raises(Invalid):
        call("whistle", stage.actor("xu"), case_id, units=(), arrive_by=soon)
    with pytest.raises(Invalid):
        call("whistle", stage.actor("xu"), case_id, units=("/yunhu/nowhere/",), arrive_by=soon)
    due = story.row(case_id).due_at
    call("whistle", stage.actor("xu"), case_id, units=(WATER, WATER), arrive_by=soon)
    case = story.row(case_id)
    assert case.whistles.count() == 1
    assert case.due_at == due
    assert WATER in case.unit_paths
    actions.arrive(stage.actor("ma"), case_id)
    with pytest.raises(NotNow):
        actions.arrive(stage.actor("ma"), case_id)
    with pytest.raises(NotNow):
        actions.arrive(stage.actor("sun"), case_id)
    with pytest.raises(Denied) as no:
        actions.rate_whistle(_whistler("/yunhu/swj/"), case_id, unit=WATER, stars=5)
    assert no.value.code == "cases.own_rating"
    with pytest.raises(Invalid):
        actions.rate_whistle(stage.actor("xu"), case_id, unit=WATER, stars=0)
    actions.rate_whistle(stage.actor("xu"), case_id, unit=WATER, stars=4, words="到得快")
    with pytest.raises(NotNow):
        actions.rate_whistle(stage.actor("xu"), case_id, unit=WATER, stars=1)
    assert case.whistles.get().stars == 4


def _whistler(unit: str) -> Any:
    from .everybody import allmighty

    return allmighty(unit=unit, who="account:5555")


def test_the_convened_unit_still_sees_the_matter_after_another_dispatch(stage: Any) -> None:
    from datetime import timedelta

    from happiness_cloud.kernel import clock

    case_id = story.to_sign(stage)
    call("whistle", stage.actor("xu"), case_id, units=(WATER,), arrive_by=clock.now() + timedelta(hours=1))
    call("send_back", stage.actor("sun"), case_id, why="not_our_duty")
    call("dispatch", stage.actor("zhao"), case_id, lead=SQUAD)
    assert queries.detail(stage.actor("ma"), story.row(case_id).number).row.id == case_id
