"""Opening a matter, and one verb for many: what is taken, what is refused, what is announced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from happiness_cloud.cases import actions
from happiness_cloud.cases.events import CaseMoved, CaseReported
from happiness_cloud.cases.models import Case, Evidence, Reporter
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow, Refused
from happiness_cloud.ledger import events
from happiness_cloud.ledger.models import Entry

from . import story
from .everybody import SQUAD, call


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that is announced while a test runs."""
    heard: list[Any] = []

    def listeners(event: object) -> list[str]:
        heard.append(event)
        return []

    monkeypatch.setattr(events, "listeners_to", listeners)
    return heard


def test_a_report_is_numbered_placed_timed_and_announced(stage: Any, news: list[Any]) -> None:
    with clock.at(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)):
        told = story.report(stage, file_ids=(4, 5), happened_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    case = story.row(told.id)
    # After midnight in Shanghai: the number carries the offices' day.
    assert case.number == told.number == f"HC-20261124-990106-{case.pk:06d}"
    assert (case.area_path, case.state, case.version, case.voices) == (stage.GRID, "registered", 0, 1)
    assert case.stage_due_at == case.reported_at + timedelta(hours=2)
    assert case.reported_at < case.look_at < case.stage_due_at
    assert list(Evidence.objects.filter(case=case).values_list("file_id", "role", "public")) == [
        (4, "before", False),
        (5, "before", False),
    ]
    assert [one.number for one in news if isinstance(one, CaseReported)] == [told.number]
    entry = Entry.objects.get(subject_kind="cases.Case", subject_id=str(case.pk))
    assert (entry.verb, entry.area_path, entry.facts["to"]) == ("cases.report", stage.GRID, "registered")


def test_every_move_is_announced_with_where_from_and_where_to(stage: Any, news: list[Any]) -> None:
    case_id = story.to_sign(stage)
    moves = [
        (one.verb, one.before, one.after)
        for one in news
        if isinstance(one, CaseMoved) and one.case_id == case_id
    ]
    assert moves == [
        ("register", "registered", "to_confirm"),
        ("confirm", "to_confirm", "to_file"),
        ("file", "to_file", "to_dispatch"),
        ("dispatch", "to_dispatch", "to_sign"),
    ]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"text": ""}, "cases.no_text"),
        ({"text": " \n\t"}, "cases.no_text"),
        ({"text": "\x00"}, "cases.no_text"),
        ({"text": "字" * 2001}, "cases.text_too_long"),
        ({"lon": None, "lat": None}, "cases.no_place"),
        ({"lon": 114.3, "lat": None}, "cases.no_place"),
        ({"lon": 116.4, "lat": 39.9}, "cases.outside"),
        ({"channel": "crow"}, "cases.unknown_channel"),
        ({"severity": "huge"}, "cases.unknown_severity"),
        ({"category": "99999"}, "cases.unknown_category"),
        ({"file_ids": tuple(range(10))}, "cases.too_many_files"),
        ({"caller": actions.Caller(phone="12345")}, "cases.bad_phone"),
        ({"caller": actions.Caller(phone="0１2")}, "cases.bad_phone"),
    ],
)
def test_a_report_that_cannot_be_taken_says_why_and_leaves_nothing(
    stage: Any, told: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as no:
        story.report(stage, **told)
    assert no.value.code == code
    assert "field" in no.value.facts
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"lon": float("nan"), "lat": 30.6},
        {"lon": float("inf"), "lat": 30.6},
        {"lon": 1e300, "lat": -1e300},
        {"datum": "mars"},
        {"lon": None, "lat": None, "area": "/nowhere/"},
        {"lon": None, "lat": None, "area": "rubbish"},
        {"caller": actions.Caller(kind="x" * 50)},
        {"language": "x" * 50},
        {"external_id": "x" * 99},
    ],
)
def test_rubbish_is_refused_and_is_no_failure(stage: Any, told: dict[str, Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        with pytest.raises(Refused) as no:
            story.report(stage, **told)
        assert no.value.status in (404, 422)
    assert not Case.objects.exists()


@pytest.mark.parametrize("text", ["。", "？", "a\u2028b", "第一句。第二句", "x" * 2000, "🙂" * 50])
def test_any_text_has_a_title(stage: Any, text: str) -> None:
    case = story.row(story.report(stage, text=text).id)
    assert case.text == text
    assert len(case.title) <= 40


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("199 0000 0072", "19900000072"),
        ("+86 199-0000-0072", "19900000072"),
        ("１９９００００００７２", "19900000072"),
        ("027-87654321", "02787654321"),
        ("", ""),
    ],
)
def test_a_phone_is_kept_as_its_digits_however_it_is_typed(stage: Any, typed: str, kept: str) -> None:
    from happiness_cloud.ledger.vault import cipher

    case_id = story.report(stage, caller=actions.Caller(phone=typed)).id
    row = Reporter.objects.get(case_id=case_id)
    assert cipher().open(row.phone_sealed, f"cases.Reporter:{case_id}") == kept


def test_reporting_for_somebody_needs_the_right_for_it(stage: Any) -> None:
    caller = actions.Caller(name="陈桂兰", phone="19900000072", on_behalf=True)
    with pytest.raises(Denied):
        story.report(stage, caller=caller)
    assert story.report(stage, by="zhou", channel="phone", caller=caller).state == "registered"
    with pytest.raises(Denied):
        story.report(stage, by="he", caller=caller)


def test_a_patrol_elsewhere_is_looked_at_like_any_report(stage: Any) -> None:
    assert story.report(stage, by="lin", channel="patrol", category=story.LITTER).state == "to_file"
    assert story.report(stage, channel="patrol", category=story.LITTER).state == "registered"
    far = actions.Caller()
    with pytest.raises(Denied):
        story.report(stage, by="lin", lon=stage.THERE[0], lat=stage.THERE[1], caller=far)


def test_an_outside_number_is_taken_once(stage: Any) -> None:
    story.report(stage, external_id="hotline-1")
    with pytest.raises(NotNow) as no:
        story.report(stage, external_id="hotline-1")
    assert no.value.code == "cases.known_already"
    assert Case.objects.count() == 1
    story.report(stage)
    story.report(stage)


def test_an_outside_number_is_taken_once_even_by_two_at_once(committed: Any) -> None:
    from tests.ledger.test_deeds import together

    said = together(*[lambda: story.report(committed, external_id="hotline-1")] * 3)
    refused = [one.code for one in said if isinstance(one, Refused)]
    assert refused == ["cases.known_already"] * 2
    assert Case.objects.count() == 1


# --- category and place


def test_a_correction_of_the_place_moves_the_matter_to_its_grid(stage: Any) -> None:
    case_id = story.report(stage).id
    actions.correct(stage.actor("zhou"), case_id, lon=stage.THERE[0], lat=stage.THERE[1])
    case = story.row(case_id)
    assert (case.area_path, case.category) == (stage.FAR_GRID, "")
    with pytest.raises(NotFound):
        actions.note(stage.actor("lin"), case_id, text="看")
    actions.note(stage.actor("he"), case_id, text="看")
    with pytest.raises(Invalid):
        actions.correct(stage.actor("zhou"), case_id, lon=116.4, lat=39.9)


def test_a_matter_is_not_moved_to_where_the_actor_has_no_right(stage: Any) -> None:
    from happiness_cloud.kernel.access import Actor, Grant

    case_id = story.report(stage).id
    grants = tuple(Grant(right, stage.FIRST) for right in ("cases.read", "cases.register"))
    local = Actor("account:77", "staff", grants)
    with pytest.raises(Denied):
        actions.correct(local, case_id, lon=stage.THERE[0], lat=stage.THERE[1])
    assert story.row(case_id).area_path == stage.GRID
    actions.correct(local, case_id, lon=stage.HERE[0] + 0.01, lat=stage.HERE[1])
    assert story.row(case_id).area_path == stage.NEXT_GRID


@pytest.mark.parametrize(
    "told", [{"category": "99999"}, {"category": "06010", "severity": "huge"}, {"severity": "urgent"}]
)
def test_a_correction_must_be_one_of_the_rules(stage: Any, told: dict[str, str]) -> None:
    case_id = story.report(stage).id
    with pytest.raises(Invalid):
        actions.correct(stage.actor("zhou"), case_id, **told)
    assert story.row(case_id).version == 0


def test_a_matter_is_not_accepted_without_a_category(stage: Any) -> None:
    case_id = story.report(stage).id
    with pytest.raises(Invalid) as no:
        actions.register(stage.actor("zhou"), case_id)
    assert (no.value.code, no.value.facts["field"]) == ("cases.unknown_category", "category")


# --- words that end a matter


def test_an_answer_and_a_refusal_are_read_by_the_reporter(stage: Any) -> None:
    from happiness_cloud.cases import queries

    answered, refused = story.report(stage).id, story.report(stage).id
    actions.answer(stage.actor("zhou"), answered, text="供水公司今晚检修")
    call("refuse", stage.actor("zhou"), refused, instead="请拨打 96110")
    for case_id, state, words in ((answered, "answered", "今晚检修"), (refused, "refused", "96110")):
        track = queries.track(story.reporter(stage, case_id), case_id)
        assert track.state == state
        assert words in track.steps[-1].words
    with pytest.raises(Invalid):
        actions.answer(stage.actor("zhou"), story.report(stage).id, text=" ")
    with pytest.raises(Invalid):
        call("refuse", stage.actor("zhou"), story.report(stage).id, instead=" ")


def test_words_have_a_limit_and_a_result_needs_evidence(stage: Any) -> None:
    case_id = story.handling(stage)
    with pytest.raises(Invalid) as long:
        actions.note(stage.actor("sun"), case_id, text="字" * 4001)
    assert long.value.code == "cases.text_too_long"
    with pytest.raises(Invalid) as bare:
        actions.handle(stage.actor("sun"), case_id, result="好了")
    assert bare.value.code == "cases.needs_evidence"
    with pytest.raises(Invalid):
        actions.handle(stage.actor("sun"), case_id, result=" ", file_ids=(1,))
    assert story.row(case_id).state == "handling"


# --- many at once


def test_one_verb_for_many_leaves_the_good_ones_done(stage: Any) -> None:
    ready, early = story.to_dispatch(stage), story.report(stage).id
    from happiness_cloud.kernel.access import Grant, with_grants

    from .everybody import allmighty

    wu = with_grants(allmighty(who="account:99", unit=""), Grant("cases.bulk", "/"))
    done = actions.bulk(
        wu,
        ids=(ready, early, 10**9, ready),
        verb="dispatch",
        params={"lead": SQUAD},
        reason="统一派遣",
        key="many",
    )
    assert [(one[0], one[2], one[3]) for one in done.results] == [
        (ready, True, ""),
        (early, False, "cases.wrong_state"),
        (10**9, False, "ledger.not_found"),
    ]
    assert (story.row(ready).state, story.row(early).state) == ("to_sign", "registered")
    again = actions.bulk(
        wu,
        ids=(ready, early, 10**9, ready),
        verb="dispatch",
        params={"lead": SQUAD},
        reason="统一派遣",
        key="many",
    )
    assert again.results == done.results
    facts = Entry.objects.get(verb="cases.bulk").facts
    assert (facts["rows"], facts["done"]) == (3, 1)


@pytest.mark.parametrize(
    "told",
    [
        {"verb": "void", "ids": (1,)},
        {"verb": "report", "ids": (1,)},
        {"verb": "note", "ids": ()},
        {"verb": "note", "ids": tuple(range(201))},
    ],
)
def test_not_every_verb_and_not_any_number_goes_in_bulk(stage: Any, told: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        actions.bulk(stage.actor("wu"), **told)
