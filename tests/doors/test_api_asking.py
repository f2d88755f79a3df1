"""The questions of a category over the API."""

from __future__ import annotations

import pytest

from tests.asking import publish
from tests.cases.story import LITTER

from .cast import SPOT, Caller, key, reported


@pytest.fixture(autouse=True)
def _asked(town: None) -> None:
    publish()


def test_it_tells_what_is_asked_in_the_readers_language() -> None:
    told = Caller().get(f"/categories/{LITTER}/questions").json()
    assert told[0] == {
        "code": "bags",
        "words": "How many bags",
        "required": True,
        "answers": {"few": "One or two", "many": "Many"},
    }
    assert (
        Caller(language="zh-hans").get("/categories/06011/questions").json()[0]["words"] == "从什么时候开始的"
    )
    assert Caller().get("/categories/01037/questions").json() == []
    assert Caller().get("/categories/nothing/questions").status_code == 404


def test_a_report_without_a_required_answer_names_its_place() -> None:
    body = {"text": "垃圾没人收", "lon": SPOT[0], "lat": SPOT[1], "category": LITTER}
    answer = Caller().post("/cases", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "cases.answer_missing")
    assert answer.json()["field"] == "answers.bags"
    # A partner system comes by a channel of its own and may not know.
    assert key().post("/cases", body).status_code == 201


def test_what_was_answered_is_told_to_staff_and_reporter() -> None:
    told = reported(category=LITTER, answers={"bags": "few"})
    wanted = [{"code": "bags", "question": "How many bags", "answer": "few", "words": "One or two"}]
    assert key().get(f"/cases/{told['number']}").json()["answers"] == wanted
    assert Caller().get(told["track"].removeprefix("/api/v1")).json()["answers"] == wanted
