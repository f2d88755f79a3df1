"""Matters brought in with their history: known again, rejected with a reason, and the same as lived ones."""

from __future__ import annotations

import importlib
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.actions import _abreast
from happiness_cloud.cases.models import Case, Evidence, Remark, Reporter
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, Invalid
from happiness_cloud.ledger.models import Entry
from happiness_cloud.ledger.vault import cipher

from . import story
from .everybody import SQUAD, call

# The package names the verb; here its module is wanted.
bring_in_module = importlib.import_module("happiness_cloud.cases.actions.bring_in")
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BRINGER = house("intake", "cases.import")
TEXT = "小区东门路灯坏了三天，晚上很黑"


def step(cast: Any, verb: str, minutes: int, by: str, **told: Any) -> actions.Told:
    who = cast.actor(by)
    return actions.Told(
        verb=verb,
        at=MORNING + timedelta(minutes=minutes),
        actor_id=who.id,
        actor_kind=who.kind,
        actor_name=who.name,
        actor_unit=who.unit,
        **told,
    )


def record(cast: Any, *story_: actions.Told, key: str = "a-1", **told: Any) -> actions.Record:
    plain: dict[str, Any] = {
        "text": TEXT,
        "channel": "web",
        "area_path": cast.GRID,
        "public": True,
        "lon": cast.HERE[0],
        "lat": cast.HERE[1],
    }
    return actions.Record(external_id=key, reported_at=MORNING, story=story_, **(plain | told))


def bring(cast: Any, *records: actions.Record, **told: Any) -> actions.BroughtIn:
    return actions.bring_in(BRINGER, records=list(records), area=cast.DISTRICT, source="tests", **told)


def begun(cast: Any) -> list[actions.Told]:
    return [
        step(cast, "report", 0, "chen"),
        step(cast, "register", 5, "zhou", facts={"category": story.LITTER, "severity": "ordinary"}),
        step(cast, "confirm", 10, "lin"),
        step(cast, "file", 15, "wu"),
        step(cast, "dispatch", 20, "zhao", facts={"lead": SQUAD}, reason="明确由该队负责"),
    ]


def worked(cast: Any) -> list[actions.Told]:
    return [
        *begun(cast),
        step(cast, "sign", 25, "sun"),
        step(cast, "ask", 30, "sun", words="几号楼？", public=True),
        step(cast, "reply", 40, "zhou", words="3号楼", public=True),
        step(cast, "handle", 60, "sun", words="已更换灯头", public=True),
        step(cast, "rework", 65, "lin", words="仍不亮", reason="仍不亮"),
        step(cast, "handle", 90, "sun", words="已更换线路", public=True),
        step(cast, "verify", 95, "lin"),
        step(cast, "call_back", 100, "zheng", facts={"reached": True, "solved": True, "satisfied": 4}),
        step(cast, "close", 105, "zheng"),
    ]


def live(cast: Any, steps: list[actions.Told]) -> int:
    """The same story lived through the verbs."""
    words = {"ask": "text", "reply": "text", "handle": "result", "note": "text", "answer": "text"}
    names = {cast.actor(one).id: cast.actor(one) for one in cast.ACTORS}
    case_id = 0
    for one in steps:
        with clock.at(one.at):
            if one.verb == "report":
                case_id = story.report(cast).id
                continue
            more = dict(one.facts)
            if one.verb in words:
                more[words[one.verb]] = one.words
            if one.verb == "handle":
                more["file_ids"] = (1,)
            getattr(actions, one.verb)(names[one.actor_id], case_id, reason=one.reason, **more)
    return case_id


# What must differ: keys, and the number of the other house.
OWN = {"id", "number", "external_id"}


@pytest.mark.parametrize("length", [1, 2, 5, 6, 7, 8, 10, 14])
def test_a_replayed_story_leaves_the_row_that_living_it_leaves(stage: Any, length: int) -> None:
    steps = worked(stage)[:length]
    case_id = live(stage, steps)
    assert bring(stage, record(stage, *steps)).created == 1
    told = Case.objects.filter(external_id="a-1").values().get()
    lived = Case.objects.filter(pk=case_id).values().get()
    lived["area_version"] = told["area_version"]
    assert {name: value for name, value in told.items() if name not in OWN} == {
        name: value for name, value in lived.items() if name not in OWN
    }
    mine = list(Entry.objects.filter(subject_kind="cases.Case", subject_id=str(case_id)).order_by("id"))
    theirs = list(Entry.objects.filter(subject_kind="cases.Case", subject_id=str(told["id"])).order_by("id"))
    assert [(one.verb, one.at, one.actor_id, one.version) for one in mine] == [
        (one.verb, one.at, one.actor_id, one.version) for one in theirs
    ]
    assert [(one.facts.get("from"), one.facts.get("to")) for one in mine] == [
        (one.facts.get("from"), one.facts.get("to")) for one in theirs
    ]


def test_a_brought_in_matter_lives_on_through_the_verbs(stage: Any) -> None:
    bring(stage, record(stage, *worked(stage)[:6]))
    case_id = Case.objects.get(external_id="a-1").pk
    with clock.at(MORNING + timedelta(hours=1)):
        actions.handle(stage.actor("sun"), case_id, result="好了", file_ids=(1,))
        actions.verify(stage.actor("lin"), case_id)
    assert story.row(case_id).state == "to_call_back"
    shown = queries.detail(stage.actor("lin"), story.row(case_id).number)
    assert [one.verb for one in shown.timeline][:2] == ["report", "register"]


def old(cast: Any, **told: Any) -> actions.Record:
    """A matter of 2015, open still, from before any dictionary of ours."""
    then = datetime(2015, 6, 1, 14, 0, tzinfo=UTC)
    return record(cast)._replace(reported_at=then, category=story.LITTER, **told)


def test_a_matter_older_than_the_dictionary_is_taken_up(stage: Any) -> None:
    bring(stage, old(stage))
    case_id = Case.objects.get(external_id="a-1").pk
    actions.register(stage.actor("zhou"), case_id, category=story.LAMP, severity="ordinary")
    assert (story.row(case_id).state, story.row(case_id).category) == ("to_confirm", story.LAMP)
    for unknown in ("99999", "0110"):
        with pytest.raises(Invalid) as refused:
            actions.correct(stage.actor("zhou"), case_id, category=unknown)
        assert refused.value.code == "cases.unknown_category"


def test_a_recorded_deadline_outlives_a_mended_category(stage: Any) -> None:
    due = datetime(2015, 7, 1, 14, 0, tzinfo=UTC)
    bring(stage, old(stage, due_at=due))
    row = Case.objects.get(external_id="a-1")
    assert (row.due_at, row.stage_due_at) == (due, due), "it waits under the recorded deadline alone"
    assert [one.stage for one in row.clocks] == ["overall"]
    actions.register(stage.actor("zhou"), row.pk, category=story.LAMP, severity="urgent")
    actions.confirm(stage.actor("lin"), row.pk)
    actions.file(stage.actor("wu"), row.pk)
    actions.dispatch(stage.actor("zhao"), row.pk, lead=SQUAD, reason="明确由该队负责")
    row.refresh_from_db()
    assert row.due_at == due
    assert [one.source for one in row.clocks if one.stage == "overall"] == ["recorded"]
    assert row.stage_due_at is not None
    assert row.stage_due_at > due, "the stages done here have clocks of their own"


def test_without_a_recorded_deadline_the_acceptance_is_timed(stage: Any) -> None:
    bring(stage, old(stage))
    row = Case.objects.get(external_id="a-1")
    assert [one.stage for one in row.clocks] == ["accept"]
    assert row.due_at is None


def test_a_record_is_known_again_by_its_outside_number(stage: Any) -> None:
    first = bring(stage, record(stage), record(stage, key="a-2"))
    again = bring(stage, record(stage, text="另一段文字"), record(stage, key="a-3"), record(stage, key="a-3"))
    assert (first.created, first.known, again.created, again.known) == (2, 0, 1, 2)
    assert Case.objects.get(external_id="a-1").text == TEXT
    assert Case.objects.count() == 3


def test_a_story_that_cannot_have_been_is_rejected_with_the_reason(stage: Any) -> None:
    steps = begun(stage)
    bad = [
        record(stage, steps[0], steps[3], key="skips"),
        record(stage, *steps, step(stage, "close", 30, "zheng"), key="jumps"),
        record(stage, *steps[:4], steps[4]._replace(facts={"lead": "/yunhu/nowhere/"}), key="nobody"),
        record(stage, key="silent", text="  "),
        record(stage, key="nul", text="\x00"),
        record(stage, key="crow", channel="crow"),
        record(stage, key="far", area_path="/110101/001/"),
    ]
    done = bring(stage, *bad, record(stage, key="fine"))
    assert done.created == 1
    assert {one["external_id"]: one["code"] for one in done.rejected} == {
        "skips": "cases.wrong_state",
        "jumps": "cases.wrong_state",
        "nobody": "cases.unknown_unit",
        "silent": "cases.no_text",
        "nul": "cases.no_text",
        "crow": "cases.unknown_channel",
        "far": "cases.outside",
    }
    assert [one["index"] for one in done.rejected] == list(range(7))
    assert list(Case.objects.values_list("external_id", flat=True)) == ["fine"]


def test_a_trial_run_writes_nothing_but_its_own_line(stage: Any) -> None:
    before = Entry.objects.count()
    assert bring(stage, record(stage, *worked(stage)), dry_run=True).created == 1
    assert not Case.objects.exists()
    assert not Remark.objects.exists()
    assert Entry.objects.count() == before + 1


def test_only_who_may_brings_in_and_only_under_his_area(stage: Any) -> None:
    for name in ("lin", "zhou", "chen"):
        with pytest.raises(Denied):
            actions.bring_in(stage.actor(name), records=[record(stage)], area=stage.DISTRICT, source="x")
    from happiness_cloud.kernel.access import Actor, Grant

    local = Actor("account:1", "staff", (Grant("cases.import", stage.FIRST),))
    with pytest.raises(Denied):
        actions.bring_in(local, records=[record(stage)], area=stage.DISTRICT, source="x")
    far = record(stage, area_path=stage.FAR_GRID, key="far")
    done = actions.bring_in(local, records=[record(stage), far], area=stage.FIRST, source="x")
    assert (done.created, done.rejected[0]["code"]) == (1, "cases.outside")


def test_the_voices_of_merged_records_count_with_their_master(stage: Any) -> None:
    merged = (step(stage, "report", 0, "chen"), step(stage, "merge", 5, "wu", reason="重复"))
    bring(stage, record(stage, key="m"), record(stage, *merged, key="x", merged_into="m"))
    bring(stage, record(stage, *merged, key="y", merged_into="m"))
    master = Case.objects.get(external_id="m")
    assert master.voices == 3
    for key in ("x", "y"):
        part = Case.objects.get(external_id=key)
        assert part.merged_into_id == master.pk
        call("unmerge", stage.actor("wu"), part.pk)
    assert story.row(master.pk).voices == 1


def test_two_who_bring_in_the_same_at_once_leave_one_of_each(committed: Any) -> None:
    from django.db import connection

    records = [record(committed, *worked(committed), key=f"k-{n}") for n in range(30)]
    start, told, wrong = threading.Barrier(2), [], []

    def one() -> None:
        try:
            start.wait()
            told.append(bring(committed, *records))
        except Exception as no:
            wrong.append(no)
        finally:
            connection.close()

    both = [threading.Thread(target=one) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    assert wrong == []
    assert sorted((one.created, one.known) for one in told) == [(0, 30), (30, 0)]
    assert Case.objects.count() == 30


AWKWARD = 'Lamp\tout \\ by "No. 3"\nsecond line\r\nNULL \\N 😀 {a,"b"}'


def many(cast: Any) -> list[actions.Record]:
    """Matters over several chunks: awkward words, one that goes into another, one twice, one that cannot be."""
    merged = [*begun(cast)[:2], step(cast, "merge", 12, "wu", words="同一件事", reason="同一件事")]
    return [
        record(cast, *worked(cast), key="m-0", text=AWKWARD, address="a\\b\tc", reporter_name="王\t阿姨"),
        record(cast, *merged, key="m-1", merged_into="m-2"),
        record(
            cast, *worked(cast)[:7], key="m-2", reporter_phone="13800001234", files=((7, "before", False),)
        ),
        record(cast, *begun(cast), key="m-3", answers={"depth": 'over "10" cm'}),
        record(cast, *merged, key="m-4", merged_into="m-0"),
        record(cast, step(cast, "report", 0, "chen"), step(cast, "close", 5, "wu"), key="m-5"),
        record(cast, key="m-0"),
        record(cast, *worked(cast)[:9], key="m-6"),
    ]


def kept() -> dict[str, Any]:
    """What stands in the tables, without the keys that another import would give."""
    names = dict(Case.objects.values_list("id", "external_id"))
    own = {"id", "number", "case_id", "merged_into_id"}
    cases_ = {
        one["external_id"]: {
            **{name: value for name, value in one.items() if name not in own},
            "into": names.get(one["merged_into_id"], ""),
            "terms": terms,
        }
        for one, terms in zip(
            Case.objects.order_by("id").values(),
            Case.objects.order_by("id").values_list("findable__terms", flat=True),
            strict=True,
        )
    }
    entries = [
        (
            names[int(one.subject_id)],
            one.verb,
            one.version,
            one.at,
            {**one.facts, "remark": "remark" in one.facts},
        )
        for one in Entry.objects.filter(subject_kind="cases.Case").order_by("id")
    ]
    words = [(names[one.case_id], one.verb, one.text, one.public) for one in Remark.objects.order_by("id")]
    files = [(names[one.case_id], one.file_id, one.role) for one in Evidence.objects.order_by("id")]
    people = [
        (names[one.case_id], cipher().open(one.name_sealed, f"cases.Reporter:{one.case_id}"), one.phone_hash)
        for one in Reporter.objects.order_by("case_id")
    ]
    return {"cases": cases_, "entries": entries, "words": words, "files": files, "people": people}


def test_several_processes_bring_in_what_one_does(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bring_in_module, "CHUNK", 2)
    told, stands = [], []
    for hands in (1, 3):
        monkeypatch.setattr(_abreast, "_processors", lambda hands=hands: hands)
        with transaction.atomic():
            told.append(bring(stage, *many(stage)))
            stands.append(kept())
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert (told[0].created, told[0].known, [one["index"] for one in told[0].rejected]) == (6, 1, [5])
    assert stands[0] == stands[1]
    cases_ = stands[0]["cases"]
    assert cases_["m-0"]["text"] == AWKWARD
    assert (cases_["m-0"]["voices"], cases_["m-4"]["into"]) == (2, "m-0"), "a master that came long before"
    assert (cases_["m-2"]["voices"], cases_["m-1"]["into"]) == (2, "m-2"), "a master that came after"
    assert stands[0]["people"][0][1] == "王\t阿姨"


def test_a_fault_in_one_process_ends_the_import_and_nothing_is_written(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(record_: actions.Record, *given: Any) -> Any:
        if record_.external_id == "m-6":
            raise RuntimeError("a fault of ours")
        return replayed(record_, *given)

    replayed = bring_in_module.replayed
    monkeypatch.setattr(bring_in_module, "CHUNK", 2)
    monkeypatch.setattr(bring_in_module, "replayed", faulty)
    monkeypatch.setattr(_abreast, "_processors", lambda: 2)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        bring(stage, *many(stage))
    assert not Case.objects.exists()
    assert bring(stage, record(stage)).created == 1, "the connection is as good as before"
