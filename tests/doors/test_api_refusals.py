"""What bad input gets at the API: a problem in the reader's language that names the place; nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from happiness_cloud.cases import queries
from happiness_cloud.cases.models import Case
from happiness_cloud.interfaces import seats
from happiness_cloud.interfaces.openapi import guard
from happiness_cloud.kernel.errors import Later

from .cast import SPOT, VISITOR, Caller, key, reported

pytestmark = pytest.mark.usefixtures("town")
GOOD = {"text": "路灯不亮", "lon": SPOT[0], "lat": SPOT[1]}


def _problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert told["title"]
    assert told["detail"]
    return told


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ('{"text": "灯"', "interfaces.broken_json"),
        ("[1, 2]", "interfaces.not_an_object"),
        ('"words"', "interfaces.not_an_object"),
        ('{"text": NaN}', "interfaces.broken_json"),
        ('{"text": "a\\u0000b"}', "interfaces.bad_sign"),
        ('{"text": "\\ud800"}', "interfaces.bad_sign"),
        (b"\xff\xfe", "interfaces.broken_json"),
        ("1" * 6000, "interfaces.broken_json"),
        ("[" * 100_000, "interfaces.broken_json"),
        ('{"a":' * 30 + "1" + "}" * 30, "interfaces.too_deep"),
    ],
)
def test_what_is_no_json_is_told_so(raw: Any, code: str) -> None:
    _problem(VISITOR.send("/cases", raw), 400, code)
    assert not Case.objects.exists()


def test_the_place_of_the_fault_is_named() -> None:
    told = _problem(VISITOR.send("/cases", '{"text":\n  oops}'), 400, "interfaces.broken_json")
    assert (told["line"], told["column"]) == (2, 3)


def test_ten_megabytes_of_text_are_too_large() -> None:
    _problem(VISITOR.send("/cases", "x" * 10_000_000), 413, "interfaces.too_large")


def test_a_text_beyond_the_limit_is_told_how_long_it_is() -> None:
    told = _problem(VISITOR.post("/cases", {**GOOD, "text": "灯" * 2001}), 422, "cases.text_too_long")
    assert told["errors"][0]["place"] == "text"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_kind_of_content_is_refused(kind: str) -> None:
    _problem(VISITOR.send("/cases", "text=x", kind), 415, "interfaces.wrong_kind")


def test_a_file_sent_as_json_is_refused() -> None:
    _problem(VISITOR.send("/files", "{}"), 415, "interfaces.wrong_kind")
    _problem(Client().post("/api/v1/files", {"area": "/"}), 422, "interfaces.misfit")


def test_every_misfit_is_named_in_the_readers_language() -> None:
    body = {"text": 5, "lon": "east", "lat": 91, "happened_at": "2026-11-22T09:00:00", "colour": "red"}
    english = _problem(VISITOR.post("/cases", body), 422, "interfaces.misfit")
    places = {one["place"]: one["detail"] for one in english["errors"]}
    assert set(places) == {"text", "lon", "lat", "happened_at", "colour"}
    assert places["lat"] == "This must be 90.0 or less."
    chinese = _problem(Caller(language="zh-hans").post("/cases", body), 422, "interfaces.misfit")
    assert {one["place"] for one in chinese["errors"]} == set(places)
    assert all("\u4e00" <= one["detail"][0] <= "\u9fff" for one in chinese["errors"]), chinese
    assert chinese["detail"] != english["detail"]


@pytest.mark.parametrize("part", ["lon", "text"])
def test_what_is_missing_is_named(part: str) -> None:
    body = {name: value for name, value in GOOD.items() if name != part}
    answer = VISITOR.post("/cases", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] in (part, "place")


def test_a_place_outside_is_refused() -> None:
    _problem(VISITOR.post("/cases", {**GOOD, "lon": 0.0, "lat": 0.0}), 422, "cases.outside")


@pytest.mark.parametrize(
    "address",
    [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v2/cases",
        "/api/v1/cases/",
        "/api/v1/docs",
    ],
)
def test_an_unknown_address_is_a_problem_too(address: str) -> None:
    told = _problem(Client().get(address, headers={"accept-language": "en"}), 404, "interfaces.no_address")
    assert "API" in told["detail"]


def test_an_unknown_verb_is_an_unknown_address() -> None:
    _problem(key().post(f"/cases/{reported()['number']}/explode"), 404, "interfaces.no_address")


def test_a_method_that_is_not_there_names_those_that_are() -> None:
    answer = Client().delete("/api/v1/cases")
    _problem(answer, 405, "interfaces.not_allowed")
    assert {"GET", "POST"} <= {one.strip() for one in answer["Allow"].split(",")}


@pytest.mark.parametrize("address", ["/cases/%00", "/cases?q=%00", "/cases?q=a&q=%00b", "/areas/%00"])
def test_a_null_sign_in_the_address_is_refused(address: str) -> None:
    _problem(key().get(address), 400, "interfaces.bad_sign")


def test_visitors_who_post_too_fast_are_told_when_to_come_back() -> None:
    for _ in range(guard.ANONYMOUS_POSTS):
        assert VISITOR.post("/cases", {}).status_code == 422
    answer = VISITOR.post("/cases", GOOD)
    _problem(answer, 429, "interfaces.too_many")
    assert 1 <= int(answer["Retry-After"]) <= guard.WINDOW
    assert key().post("/cases", GOOD).status_code == 201
    elsewhere = Client(REMOTE_ADDR="10.0.0.9").post("/api/v1/cases", GOOD, content_type="application/json")
    assert elsewhere.status_code == 201


def test_a_database_that_is_away_is_told_with_a_time_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = key()

    def away(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(queries, "worklist", away)
    answer = caller.get("/cases")
    _problem(answer, 503, "ledger.database_away")
    assert answer["Retry-After"] == "5"


@pytest.mark.parametrize(
    "wrong", [OperationalError("gone"), InterfaceError("closed"), Later("ledger.busy", seconds=5)]
)
def test_who_cannot_be_looked_up_now_is_asked_to_come_back_not_taken_for_a_visitor(
    monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    caller = key()

    def away(*_: object, **__: object) -> None:
        raise wrong

    monkeypatch.setattr(seats.accounts, "key_actor", away)
    answer = caller.post("/cases", GOOD)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert not Case.objects.exists()


def test_rights_that_cannot_be_loaded_are_no_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = key()

    def broken(*_: object, **__: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(seats.accounts, "key_actor", broken)
    answer = caller.post("/cases", GOOD)
    assert answer.status_code == 401
    assert not Case.objects.exists()


def test_a_fault_of_ours_is_told_without_its_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = key()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("13812345678")

    monkeypatch.setattr(queries, "worklist", broken)
    answer = caller.get("/cases")
    _problem(answer, 500, "facade.broken")
    assert b"13812345678" not in answer.content


def test_a_number_of_the_callers_own_is_taken_once() -> None:
    caller = key()
    assert caller.post("/cases", {**GOOD, "external_id": "P-1"}).status_code == 201
    assert caller.post("/cases", {**GOOD, "external_id": "P-1"}).status_code == 409
    assert Case.objects.count() == 1


def test_answers_are_kept_by_no_shared_cache() -> None:
    answer = key().get("/cases")
    assert answer["Cache-Control"] == "no-store"
    assert {"Authorization", "Cookie", "Accept-Language"} <= {
        one.strip() for one in answer["Vary"].split(",")
    }
