"""The clocks of a living matter: what starts, pauses, moves and ends them, and what never does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from happiness_cloud.cases import actions
from happiness_cloud.cases.rules import clocks as clock_rules
from happiness_cloud.cases.rules.clocks import OVERALL
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Invalid, NotNow

from . import story
from .everybody import SQUAD, call, good

# A Tuesday morning, well inside the offices' hours (09:00 in Shanghai).
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def overall(case_id: int) -> clock_rules.Clock:
    found = clock_rules.latest(story.row(case_id).clocks, OVERALL)
    assert found is not None
    return found


def test_the_clock_of_the_whole_matter_starts_at_dispatch_and_survives_a_return(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.to_dispatch(stage)
        assert story.row(case_id).due_at is None
    with clock.at(MORNING + timedelta(minutes=10)) as dispatched:
        call("dispatch", stage.actor("zhao"), case_id, lead=SQUAD)
    with clock.at(MORNING + timedelta(minutes=40)):
        call("send_back", stage.actor("sun"), case_id, why="not_our_duty")
    due = story.row(case_id).due_at
    with clock.at(MORNING + timedelta(minutes=50)):
        call("dispatch", stage.actor("zhao"), case_id, lead="/yunhu/swj/")
    case = story.row(case_id)
    assert (overall(case_id).started, case.due_at, case.dispatched_at) == (dispatched, due, dispatched)
    assert sum(one.stage == OVERALL for one in case.clocks) == 1


def test_an_answer_asked_for_stops_the_clock_and_the_reply_gives_the_time_back(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")  # two working hours
    due = story.row(case_id).due_at
    with clock.at(MORNING + timedelta(minutes=30)):
        actions.ask(stage.actor("sun"), case_id, text="具体在几号楼？")
        case = story.row(case_id)
        assert (case.state, case.due_at) == ("waiting", None)
    with clock.at(MORNING + timedelta(minutes=80)):
        actions.reply(story.reporter(stage, case_id), case_id, text="3号楼")
    case = story.row(case_id)
    assert due is not None
    assert (case.state, case.due_at) == ("handling", due + timedelta(minutes=50))


def test_asking_before_filing_goes_back_to_where_the_matter_stood(stage: Any) -> None:
    case_id = story.report(stage).id
    before = story.row(case_id).stage_due_at
    with clock.at(clock.now() + timedelta(minutes=5)):
        actions.ask(stage.actor("zhou"), case_id, text="在哪一层？")
    with clock.at(clock.now() + timedelta(minutes=25)):
        actions.reply(stage.actor("zhou"), case_id, text="三层")
    case = story.row(case_id)
    assert (case.state, case.back_state) == ("registered", "")
    assert before is not None
    assert case.stage_due_at is not None
    assert abs(case.stage_due_at - before - timedelta(minutes=20)) < timedelta(seconds=5)


@pytest.mark.parametrize("why", ["", "lazy", "not_our_duty"])
def test_a_hold_needs_a_reason_that_the_rules_allow(stage: Any, why: str) -> None:
    case_id = story.handling(stage)
    with pytest.raises(Invalid):
        call("suspend", stage.actor("sun"), case_id, why=why)
    with pytest.raises(Invalid):
        actions.suspend(stage.actor("sun"), case_id, why="season")
    assert story.row(case_id).state == "handling"


def test_a_held_matter_runs_on_where_it_stopped(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
    due = story.row(case_id).due_at
    with clock.at(MORNING + timedelta(minutes=10)):
        call("suspend", stage.actor("sun"), case_id, why="season")
        assert story.row(case_id).due_at is None
    with clock.at(MORNING + timedelta(minutes=70)):
        actions.resume(stage.actor("sun"), case_id)
    assert due is not None
    assert (story.row(case_id).state, story.row(case_id).due_at) == ("handling", due + timedelta(hours=1))


def test_an_extension_is_asked_by_the_lead_and_decided_by_another_once(stage: Any) -> None:
    case_id = story.handling(stage)
    due = story.row(case_id).due_at
    sun, zhao = stage.actor("sun"), stage.actor("zhao")
    with pytest.raises(NotNow):
        actions.decide_extension(zhao, case_id, granted=True)
    for amount in (0, -1, 10_000):
        with pytest.raises(Invalid):
            call("ask_extension", sun, case_id, amount=amount)
    call("ask_extension", sun, case_id, amount=2)
    with pytest.raises(NotNow) as waits:
        call("ask_extension", sun, case_id, amount=2)
    assert waits.value.code == "cases.extension_waiting"
    from .everybody import allmighty

    with pytest.raises(Denied):
        actions.decide_extension(allmighty(who=sun.id), case_id, granted=True)
    actions.decide_extension(stage.actor("qian"), case_id, granted=True)
    longer = story.row(case_id).due_at
    assert due is not None
    assert longer is not None
    assert longer > due
    with pytest.raises(NotNow) as enough:
        call("ask_extension", sun, case_id, amount=1)
    assert enough.value.code == "cases.extension_limit"


def test_an_extension_is_granted_in_the_unit_in_which_it_was_asked(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")  # two working hours
        call("ask_extension", stage.actor("sun"), case_id, amount=1)
        actions.correct(stage.actor("zhou"), case_id, category=story.LAMP)
        assert overall(case_id).unit != "work_hours"
        actions.decide_extension(stage.actor("zhao"), case_id, granted=True)
    assert overall(case_id).extensions == ((1, "work_hours"),)


def test_a_refused_extension_moves_nothing(stage: Any) -> None:
    case_id = story.handling(stage)
    due = story.row(case_id).due_at
    call("ask_extension", stage.actor("sun"), case_id, amount=2)
    actions.decide_extension(stage.actor("zhao"), case_id, granted=False)
    assert story.row(case_id).due_at == due
    call("ask_extension", stage.actor("sun"), case_id, amount=1)


def test_another_category_keeps_the_time_that_was_used(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")  # 2 working hours
    with clock.at(MORNING + timedelta(minutes=60)):
        actions.correct(stage.actor("zhou"), case_id, category="06010")  # 4 working hours
    same_start = overall(case_id)
    assert (same_start.started, same_start.amount) == (MORNING, 4.0)
    with clock.at(MORNING + timedelta(minutes=90)):
        actions.correct(stage.actor("zhou"), case_id, category="06012")
    assert story.row(case_id).due_at == MORNING + timedelta(hours=2)


@pytest.mark.parametrize("verb", ["urge", "supervise", "note", "contact"])
def test_urging_supervising_and_words_move_no_clock(stage: Any, verb: str) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage)
    before = story.row(case_id)
    from .everybody import allmighty

    with clock.at(MORNING + timedelta(minutes=30)):
        call(verb, allmighty(), case_id, **good(verb, before))
    after = story.row(case_id)
    for name in ("due_at", "stage_due_at", "look_at", "escalated"):
        assert getattr(before, name) == getattr(after, name), name
    assert [one for one in before.clocks if one.stage == OVERALL] == [
        one for one in after.clocks if one.stage == OVERALL
    ]


def test_another_category_while_the_reporter_is_asked_keeps_the_clock_standing(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")  # two working hours
    with clock.at(MORNING + timedelta(minutes=30)) as asked:
        actions.ask(stage.actor("sun"), case_id, text="具体在几号楼？")
    with clock.at(MORNING + timedelta(minutes=50)):
        actions.correct(stage.actor("zhou"), case_id, category=story.LAMP)
        case, standing = story.row(case_id), overall(case_id)
        assert (case.state, case.due_at, standing.due, standing.paused) == ("waiting", None, None, True)
        assert standing.pauses == ((asked, None),)
        assert (standing.amount, standing.unit) != (2.0, "work_hours")
    with clock.at(MORNING + timedelta(minutes=80)):
        actions.reply(story.reporter(stage, case_id), case_id, text="3号楼")
    running = overall(case_id)
    assert running.pauses == ((asked, asked + timedelta(minutes=50)),)
    with clock.at(MORNING):
        other = story.handling(stage, category=story.LAMP)
    # Due as if it had been of that category from the beginning, and later by the time it stood still.
    assert story.row(case_id).due_at == story.row(other).due_at + timedelta(minutes=50)


def test_the_first_contact_ends_its_clock_and_a_new_dispatch_starts_no_second_one(stage: Any) -> None:
    case_id = story.report(stage, caller=actions.Caller(name="陈桂兰", phone="19900000072")).id
    _to_handling(stage, case_id)
    running = [one for one in story.row(case_id).clocks if one.stage == "contact" and not one.ended]
    assert len(running) == 1
    actions.contact(stage.actor("sun"), case_id, reached=False)
    assert story.row(case_id).contacted_at is None
    actions.contact(stage.actor("sun"), case_id)
    call("send_back", stage.actor("sun"), case_id, why="not_our_duty")
    call("dispatch", stage.actor("zhao"), case_id, lead=SQUAD)
    assert not [one for one in story.row(case_id).clocks if one.stage == "contact" and not one.ended]


def _to_handling(stage: Any, case_id: int) -> None:
    actions.register(stage.actor("zhou"), case_id, category=story.LITTER)
    actions.confirm(stage.actor("lin"), case_id)
    actions.file(stage.actor("wu"), case_id)
    call("dispatch", stage.actor("zhao"), case_id, lead=SQUAD)
    actions.sign(stage.actor("sun"), case_id)


def test_a_matter_is_reopened_only_within_the_window_counted_from_its_stored_end(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.closed(stage)
    ended = story.row(case_id).ended_at
    assert ended is not None
    with clock.at(ended + timedelta(days=15, seconds=1)), pytest.raises(NotNow) as no:
        call("reopen", stage.actor("zheng"), case_id)
    assert no.value.code == "cases.reopen_window"
    with clock.at(ended + timedelta(days=15, seconds=1)):
        from happiness_cloud.cases import queries

        assert "reopen" not in queries.detail(stage.actor("zheng"), story.row(case_id).number).possible
    with clock.at(ended + timedelta(days=15)):
        call("reopen", story.reporter(stage, case_id), case_id)
    case = story.row(case_id)
    assert (case.state, case.reopened, case.ended_at, case.stars, case.calls) == (
        "to_dispatch",
        1,
        None,
        None,
        [],
    )
    assert (case.outcome, case.on_time, case.rating_words, case.contacted_at) == ("", None, "", None)
    assert (case.call_stars, case.call_solved) == (None, None)


def test_a_reopened_matter_gets_a_new_clock_at_its_new_dispatch(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.closed(stage)
    with clock.at(MORNING + timedelta(days=1)):
        call("reopen", stage.actor("zheng"), case_id)
    with clock.at(MORNING + timedelta(days=1, minutes=5)) as again:
        call("dispatch", stage.actor("zhao"), case_id, lead=SQUAD)
    assert overall(case_id).started == again
    assert overall(case_id).ended is None


def test_an_answered_matter_without_category_can_be_reopened_corrected_and_dispatched(stage: Any) -> None:
    case_id = story.report(stage).id
    actions.answer(stage.actor("zhou"), case_id, text="路灯已报修")
    call("reopen", story.reporter(stage, case_id), case_id)
    actions.correct(stage.actor("zhou"), case_id, category=story.LITTER)
    assert actions.dispatch(stage.actor("zhao"), case_id).state == "to_sign"


def test_whether_in_time_is_settled_by_the_last_handling(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
    with clock.at(MORNING + timedelta(hours=1)):
        actions.handle(stage.actor("sun"), case_id, result="已清理", file_ids=(1,))
        call("rework", stage.actor("lin"), case_id)
    with clock.at(MORNING + timedelta(hours=9)):
        actions.handle(stage.actor("sun"), case_id, result="已彻底清理", file_ids=(2,))
        actions.verify(stage.actor("lin"), case_id)
        actions.call_back(stage.actor("zheng"), case_id, reached=True, solved=True, satisfied=4)
        actions.close(stage.actor("zheng"), case_id)
    assert (story.row(case_id).on_time, story.row(case_id).reworks) == (False, 1)


def test_not_reached_is_a_close_only_after_the_tries_of_the_rules(stage: Any) -> None:
    case_id = story.to_call_back(stage)
    zheng = stage.actor("zheng")
    for _ in range(2):
        actions.call_back(zheng, case_id, reached=False)
    with pytest.raises(NotNow) as no:
        actions.close(zheng, case_id)
    assert (no.value.code, no.value.facts["tries"]) == ("cases.not_reached_tries", 3)
    actions.call_back(zheng, case_id, reached=False)
    actions.close(zheng, case_id)
    assert (story.row(case_id).outcome, story.row(case_id).solved) == ("not_reached", None)
