"""What the door writes of a deed, what it tells a late or repeated call, and what it bears from outside."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from tests.cases import story

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Case
from happiness_cloud.kernel.access import Actor, Grant, house
from happiness_cloud.kernel.errors import Invalid, Later, NotNow, Refused
from happiness_cloud.ledger.door import Deed, action, query
from happiness_cloud.ledger.models import Answer, Entry
from happiness_cloud.ledger.shredding import opened


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do all at once, each in a thread with a connection of its own; what each said or raised, in order."""
    start, said = threading.Barrier(len(works)), [None] * len(works)

    def one(at: int, work: Callable[[], Any]) -> None:
        try:
            start.wait(20)
            said[at] = work()
        except Exception as wrong:
            said[at] = wrong
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(works)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return said


# --- many at once


def test_fifty_writers_on_one_matter_lose_nothing(committed: Any) -> None:
    case_id = story.report(committed).id
    zhou = committed.actor("zhou")

    def urge() -> Any:
        return actions.urge(zhou, case_id)

    said = [one for _ in range(5) for one in together(*[urge] * 10)]
    wrong = [one for one in said if isinstance(one, Exception)]
    assert all(isinstance(one, Refused) for one in wrong), wrong
    done = len(said) - len(wrong)
    case = story.row(case_id)
    assert (case.urged, case.version) == (done, done)
    assert Entry.objects.filter(subject_id=str(case_id), verb="cases.urge").count() == done
    mine = Entry.objects.filter(subject_kind="cases.Case", subject_id=str(case_id)).order_by("id")
    versions = mine.values_list("version", flat=True)
    assert list(versions) == list(range(done + 1))
    assert done == 50


def test_of_many_who_saw_the_same_version_one_goes_through(committed: Any) -> None:
    case_id = story.report(committed).id
    zhou = committed.actor("zhou")
    said = together(*[lambda: actions.urge(zhou, case_id, version=0)] * 6)
    assert sum(not isinstance(one, Exception) for one in said) == 1
    late = [one for one in said if isinstance(one, Exception)]
    assert {one.code for one in late} == {"ledger.moved_on"}
    assert story.row(case_id).urged == 1


def test_one_key_twice_at_once_is_done_once_and_told_alike(committed: Any) -> None:
    case_id = story.report(committed).id
    zhou = committed.actor("zhou")
    said = together(*[lambda: actions.urge(zhou, case_id, key="once")] * 4)
    assert said[0] == said[1] == said[2] == said[3]
    assert not isinstance(said[0], Exception), said
    assert story.row(case_id).urged == 1
    assert Entry.objects.filter(verb="cases.urge").count() == 1
    reported = together(*[lambda: story.report(committed, key="twice")] * 3)
    assert reported[0] == reported[1] == reported[2]
    assert Case.objects.count() == 2


# --- keys


def test_a_key_holds_for_one_request_of_one_actor(stage: Any) -> None:
    case_id, other = story.report(stage).id, story.report(stage).id
    zhou, qian = stage.actor("zhou"), stage.actor("qian")
    first = actions.urge(zhou, case_id, words="请快些", key="k", reason="来电")
    assert actions.urge(zhou, case_id, words="请快些", key="k", reason="来电") == first
    for again in (
        lambda: actions.urge(zhou, case_id, words="别的话", key="k", reason="来电"),
        lambda: actions.urge(zhou, other, words="请快些", key="k", reason="来电"),
        lambda: actions.urge(zhou, case_id, words="请快些", key="k", reason="另有原因"),
        lambda: actions.note(zhou, case_id, text="请快些", key="k", reason="来电"),
    ):
        with pytest.raises(Invalid) as no:
            again()
        assert no.value.code == "ledger.key_reused"
    assert actions.urge(qian, case_id, words="请快些", key="k", reason="来电").version == first.version + 1
    with pytest.raises(Invalid):
        actions.urge(zhou, case_id, key="k" * 81)
    assert story.row(case_id).urged == 2


def test_a_refused_call_keeps_no_answer_so_it_can_be_tried_again(stage: Any) -> None:
    case_id = story.report(stage).id
    with pytest.raises(NotNow):
        actions.urge(stage.actor("zhou"), case_id, version=99, key="again")
    assert not Answer.objects.filter(key="again").exists()
    assert actions.urge(stage.actor("zhou"), case_id, version=0, key="again").version == 1


# --- late calls


def test_a_late_call_is_told_what_changed_without_personal_values(stage: Any) -> None:
    case_id = story.report(stage, address="3号楼").id
    actions.correct(stage.actor("zhou"), case_id, address="5号楼陈家", category=story.LITTER)
    actions.urge(stage.actor("lin"), case_id)
    with pytest.raises(NotNow) as no:
        actions.note(stage.actor("lin"), case_id, version=0, text="到了")
    facts = no.value.facts
    assert (no.value.code, facts["read_at"], facts["now_at"]) == ("ledger.moved_on", 0, 2)
    assert [(one["verb"], one["by"]) for one in facts["changed"]] == [
        ("cases.correct", "周敏"),
        ("cases.urge", "林晓燕"),
    ]
    assert facts["changed"][0]["changes"]["category"] == ["", story.LITTER]
    assert facts["changed"][0]["changes"]["address"] == ["•", "•"]
    assert "陈家" not in str(facts)


# --- values no column can hold


@pytest.mark.parametrize("text", ["a\x00b", "坏\ud800字", "\x00"])
def test_signs_that_are_none_are_refused_and_not_a_failure(stage: Any, text: str) -> None:
    case_id = story.report(stage).id
    zhou = stage.actor("zhou")
    for call in (
        lambda: actions.note(zhou, case_id, text=text),
        lambda: actions.urge(zhou, case_id, reason=text),
        lambda: actions.correct(zhou, case_id, address=text),
        lambda: actions.report(stage.actor("chen"), text="路灯", area=stage.GRID, address=text),
        lambda: actions.report(stage.actor("chen"), text="路灯", area=stage.GRID, external_id="x" * 90),
        lambda: actions.report(stage.actor("chen"), text="路灯", area=stage.GRID, answers={"a": text}),
        lambda: actions.note(zhou, case_id, text="看", file_ids=(10**30,)),
        lambda: actions.report(stage.actor("chen"), text="路灯", area=text),
    ):
        with transaction.atomic(), pytest.raises(Refused):
            call()
    assert story.row(case_id).version == 0


def test_an_overlong_request_id_is_cut_and_not_a_failure(stage: Any) -> None:
    case_id = story.report(stage).id
    actions.urge(stage.actor("zhou"), case_id, origin="o" * 500)
    assert Entry.objects.get(subject_id=str(case_id), verb="cases.urge").origin == "o" * 64


# --- what is written


def test_a_second_thing_that_a_deed_touched_has_a_row_of_its_own(stage: Any) -> None:
    case_id, other = story.report(stage).id, story.report(stage).id

    @action("cases.note", on="cases.Case")
    def both(deed: Deed, case: Case) -> None:
        deed.record(mine=1)
        deed.touched(Case.objects.get(pk=other), {"voices": [1, 2]}, theirs=2)

    both(stage.actor("zhou"), case_id, reason="看")
    rows = {one.subject_id: one for one in Entry.objects.filter(verb="cases.note")}
    assert rows[str(case_id)].facts == {"mine": 1}
    assert (rows[str(other)].facts, rows[str(other)].changes) == ({"theirs": 2}, {"voices": [1, 2]})
    assert set(opened(one.reason for one in rows.values())) == {"看"}
    assert all("看" not in one.reason for one in rows.values())


def test_a_verb_that_creates_without_asking_for_the_right_is_refused(stage: Any) -> None:
    @action("cases.report")
    def forgetful(deed: Deed) -> None:
        Case.objects.filter(pk=0).delete()

    with pytest.raises(Refused) as no:
        forgetful(stage.actor("chen"))
    assert no.value.status == 403


def test_a_failure_in_the_middle_leaves_neither_row_nor_change(stage: Any) -> None:
    case_id = story.report(stage).id
    before = Entry.objects.count()

    @action("cases.urge", on="cases.Case")
    def stumbling(deed: Deed, case: Case) -> None:
        case.urged += 1
        case.save()
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        stumbling(stage.actor("zhou"), case_id)
    assert (story.row(case_id).urged, Entry.objects.count()) == (0, before)


# --- the database away


@dataclass
class _Dead:
    """The connection of this process, for a moment turned to a socket where nobody listens."""

    kept: dict[str, Any]

    def __enter__(self) -> None:
        connection.close()
        connection.settings_dict.update(HOST="/nowhere", PORT="1")

    def __exit__(self, *_: object) -> None:
        connection.close()
        connection.settings_dict.update(self.kept)


def _away() -> _Dead:
    return _Dead({name: connection.settings_dict[name] for name in ("HOST", "PORT")})


def test_with_the_database_away_everything_asks_to_come_again_later(committed: Any) -> None:
    from happiness_cloud.cases import queries

    case_id = story.report(committed).id
    number = story.row(case_id).number
    zhou = committed.actor("zhou")
    with _away():
        for call in (
            lambda: actions.urge(zhou, case_id),
            lambda: story.report(committed),
            lambda: actions.urge(zhou, case_id, key="away"),
            lambda: queries.worklist(zhou, queries.Filter()),
            lambda: queries.detail(zhou, number),
            lambda: queries.contacts(zhou, case_id, purpose="case-handling", reason="看"),
            lambda: queries.bearer(committed.actor("chen"), number, queries.token_of(case_id)),
        ):
            with pytest.raises(Later) as no:
                call()
            assert (no.value.status, no.value.code) == (503, "ledger.database_away")
            assert no.value.facts["seconds"] > 0
    assert actions.urge(zhou, case_id).version == 1


def test_a_connection_that_is_cut_in_the_middle_is_told_as_later_and_nothing_is_written(
    committed: Any,
) -> None:
    import os

    import psycopg

    case_id = story.report(committed).id

    @action("cases.urge", on="cases.Case")
    def cut(deed: Deed, case: Case) -> None:
        case.urged += 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        with psycopg.connect(os.environ["HAPPINESS_TEST_ADMIN"], autocommit=True) as server:
            server.execute("SELECT pg_terminate_backend(%s)", [pid])

    with pytest.raises(Later):
        cut(committed.actor("zhou"), case_id)
    connection.close()
    assert (story.row(case_id).urged, story.row(case_id).version) == (0, 0)
    assert not Entry.objects.filter(verb="cases.urge").exists()


def test_a_row_that_is_held_is_told_as_busy_by_a_verb_that_does_not_wait(committed: Any) -> None:
    case_id = story.report(committed).id

    @action("cases.urge", on="cases.Case", waits=False)
    def impatient(deed: Deed, case: Case) -> None:
        case.urged += 1

    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case_id)
        (said,) = together(lambda: impatient(committed.actor("zhou"), case_id))
    assert isinstance(said, NotNow)
    assert (said.code, said.facts["seconds"]) == ("ledger.busy", 2)


# --- reads


def test_a_read_needs_its_right_somewhere_and_an_actor(stage: Any) -> None:
    @query("cases.read")
    def read(actor: Actor) -> int:
        return 1

    assert read(Actor("account:1", "staff", (Grant("cases.read", "/990106/"),))) == 1
    for who in (Actor("account:1", "staff"), house("x", "cases.note")):
        with pytest.raises(Refused):
            read(who)
    with pytest.raises(TypeError):
        read(None)
