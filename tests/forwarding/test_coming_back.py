"""What happens at the other side comes back: once, shown, and never as the end of the matter here."""

from __future__ import annotations

from typing import Any

import pytest

from happiness_cloud.cases import actions, forwarder, queries
from happiness_cloud.cases.models import Forwarding, HeardUpdate
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import NotNow
from tests.cases import story

from .other_side import NOW, OtherSide
from .ways import ADMIN, WATER, carried, dispatched, later, out, row, ruled, there


def update(key: str, number: str, status: str = "open", words: str = "Crew on site") -> dict[str, str]:
    """An update as the other side tells it."""
    return {
        "update_id": key,
        "service_request_id": number,
        "status": status,
        "updated_datetime": NOW,
        "description": words,
    }


def heard(stage: Any, case_id: int) -> list[str]:
    """The words of the updates in the matter, as staff read them."""
    timeline = queries.detail(stage.actor("zhao"), row(case_id).number).timeline
    return [one.words for one in timeline if one.verb == "hear"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_update_becomes_an_entry_once_however_often_it_is_told(
    stage: Any, other: OtherSide, form: str
) -> None:
    other.forms = (form,)
    case_id, number = there(stage, other)
    other.updates = [update("u1", number), update("u1", number), update("u2", number, words="Pipe closed")]
    for minutes in (0, 5, 10):
        with later(minutes):
            forwarder.listen()
    assert heard(stage, case_id) == ["Crew on site", "Pipe closed"]
    assert row(case_id).state == "handling"
    assert out(case_id).notes == "Pipe closed"


def test_updates_of_others_are_left(stage: Any, other: OtherSide) -> None:
    case_id, _number = there(stage, other)
    other.updates = [update("u1", "999")]
    forwarder.listen()
    assert heard(stage, case_id) == []


def test_personal_numbers_in_their_words_are_masked(stage: Any, other: OtherSide) -> None:
    case_id, number = there(stage, other)
    other.updates = [update("u1", number, words="联系 13800000000")]
    forwarder.listen()
    assert "13800000000" not in heard(stage, case_id)[0]
    shown = queries.abroad(stage.actor("zhao"), row(case_id).number).there
    assert shown is not None
    assert "13800000000" not in shown.notes


def test_a_server_without_updates_is_asked_how_each_request_stands(stage: Any, other: OtherSide) -> None:
    other.tells_updates = False
    case_id, number = there(stage, other)
    forwarder.listen()
    assert heard(stage, case_id) == []
    other.requests[number]["status_notes"] = "Planned for Monday"
    for _twice in range(2):
        forwarder.listen()
    assert heard(stage, case_id) == ["Planned for Monday"]
    assert not any("servicerequestupdates" in one and "start_date" in one for one in other.asked)


def test_closed_there_is_handled_here_and_somebody_here_verifies(stage: Any, other: OtherSide) -> None:
    case_id, number = there(stage, other, category=WATER)
    other.close(number)
    forwarder.listen()
    case = row(case_id)
    assert (case.state, out(case_id).state) == ("to_check", "done")
    assert "市水务集团" in case.result
    # Nothing more is asked, and nothing closes it but people.
    asked = len(other.asked)
    forwarder.listen()
    assert len(other.asked) == asked
    actions.verify(stage.actor("lin"), case_id)
    assert row(case_id).state == "to_call_back"


def test_closed_there_and_not_done_here_goes_back_to_work_and_can_go_out_again(
    stage: Any, other: OtherSide
) -> None:
    case_id, number = there(stage, other, category=WATER)
    other.close(number)
    forwarder.listen()
    actions.rework(stage.actor("lin"), case_id, reason="现场仍有垃圾")
    actions.forward(stage.actor("zhao"), case_id, words="仍未清理")
    assert carried(case_id).remote_id == "701"
    assert out(case_id).reference.endswith("-2")


def test_an_update_that_says_closed_does_the_same_and_is_not_told_twice(stage: Any, other: OtherSide) -> None:
    case_id, number = there(stage, other, category=WATER)
    other.updates = [update("u9", number, "closed", "Repaired")]
    other.close(number, "Repaired, thank you")
    forwarder.listen()
    assert row(case_id).state == "to_check"
    assert heard(stage, case_id) == ["Repaired"]


def test_where_updates_are_told_an_end_waits_for_its_update_and_counts_without_one_later(
    stage: Any, other: OtherSide
) -> None:
    case_id, number = there(stage, other, category=WATER)
    other.close(number)
    other.requests[number]["updated_datetime"] = clock.now().isoformat()
    other.requests[number]["status_notes"] = "Repaired"
    forwarder.listen()
    assert (row(case_id).state, heard(stage, case_id)) == ("handling", [])
    with later(20):
        forwarder.listen()
        forwarder.listen()
    assert (row(case_id).state, heard(stage, case_id)) == ("to_check", ["Repaired"])


def test_what_is_promised_there_is_kept(stage: Any, other: OtherSide) -> None:
    case_id, number = there(stage, other)
    other.requests[number]["expected_datetime"] = "2026-12-01T09:00:00+08:00"
    forwarder.listen()
    promised = out(case_id).expected_at
    assert promised is not None
    assert promised.isoformat() == "2026-12-01T01:00:00+00:00"
    assert heard(stage, case_id) == []


@pytest.mark.parametrize("status", ["no_further_action", "not_councils_responsibility", "duplicate"])
def test_what_was_declined_there_is_not_handled_here(stage: Any, other: OtherSide, status: str) -> None:
    case_id, number = there(stage, other)
    other.updates = [update("u1", number, status, "Not ours")]
    forwarder.listen()
    assert (row(case_id).state, out(case_id).state) == ("handling", "done")
    told = queries.detail(stage.actor("zhao"), row(case_id).number).timeline[-1]
    assert told.facts["stays"] == "declined"


def test_what_nobody_signed_for_stays_with_a_word_why(stage: Any, other: OtherSide) -> None:
    ruled(other)
    case_id = dispatched(stage)
    other.close(carried(case_id).remote_id)
    forwarder.listen()
    assert row(case_id).state == "to_sign"
    told = queries.detail(stage.actor("zhao"), row(case_id).number).timeline[-1]
    assert told.facts["stays"] == "not_at_work"


def test_where_a_photo_must_prove_it_the_unit_here_still_brings_one(stage: Any, other: OtherSide) -> None:
    ruled(other, category=story.LAMP)
    case_id = dispatched(stage, category=story.LAMP)
    actions.sign(stage.actor("sun"), case_id)
    other.close(carried(case_id).remote_id)
    forwarder.listen()
    book_asks = row(case_id).state
    told = queries.detail(stage.actor("zhao"), row(case_id).number).timeline[-1]
    assert (book_asks, told.facts["stays"]) == ("handling", "needs_photo")


def test_the_same_update_heard_by_two_at_once_is_one_entry(stage: Any, other: OtherSide) -> None:
    case_id, _number = there(stage, other)
    told: dict[str, Any] = {"forwarded": out(case_id).pk, "update": "u1", "status": "open", "words": "x"}
    actions.hear(forwarder.FORWARDER, case_id, **told)
    with pytest.raises(NotNow, match="heard_already"):
        actions.hear(forwarder.FORWARDER, case_id, **told)
    assert HeardUpdate.objects.count() == 1


@pytest.mark.parametrize(
    ("fails", "problem"),
    [
        ("500", "failed"),
        ("slow", "slow"),
        ("drop", "broken_off"),
        ("drip", "slow"),
        ("huge", "too_large"),
        ("redirect", "redirect"),
        ("bomb", "misshapen"),
        ("says no", "misshapen"),
        ('says [{"update_id": {}, "service_request_id": 7}, 3]', "misshapen"),
        ("503", "busy"),
    ],
)
def test_a_bad_answer_changes_nothing_and_is_shown_with_the_rule(
    stage: Any, other: OtherSide, fails: str, problem: str
) -> None:
    case_id, number = there(stage, other)
    other.updates = [update("u1", number)]
    other.reads_fail = fails
    forwarder.listen()
    (rule,) = queries.forwardings(ADMIN)
    assert (rule.problem, heard(stage, case_id)) == (problem, [])
    assert rule.failing_since is not None
    other.reads_fail = ""
    forwarder.listen()
    (rule,) = queries.forwardings(ADMIN)
    assert (rule.problem, rule.failing_since) == ("", None)
    assert heard(stage, case_id) == ["Crew on site"]


@pytest.mark.parametrize(
    "answer", ['[{"status": 1}]', '[{"service_request_id": ["x"], "status": "open"}]', "[]", "{}"]
)
def test_rows_of_wrong_types_are_left_out(stage: Any, other: OtherSide, answer: str) -> None:
    other.tells_updates = False
    case_id, _number = there(stage, other)
    other.reads_fail = f"says {answer}"
    forwarder.listen()
    assert heard(stage, case_id) == []


def test_the_window_begins_before_the_last_look_and_moves_on(stage: Any, other: OtherSide) -> None:
    there(stage, other)
    forwarder.listen()
    first = Forwarding.objects.get().read_until
    with later(5):
        forwarder.listen()
    assert Forwarding.objects.get().read_until > first
    spans = [one for one in other.asked if "start_date" in one]
    assert len(spans) == 2
    assert spans[0] != spans[1]


def test_our_public_notes_are_told_there_once_and_the_others_never(stage: Any, other: OtherSide) -> None:
    case_id, number = there(stage, other)
    actions.note(stage.actor("sun"), case_id, text="内部：预算不足")
    actions.note(stage.actor("sun"), case_id, text="已联系物业，电话13900001111", public=True)
    for minutes in (0, 5):
        with later(minutes):
            forwarder.listen()
    (told,) = other.told
    assert (told["service_request_id"], told["status"]) == (number, "OPEN")
    assert "已联系物业" in told["description"]
    assert "13900001111" not in told["description"]
    assert told["update_id"].startswith(out(case_id).reference)


def test_nothing_is_told_where_updates_are_not_offered(stage: Any, other: OtherSide) -> None:
    other.tells_updates = False
    case_id, _number = there(stage, other)
    actions.note(stage.actor("sun"), case_id, text="已联系物业", public=True)
    forwarder.listen()
    assert other.told == []


def test_no_key_stands_in_an_address(stage: Any, other: OtherSide) -> None:
    there(stage, other)
    forwarder.listen()
    assert not any("secret" in one for one in other.asked)
