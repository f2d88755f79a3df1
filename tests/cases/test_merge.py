"""Matters joined to one another and taken apart again; parts of a matter."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.models import Case
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow, Refused
from happiness_cloud.ledger.models import Entry

from . import story
from .everybody import allmighty, call, whole_row

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def merge(cast: Any, case_id: int, master_id: int, by: str = "wu") -> Any:
    return actions.merge(cast.actor(by), case_id, master_id=master_id)


@pytest.mark.parametrize(
    "way", ["registered", "to_dispatch", "handling", "waiting", "asked_at_once", "suspended"]
)
def test_a_merge_taken_back_leaves_the_row_as_it_was(stage: Any, way: str) -> None:
    with clock.at(MORNING):
        case_id, master = _made(stage, way), story.to_dispatch(stage)
    before, master_before = whole_row(case_id), whole_row(master)
    with clock.at(MORNING + timedelta(minutes=20)):
        merge(stage, case_id, master)
        merged = story.row(case_id)
        assert (merged.state, merged.merged_into_id, merged.look_at) == ("merged", master, None)
        assert all(one.ended for one in merged.clocks)
        assert story.row(master).voices == 2
    with clock.at(MORNING + timedelta(minutes=21)):
        call("unmerge", stage.actor("wu"), case_id)
    assert whole_row(case_id) == before
    assert whole_row(master) == master_before


def _made(stage: Any, way: str) -> int:
    if way == "registered":
        return int(story.report(stage).id)
    if way == "to_dispatch":
        return story.to_dispatch(stage)
    if way == "asked_at_once":
        case_id = int(story.report(stage).id)
        actions.ask(stage.actor("zhou"), case_id, text="在哪一层？")
        return case_id
    case_id = story.handling(stage)
    if way == "waiting":
        actions.ask(stage.actor("sun"), case_id, text="几号楼？")
    elif way == "suspended":
        call("suspend", stage.actor("sun"), case_id, why="season")
    return case_id


def test_a_matter_that_waited_before_it_was_merged_still_goes_back_to_where_it_stood(stage: Any) -> None:
    case_id, master = _made(stage, "asked_at_once"), story.to_dispatch(stage)
    merge(stage, case_id, master)
    call("unmerge", stage.actor("wu"), case_id)
    assert story.row(case_id).state == "waiting"
    assert actions.reply(stage.actor("zhou"), case_id, text="三层").state == "registered"


def test_the_master_counts_the_voices_and_its_book_tells_so(stage: Any) -> None:
    first, second, master = (story.report(stage).id for _ in range(3))
    merge(stage, first, second)
    merge(stage, second, master)
    assert story.row(master).voices == 3
    told = Entry.objects.filter(subject_id=str(master), verb="cases.merge").get()
    assert told.changes == {"voices": [1, 3]}
    assert told.facts["joined"] == story.row(second).number
    with pytest.raises(NotNow) as moved:
        actions.urge(stage.actor("wu"), master, version=0)
    assert [one["verb"] for one in moved.value.facts["changed"]] == ["cases.merge"]


def test_taking_out_an_early_voice_is_felt_by_every_master_above(stage: Any) -> None:
    first, second, master = (story.report(stage).id for _ in range(3))
    merge(stage, first, second)
    merge(stage, second, master)
    call("unmerge", stage.actor("wu"), first)
    assert (story.row(first).voices, story.row(second).voices, story.row(master).voices) == (1, 1, 2)
    call("unmerge", stage.actor("wu"), second)
    assert (story.row(second).voices, story.row(master).voices) == (1, 1)


def test_no_matter_is_merged_with_itself_an_ended_one_or_round_in_a_circle(stage: Any) -> None:
    first, second = story.report(stage).id, story.report(stage).id
    with pytest.raises(NotNow) as itself:
        merge(stage, first, first)
    assert itself.value.code == "cases.merge_self"
    merge(stage, first, second)
    with pytest.raises(NotNow) as circle:
        merge(stage, second, first)
    assert circle.value.code == "cases.merge_circle"
    third = story.report(stage).id
    with pytest.raises(NotNow) as ended:
        merge(stage, third, first)
    assert ended.value.code == "cases.merge_ended"
    with pytest.raises(NotFound):
        merge(stage, third, 10**15)


def test_a_whole_is_not_merged_into_its_own_part(stage: Any) -> None:
    case_id = story.to_dispatch(stage)
    call("split", stage.actor("zhao"), case_id, text="另有井盖破损")
    part = Case.objects.get(parent_id=case_id).pk
    with pytest.raises(NotNow) as circle:
        merge(stage, case_id, part)
    assert circle.value.code == "cases.merge_circle"
    assert merge(stage, part, case_id).state == "merged"


def test_one_must_see_the_master_to_merge_into_it(stage: Any) -> None:
    mine = story.report(stage).id
    theirs = story.report(stage, lon=stage.THERE[0], lat=stage.THERE[1]).id
    from happiness_cloud.kernel.access import Grant, with_grants

    lin = with_grants(stage.actor("lin"), Grant("cases.merge", stage.GRID))
    with pytest.raises(NotFound):
        actions.merge(lin, mine, master_id=theirs)
    with pytest.raises(NotFound):
        actions.merge(stage.actor("he"), mine, master_id=theirs)
    with pytest.raises(Denied):
        actions.merge(stage.actor("lin"), mine, master_id=theirs)


def test_the_reporter_of_a_merged_matter_is_led_to_the_master(stage: Any) -> None:
    case_id, master = story.report(stage).id, story.report(stage).id
    merge(stage, case_id, master)
    track = queries.track(story.reporter(stage, case_id), case_id)
    assert (track.state, track.master) == ("merged", story.row(master).number)


def test_an_unmerge_needs_a_reason_and_bears_a_master_that_is_not_known(stage: Any) -> None:
    case_id, master = story.report(stage).id, story.report(stage).id
    merge(stage, case_id, master)
    with pytest.raises(Invalid):
        actions.unmerge(stage.actor("wu"), case_id)
    Case.objects.filter(pk=case_id).update(merged_into=None)
    assert call("unmerge", stage.actor("wu"), case_id).state == "registered"


def test_two_who_merge_across_each_other_never_make_a_circle(committed: Any) -> None:
    from django.db import connection

    for _ in range(8):
        left, right = story.report(committed).id, story.report(committed).id
        start = threading.Barrier(2)
        said: list[str] = []

        def cross(case_id: int, master_id: int, start: Any = start, said: list[str] = said) -> None:
            try:
                start.wait()
                merge(committed, case_id, master_id)
                said.append("merged")
            except Refused as no:
                said.append(no.code)
            finally:
                connection.close()

        both = [threading.Thread(target=cross, args=pair) for pair in ((left, right), (right, left))]
        for one in both:
            one.start()
        for one in both:
            one.join(20)
        assert len(said) == 2
        assert said.count("merged") == 1, said
        rows = {one.pk: one for one in Case.objects.filter(pk__in=(left, right))}
        assert sorted(one.voices for one in rows.values()) == [1, 2]
        assert sum(one.merged_into_id is not None for one in rows.values()) == 1


def test_a_part_is_a_matter_of_its_own_and_the_whole_waits_for_it(stage: Any) -> None:
    case_id = story.handling(stage)
    call("split", stage.actor("xu"), case_id, text="另有井盖破损。请一并处理", category="01001")
    part = Case.objects.get(parent_id=case_id)
    assert (part.state, part.category, part.area_path, part.voices) == ("to_dispatch", "01001", stage.GRID, 1)
    assert part.stage_due_at is not None
    told = Entry.objects.get(subject_kind="cases.Case", subject_id=str(part.pk))
    assert (told.verb, told.facts["whole"]) == ("cases.split", case_id)
    actions.handle(stage.actor("sun"), case_id, result="已清理", file_ids=(1,))
    actions.verify(stage.actor("lin"), case_id)
    actions.call_back(stage.actor("zheng"), case_id, reached=True, solved=True, satisfied=5)
    with pytest.raises(NotNow) as still:
        actions.close(stage.actor("zheng"), case_id)
    assert (still.value.code, still.value.facts["count"]) == ("cases.open_children", 1)
    with pytest.raises(NotNow):
        actions.close(stage.actor("zheng"), case_id, force=True)
    call("void", stage.actor("wu"), part.pk)
    assert actions.close(stage.actor("zheng"), case_id).state == "closed"


@pytest.mark.parametrize(
    "told",
    [
        {"text": ""},
        {"text": " \n "},
        {"text": "\x00"},
        {"text": "字" * 2001},
        {"text": "井盖", "category": "99999"},
        {"text": "井盖", "category": "rubbish"},
    ],
)
def test_a_part_needs_words_and_a_category_that_is_in_force(stage: Any, told: dict[str, str]) -> None:
    case_id = story.to_dispatch(stage)
    with pytest.raises(Invalid):
        call("split", stage.actor("zhao"), case_id, **told)
    assert not Case.objects.filter(parent_id=case_id).exists()


def test_somebody_mighty_is_still_kept_from_forcing_without_a_reason(stage: Any) -> None:
    case_id = story.to_call_back(stage)
    Case.objects.filter(pk=story.report(stage).id).update(parent_id=case_id)
    actions.call_back(stage.actor("zheng"), case_id, reached=True)
    with pytest.raises(NotNow):
        actions.close(allmighty(who="account:4", unit=""), case_id, force=True, reason=" ")
    assert call("close", allmighty(who="account:4", unit=""), case_id, force=True).state == "closed"


@pytest.mark.parametrize("verb", ["void", "merge"])
def test_a_whole_with_open_parts_is_neither_voided_nor_merged_away(stage: Any, verb: str) -> None:
    master, case_id = story.to_dispatch(stage), story.handling(stage)
    call("split", stage.actor("xu"), case_id, text="另有井盖破损。请一并处理", category="01001")
    part = Case.objects.get(parent_id=case_id)
    told: dict[str, Any] = {"master_id": master} if verb == "merge" else {}

    def end() -> None:
        call(verb, allmighty(case_id), case_id, **told)

    for _ in range(2):
        with pytest.raises(NotNow) as still, transaction.atomic():
            end()
        assert (still.value.code, still.value.facts["count"]) == ("cases.open_parts", 1)
    assert Case.objects.get(pk=master).voices == 1
    Case.objects.filter(pk=part.pk).update(state="closed")
    end()
    assert Case.objects.get(pk=case_id).state in ("void", "merged")
