"""The main job: a matter from report to evaluation, each step by whoever does it in life."""

from __future__ import annotations

from typing import Any

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Reporter
from happiness_cloud.ledger.models import Entry

from . import story


def test_a_matter_goes_from_report_to_evaluation(stage: Any) -> None:
    told = story.report(stage, caller=actions.Caller(name="陈桂兰", phone="19900000072"))
    assert (told.state, told.area) == ("registered", stage.GRID)
    case_id = told.id
    assert actions.register(stage.actor("zhou"), case_id, category=story.LITTER).state == "to_confirm"
    assert actions.confirm(stage.actor("lin"), case_id).state == "to_file"
    assert actions.file(stage.actor("wu"), case_id).state == "to_dispatch"
    assert actions.dispatch(stage.actor("zhao"), case_id).state == "to_sign"
    lead = story.row(case_id).lead_unit
    assert lead.startswith("/yunhu/")
    assert story.row(case_id).due_at is not None
    steps = [
        one.verb
        for one in Entry.objects.filter(subject_kind="cases.Case", subject_id=str(case_id)).order_by("id")
    ]
    assert steps == [f"cases.{verb}" for verb in ("report", "register", "confirm", "file", "dispatch")]


def test_the_whole_loop_ends_closed_rated_and_in_time(stage: Any) -> None:
    case_id = story.closed(stage)
    case = story.row(case_id)
    assert (case.state, case.outcome, case.on_time) == ("closed", "handled", True)
    assert (case.call_solved, case.call_stars, case.solved, case.stars) == (True, 5, None, None)
    assert case.ended_at is not None
    assert case.look_at is None


def test_the_reporter_rates_by_the_link_and_nobody_else_can(stage: Any) -> None:
    case_id = story.to_call_back(stage)
    actions.rate(story.reporter(stage, case_id), case_id, stars=4, solved=True, words="谢谢")
    assert story.row(case_id).stars == 4
    track = queries.track(story.reporter(stage, case_id), case_id)
    assert track.stars == 4
    assert "rate" not in track.possible


def test_every_step_is_written_with_who_and_from_where_to_where(stage: Any) -> None:
    case_id = story.handling(stage)
    last = Entry.objects.filter(subject_id=str(case_id), verb="cases.sign").get()
    assert (last.actor_name, last.actor_unit) == ("孙建军", "/yunhu/cgj/sz2/")
    assert (last.facts["from"], last.facts["to"]) == ("to_sign", "handling")


def test_a_grid_workers_own_find_needs_no_second_look(stage: Any) -> None:
    assert story.report(stage, by="lin", channel="patrol", category=story.LITTER).state == "to_file"


def test_why_this_unit_is_kept_with_the_matter(stage: Any) -> None:
    case_id = story.to_dispatch(stage)
    actions.dispatch(stage.actor("zhao"), case_id)
    assert story.row(case_id).why
    case_id = story.to_sign(stage)
    first = story.row(case_id).why[0]
    assert first["reason"] == "明确由该队负责"


def test_the_reporters_name_and_phone_lie_apart_and_sealed(stage: Any) -> None:
    told = story.report(stage, caller=actions.Caller(name="陈桂兰", phone="199 0000 0072"))
    kept = Reporter.objects.get(case_id=told.id)
    assert "陈" not in kept.name_sealed
    assert "19900000072" not in kept.phone_sealed + kept.phone_hash
    entry = Entry.objects.get(subject_id=str(told.id))
    assert "19900000072" not in str(entry.facts) + str(entry.changes) + entry.reason
