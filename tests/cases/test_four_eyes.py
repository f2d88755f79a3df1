"""Nobody looks after his own work: handler and verifier, and every other pair that the rules keep apart."""

from __future__ import annotations

from typing import Any

import pytest

from happiness_cloud.cases import actions, queries
from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Grant, with_grants
from happiness_cloud.kernel.errors import Denied, NotNow

from . import story
from .everybody import SQUAD, allmighty, call, good


def test_the_handler_cannot_verify_his_own_work(stage: Any) -> None:
    case_id = story.to_check(stage)
    sun = with_grants(stage.actor("sun"), Grant("cases.check", "/"))
    for verb in ("verify", "rework"):
        with pytest.raises(Denied) as no:
            call(verb, sun, case_id)
        assert no.value.code == "cases.own_work"
    assert not {"verify", "rework"} & set(queries.detail(sun, story.row(case_id).number).possible)


def test_a_colleague_of_the_handling_unit_cannot_verify_either(stage: Any) -> None:
    case_id = story.to_check(stage)
    with pytest.raises(Denied) as no:
        actions.verify(allmighty(unit=SQUAD, who="account:9999"), case_id)
    assert no.value.code == "cases.own_work"
    assert actions.verify(allmighty(unit="/yunhu/jdzx/", who="account:9999"), case_id).state == "to_call_back"


def test_who_handled_once_stays_the_handler_whoever_handles_later(stage: Any) -> None:
    case_id = story.to_check(stage)
    call("rework", stage.actor("lin"), case_id)
    other = allmighty(who="account:8888")
    actions.handle(other, case_id, result="已重新处理", file_ids=(2,))
    moved_away = allmighty(unit="/yunhu/jdzx/", who=stage.actor("sun").id)
    with pytest.raises(Denied):
        actions.verify(moved_away, case_id)


PAIRS = (
    ("handle", "call_back", "to_call_back"),
    ("verify", "call_back", "to_call_back"),
    ("handle", "close", "to_call_back"),
    ("ask_extension", "decide_extension", "handling"),
    ("dispute", "adjudicate", "disputed"),
    ("dispatch", "adjudicate", "disputed"),
)


@pytest.mark.parametrize(("first", "second", "state"), PAIRS)
def test_two_steps_that_the_rules_keep_apart_need_two_people(
    stage: Any, first: str, second: str, state: str
) -> None:
    one = allmighty(unit="/yunhu/jdzx/", who="account:7777")
    case_id = _led_by(stage, one, first)
    case = story.row(case_id)
    if case.state != state or state == "to_call_back":
        _bring(stage, case_id, state)
    with pytest.raises(Denied) as no:
        call(second, one, case_id, **good(second, case))
    assert no.value.code in ("cases.kept_apart", "ledger.no_right")
    assert second not in queries.detail(one, case.number).possible
    assert (
        call(second, allmighty(unit="", who="account:6666"), case_id, **good(second, case)).number
        == case.number
    )


def _led_by(stage: Any, one: Any, first: str) -> int:
    """A matter on which `one` has done `first`."""
    case_id = story.to_dispatch(stage)
    dispatcher = one if first == "dispatch" else stage.actor("zhao")
    call("dispatch", dispatcher, case_id, lead=SQUAD)
    if first == "dispatch":
        return case_id
    actions.sign(stage.actor("sun"), case_id)
    case = story.row(case_id)
    if first in ("handle", "ask_extension", "dispute"):
        call(first, one, case_id, **good(first, case))
    elif first == "verify":
        actions.handle(stage.actor("sun"), case_id, result="已清理", file_ids=(1,))
        actions.verify(one, case_id)
    return case_id


def _bring(stage: Any, case_id: int, state: str) -> None:
    if state == "disputed":
        call("dispute", stage.actor("sun"), case_id)
    elif state == "to_call_back":
        if story.row(case_id).state == "to_check":
            actions.verify(stage.actor("lin"), case_id)
        actions.call_back(stage.actor("zheng"), case_id, reached=True, solved=True)


def test_every_pair_of_the_rules_is_a_pair_of_rights_that_verbs_have(stage: Any) -> None:
    from happiness_cloud.cases.queries.hands import HOUSE
    from happiness_cloud.cases.rules.lifecycle import MOVES

    used = {one.right for one in MOVES}
    assert all(set(pair) <= used for pair in institution.rulebook(HOUSE).apart_on_a_case())


def test_an_assisting_unit_may_note_but_not_sign(stage: Any) -> None:
    case_id = story.to_dispatch(stage)
    call("dispatch", stage.actor("zhao"), case_id, lead=SQUAD, assists=("/yunhu/swj/",))
    actions.note(stage.actor("ma"), case_id, text="已派人协助")
    for verb in ("sign", "send_back", "dispute"):
        with pytest.raises(Denied):
            call(verb, stage.actor("ma"), case_id, **good(verb, story.row(case_id)))
    actions.sign(stage.actor("sun"), case_id)
    for verb in ("handle", "suspend", "ask_extension"):
        with pytest.raises(Denied):
            call(verb, stage.actor("ma"), case_id, **good(verb, story.row(case_id)))
    assert not {"handle", "suspend", "ask_extension", "send_back", "dispute"} & set(
        queries.detail(stage.actor("ma"), story.row(case_id).number).possible
    )


def test_nobody_of_the_staff_rates_even_with_the_right_of_a_position(stage: Any) -> None:
    case_id = story.to_call_back(stage)
    with pytest.raises(Denied) as no:
        actions.rate(
            with_grants(stage.actor("zheng"), Grant("cases.rate", "/")), case_id, stars=5, solved=True
        )
    assert no.value.code == "cases.only_reporter"
    with pytest.raises(Denied):
        actions.rate(stage.actor("zheng"), case_id, stars=5, solved=True)
    other = story.report(stage).id
    with pytest.raises(Denied):
        actions.rate(
            with_grants(story.reporter(stage, other), Grant("cases.read", "/")), case_id, stars=5, solved=True
        )
    assert story.row(case_id).stars is None


def test_an_agents_call_never_overwrites_what_the_reporter_said(stage: Any) -> None:
    case_id = story.to_call_back(stage)
    actions.rate(story.reporter(stage, case_id), case_id, stars=1, solved=False)
    actions.call_back(stage.actor("zheng"), case_id, reached=True, solved=True, satisfied=5)
    case = story.row(case_id)
    assert (case.stars, case.solved, case.call_stars, case.call_solved) == (1, False, 5, True)


def test_a_call_leaves_the_rating_to_the_reporter_and_both_are_shown(stage: Any) -> None:
    case_id = story.to_call_back(stage)
    actions.call_back(stage.actor("zheng"), case_id, reached=True, solved=True, satisfied=5)
    track = queries.track(story.reporter(stage, case_id), case_id)
    assert (track.stars, track.solved, track.call_stars, track.call_solved) == (None, None, 5, True)
    assert "rate" in track.possible
    actions.rate(story.reporter(stage, case_id), case_id, stars=2, solved=False)
    detail = queries.detail(stage.actor("zheng"), story.row(case_id).number)
    assert (detail.row.stars, detail.solved, detail.row.call_stars, detail.call_solved) == (2, False, 5, True)
    with pytest.raises(NotNow) as no:
        actions.rate(story.reporter(stage, case_id), case_id, stars=5, solved=True)
    assert no.value.code == "cases.already_rated"


def test_a_call_that_reached_nobody_says_nothing_of_the_result(stage: Any) -> None:
    case_id = story.to_call_back(stage)
    actions.call_back(stage.actor("zheng"), case_id, reached=False, solved=True, satisfied=5)
    case = story.row(case_id)
    assert (case.call_stars, case.call_solved, case.stars, case.solved) == (None, None, None, None)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_a_rating_has_one_to_five_stars(stage: Any, stars: int) -> None:
    from happiness_cloud.kernel.errors import Invalid

    case_id = story.to_call_back(stage)
    with pytest.raises(Invalid):
        actions.rate(story.reporter(stage, case_id), case_id, stars=stars, solved=True)
    with pytest.raises(Invalid):
        actions.call_back(stage.actor("zheng"), case_id, reached=True, satisfied=stars)
