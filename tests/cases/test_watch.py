"""The watch over the deadlines: it warns once, escalates step by step, forgets nobody, and says nothing twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from happiness_cloud.cases import actions, queries, tasks
from happiness_cloud.cases.models import Case
from happiness_cloud.cases.queries.queues import queues
from happiness_cloud.cases.rules.escalation import ladder, told
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, NotFound, NotNow
from happiness_cloud.ledger import book, turns
from happiness_cloud.ledger.models import Entry
from happiness_cloud.post.tasks import deliver

from . import story
from .everybody import SQUAD, call

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
WATCHMAN = house("deadline-watch", "cases.watch")
UNITS = (
    ("/yunhu/", "district", "/990106/"),
    ("/yunhu/cgj/", "department", "/990106/"),
    ("/yunhu/s001/", "territorial", "/990106/001/"),
    ("/yunhu/s001/c001/", "territorial", "/990106/001/001/"),
    ("/yunhu/s001/c002/", "territorial", "/990106/001/002/"),
    ("/yunhu/s001/c001/wy/", "property", "/990106/001/001/"),
)


def steps(case_id: int, verb: str) -> list[dict[str, Any]]:
    return [
        one.facts
        for one in Entry.objects.filter(subject_id=str(case_id), verb=f"cases.{verb}").order_by("id")
    ]


def test_the_ladder_of_a_led_matter_goes_up_its_organisation() -> None:
    assert ladder(SQUAD, "/990106/001/001/001/", UNITS) == (SQUAD, "/yunhu/cgj/", "/yunhu/")


def test_the_ladder_of_a_matter_that_nobody_leads_goes_up_its_areas() -> None:
    up = ladder("", "/990106/001/001/001/", UNITS)
    assert up == ("/yunhu/s001/c001/", "/yunhu/s001/", "/yunhu/")
    assert [told(up, level) for level in (1, 2, 3, 4, 99)] == [*up, "/yunhu/", "/yunhu/"]
    assert told(ladder("", "/990106/", ()), 1) == ""


def test_it_warns_once_and_escalates_when_the_time_is_over(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")  # two working hours
    case = story.row(case_id)
    assert case.look_at is not None
    assert MORNING < case.look_at < case.due_at
    with clock.at(case.look_at - timedelta(seconds=1)):
        assert not queries.looks_due(WATCHMAN)
        assert actions.watch(WATCHMAN).looked == 0
    for _ in range(2):
        with clock.at(case.look_at):
            actions.watch(WATCHMAN)
    assert [one["told"] for one in steps(case_id, "warn")] == [SQUAD]
    assert story.row(case_id).look_at == case.due_at
    for _ in range(2):
        with clock.at(case.due_at):
            actions.watch(WATCHMAN)
    assert [(one["level"], one["told"]) for one in steps(case_id, "escalate")] == [(1, SQUAD)]
    assert story.row(case_id).escalated == 1


def test_it_climbs_to_the_top_and_stays_there(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
    for _ in range(6):
        look = story.row(case_id).look_at
        with clock.at(look):
            assert actions.watch(WATCHMAN).looked == 1
        assert story.row(case_id).look_at > look
    levels = [(one["level"], one["told"]) for one in steps(case_id, "escalate")]
    assert levels == [(1, SQUAD), (2, "/yunhu/cgj/"), (3, "/yunhu/"), (4, "/yunhu/"), (5, "/yunhu/")]


def test_a_matter_that_nobody_has_taken_on_is_watched_too(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.report(stage).id
    for _ in range(4):
        with clock.at(story.row(case_id).look_at):
            actions.watch(WATCHMAN)
    assert [one["told"] for one in steps(case_id, "escalate")] == [
        "/yunhu/s001/c001/",
        "/yunhu/s001/",
        "/yunhu/",
    ]
    assert steps(case_id, "escalate")[0]["stage"] == "accept"


def test_a_comment_resets_neither_the_clock_nor_the_escalation(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
    for _ in range(2):
        with clock.at(story.row(case_id).look_at):
            actions.watch(WATCHMAN)
    before = story.row(case_id)
    assert before.escalated == 1
    with clock.at(before.look_at - timedelta(hours=1)):
        actions.note(stage.actor("sun"), case_id, text="正在处理")
        call("urge", stage.actor("zhou"), case_id)
        call("supervise", stage.actor("qian"), case_id)
        actions.contact(stage.actor("sun"), case_id)
        assert actions.watch(WATCHMAN).looked == 0
    after = story.row(case_id)
    assert (after.escalated, after.look_at, after.due_at) == (1, before.look_at, before.due_at)


def test_a_new_stage_begins_without_escalations_and_an_ended_matter_is_left_alone(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
    for _ in range(2):
        with clock.at(story.row(case_id).look_at) as late:
            actions.watch(WATCHMAN)
    with clock.at(late + timedelta(minutes=1)):
        actions.handle(stage.actor("sun"), case_id, result="已清理", file_ids=(1,))
        case = story.row(case_id)
        assert (case.escalated, case.look_at > clock.now()) == (0, True)
        call("void", stage.actor("wu"), case_id)
    assert story.row(case_id).look_at is None
    with clock.at(late + timedelta(days=30)):
        assert actions.watch(WATCHMAN).looked == 0


def test_a_longer_deadline_is_watched_anew(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
        call("ask_extension", stage.actor("sun"), case_id, amount=1)
    due = story.row(case_id).due_at
    with clock.at(due + timedelta(minutes=1)):
        actions.watch(WATCHMAN)
        assert story.row(case_id).escalated == 1
        actions.decide_extension(stage.actor("zhao"), case_id, granted=True)
    case = story.row(case_id)
    assert (case.escalated, case.look_at <= case.due_at, case.due_at > due) == (0, True, True)


def test_a_matter_that_stands_still_is_not_escalated(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
        call("suspend", stage.actor("sun"), case_id, why="season")
    with clock.at(MORNING + timedelta(days=20)):
        assert actions.watch(WATCHMAN).looked == 0
    assert story.row(case_id).escalated == 0


@pytest.mark.parametrize(("why", "days"), [("", 5), ("third_party", 30)])
def test_standing_still_ends_by_itself_when_it_has_lasted_as_long_as_the_rules_allow(
    stage: Any, why: str, days: int
) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
        if why:
            call("suspend", stage.actor("sun"), case_id, why=why)
        else:
            actions.ask(stage.actor("sun"), case_id, text="具体在几号楼？")
    standing = story.row(case_id)
    assert standing.due_at is None
    assert timedelta(days=days) <= standing.stage_due_at - MORNING < timedelta(days=days + 4)
    with clock.at(standing.look_at):
        assert actions.watch(WATCHMAN).warned == 1
        for early in (actions.wake, actions.escalate):
            with pytest.raises(NotNow):
                early(WATCHMAN, case_id)
    with clock.at(standing.stage_due_at):
        with pytest.raises(NotNow):
            actions.escalate(WATCHMAN, case_id)
        done = actions.watch(WATCHMAN)
        assert (done.woken, done.escalated, done.warned) == (1, 0, 0)
        assert not queries.looks_due(WATCHMAN)
    woken = story.row(case_id)
    assert (woken.state, woken.back_state, woken.told_unit) == ("handling", "", SQUAD)
    # The two working hours it had are all there still, and the watch goes on.
    assert woken.due_at == woken.stage_due_at > standing.stage_due_at
    assert woken.look_at is not None
    assert [one["told"] for one in steps(case_id, "wake")] == [SQUAD]
    with clock.at(woken.due_at):
        assert actions.watch(WATCHMAN).escalated == 1


def test_an_answer_in_time_leaves_nothing_to_wake(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
        actions.ask(stage.actor("sun"), case_id, text="具体在几号楼？")
        until = story.row(case_id).stage_due_at
        actions.reply(story.reporter(stage, case_id), case_id, text="3号楼")
        actions.handle(stage.actor("sun"), case_id, result="已清理", file_ids=(1,))
        for who, no in ((WATCHMAN, NotNow), (stage.actor("he"), NotFound), (stage.actor("lin"), Denied)):
            with pytest.raises(no):
                actions.wake(who, case_id)
    with clock.at(until):
        assert actions.watch(WATCHMAN).woken == 0
    assert steps(case_id, "wake") == []


def test_who_was_told_of_a_delay_finds_it_on_the_desk_until_the_next_step(stage: Any) -> None:
    def heap(who: str) -> int:
        return next((one.count for one in queues(stage.actor(who)) if one.name == "told"), -1)

    def listed(who: str, unit: str) -> list[int]:
        return [one.id for one in queries.worklist(stage.actor(who), queries.Filter(told=unit)).rows]

    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
    assert heap("sun") == 0
    for _warned_then_late in range(2):
        with clock.at(story.row(case_id).look_at):
            actions.watch(WATCHMAN)
            assert (heap("sun"), listed("sun", SQUAD)) == (1, [case_id])
    with clock.at(story.row(case_id).look_at) as late:
        actions.watch(WATCHMAN)
        # One unit higher: it is no longer the squad's to be told.
        assert (heap("sun"), listed("sun", SQUAD)) == (0, [])
        assert listed("qian", "/yunhu/cgj/") == [case_id]
        assert listed("he", "/yunhu/cgj/") == []
    with clock.at(late + timedelta(minutes=1)):
        actions.handle(stage.actor("sun"), case_id, result="已清理", file_ids=(1,))
    assert (story.row(case_id).told_unit, listed("qian", "/yunhu/cgj/")) == ("", [])


def test_one_look_at_one_matter_needs_its_time_and_the_right(stage: Any) -> None:
    with clock.at(MORNING):
        case_id = story.handling(stage, category="06012")
        for verb in (actions.warn, actions.escalate):
            with pytest.raises(NotNow):
                verb(WATCHMAN, case_id)
            with pytest.raises(NotFound):
                verb(stage.actor("he"), case_id)
            with pytest.raises(Denied):
                verb(stage.actor("lin"), case_id)
        with pytest.raises(Denied):
            actions.watch(stage.actor("qian"))
    case = story.row(case_id)
    with clock.at(case.look_at), pytest.raises(NotNow):
        actions.escalate(WATCHMAN, case_id)
    with clock.at(case.due_at):
        with pytest.raises(NotNow):
            actions.warn(WATCHMAN, case_id)
        assert actions.escalate(WATCHMAN, case_id).level == 1
        with pytest.raises(NotNow):
            actions.escalate(WATCHMAN, case_id)


def test_the_oldest_come_first_and_no_more_than_asked(stage: Any) -> None:
    ids = []
    for minutes in range(4):
        with clock.at(MORNING + timedelta(minutes=minutes)):
            ids.append(story.report(stage).id)
    with clock.at(MORNING + timedelta(days=2)):
        assert actions.watch(WATCHMAN, limit=3).looked == 3
        assert [one for one in ids if steps(one, "escalate")] == ids[:3]
        tasks.watch(0)
        assert all(len(steps(one, "escalate")) == 1 for one in ids)
        assert not queries.looks_due(WATCHMAN)


def test_a_round_writes_for_each_matter_what_its_own_door_would_have_written(stage: Any) -> None:
    def told(case_id: int) -> tuple[Any, ...]:
        row = story.row(case_id)
        last = Entry.objects.filter(subject_id=str(case_id)).latest("id")
        return (
            (row.escalated, row.look_at, row.told_unit, row.version),
            (last.verb, last.at, last.actor_id, last.area_path, last.version, last.changes, last.facts),
        )

    with clock.at(MORNING):
        alone, together = story.handling(stage, category="06012"), story.handling(stage, category="06012")
    warning, due = story.row(alone).look_at, story.row(alone).due_at
    for moment, verb in ((warning, actions.warn), (due, actions.escalate)):
        with clock.at(moment):
            verb(WATCHMAN, alone)
            assert actions.watch(WATCHMAN).looked == 1
        assert told(alone) == told(together)


def test_in_quiet_hours_only_what_cannot_wait_is_told(stage: Any) -> None:
    evening = MORNING + timedelta(hours=10)
    night, seven = datetime(2026, 11, 24, 15, 0, tzinfo=UTC), datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    with clock.at(evening):
        calm, urgent = story.report(stage).id, story.report(stage).id
    Case.objects.filter(pk=urgent).update(severity="urgent")
    Case.objects.filter(pk__in=(calm, urgent)).update(look_at=night, stage_due_at=night)
    version = story.row(calm).version
    with clock.at(night):
        done = actions.watch(WATCHMAN)
    assert (done.looked, done.quiet, done.escalated) == (2, 1, 1)
    assert (steps(calm, "escalate"), len(steps(urgent, "escalate"))) == ([], 1)
    assert (story.row(calm).look_at, story.row(calm).version) == (seven, version)
    with clock.at(seven):
        assert actions.watch(WATCHMAN).escalated == 1
    assert [one["level"] for one in steps(calm, "escalate")] == [1]


def test_a_matter_that_cannot_be_looked_at_does_not_keep_the_others_from_it(stage: Any) -> None:
    with clock.at(MORNING):
        bad, fine = story.report(stage).id, story.report(stage).id
    Case.objects.filter(pk=bad).update(pack="gone@1")
    with clock.at(MORNING + timedelta(days=2)):
        done = actions.watch(WATCHMAN)
        assert (done.looked, done.escalated, done.put_off) == (2, 1, 1)
        assert not queries.looks_due(WATCHMAN)
    assert len(steps(fine, "escalate")) == 1
    assert (steps(bad, "escalate"), story.row(bad).escalated) == ([], 0)


def test_two_watchmen_at_once_say_each_thing_once(committed: Any) -> None:
    from django.db import connection

    with clock.at(MORNING):
        ids = [story.report(committed).id for _ in range(12)]
    start, looked, wrong = threading.Barrier(2), [], []

    def watchman() -> None:
        try:
            with clock.at(MORNING + timedelta(days=2)):
                start.wait()
                for _ in range(20):
                    looked.append(actions.watch(WATCHMAN, limit=2).looked)
        except Exception as no:
            wrong.append(no)
        finally:
            connection.close()

    both = [threading.Thread(target=watchman) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert wrong == []
    assert sum(looked) == len(ids)
    assert [len(steps(one, "escalate")) for one in ids] == [1] * len(ids)


def test_a_watchman_who_is_killed_in_the_middle_has_changed_nothing(
    committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(MORNING):
        ids = [story.report(committed).id for _ in range(3)]
    before = list(Case.objects.order_by("id").values("id", "version", "look_at", "escalated"))
    written = book.write_all

    def dying(done: Any) -> None:
        written(done)
        raise KeyboardInterrupt

    monkeypatch.setattr(book, "write_all", dying)
    with clock.at(MORNING + timedelta(days=2)), pytest.raises(KeyboardInterrupt):
        actions.watch(WATCHMAN)
    assert list(Case.objects.order_by("id").values("id", "version", "look_at", "escalated")) == before
    assert all(steps(one, "escalate") == [] for one in ids)
    monkeypatch.undo()
    with clock.at(MORNING + timedelta(days=2)):
        assert actions.watch(WATCHMAN).escalated == 3


def test_a_long_watch_lets_those_who_wait_go_first(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.0)
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    with clock.at(MORNING):
        for _ in range(5):
            story.to_dispatch(stage)
    ProcrastinateJob.objects.all().delete()
    deliver.defer(message_id=1)
    with clock.at(MORNING + timedelta(days=40)):
        overdue = Case.objects.filter(look_at__lte=clock.now()).count()
        assert overdue >= 5
        tasks.watch(0)
        left = Case.objects.filter(look_at__lte=clock.now(), escalated=0).count()
        assert overdue - 2 <= left < overdue, "it stops after its turn"
        tasks.watch(0)
    waiting = ProcrastinateJob.objects.filter(status="todo").order_by("-priority", "id")
    assert [one.task_name for one in waiting] == ["post.deliver", "cases.watch"], (
        "and queues once, at the end"
    )
