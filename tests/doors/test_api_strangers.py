"""Another community's worker sees nothing of ours, by whatever road."""

from __future__ import annotations

import pytest

from happiness_cloud.cases.api._asked import FIELDS, VERBS
from happiness_cloud.cases.models import Case
from happiness_cloud.ledger.models import Entry

from .cast import HERE, OTHER_SPOT, SPOT, THERE, VISITOR, Caller, key, reported

pytestmark = pytest.mark.usefixtures("town")
SAMPLE = {
    **{name: told.get("examples", [True])[0] for name, (_, told) in FIELDS.items()},
    "claims": [],
    "lead": "/yunhu/",
}


@pytest.fixture
def number() -> str:
    """A matter in the one community."""
    return reported(at=SPOT, text="路灯不亮了")["number"]


@pytest.fixture
def stranger() -> Caller:
    """Every right, in the other community."""
    return key(area=THERE)


def test_the_stranger_has_a_list_of_its_own_and_nothing_else_in_it(number: str, stranger: Caller) -> None:
    own = reported(at=OTHER_SPOT)["number"]
    assert [one["number"] for one in stranger.get("/cases").json()["rows"]] == [own]


@pytest.mark.parametrize(
    "address",
    [
        "/cases",
        "/cases?q=路灯",
        "/cases?state=open&order=newest",
        f"/cases?area={HERE}",
        "/cases?area=/",
        "/cases?q={number}",
        "/cases/pins?bbox=114,30,115,31",
    ],
)
def test_list_search_and_map_are_empty(number: str, stranger: Caller, address: str) -> None:
    told = stranger.get(address.format(number=number)).json()
    assert (told["rows"] if isinstance(told, dict) else told) == []


def test_counts_are_nought(number: str, stranger: Caller) -> None:
    assert stranger.get("/cases/counts").json() == {"by_state": {}, "overdue": 0, "matching": 0}


def test_the_export_holds_the_heads_alone(number: str, stranger: Caller) -> None:
    assert len(b"".join(stranger.get("/cases/export.csv").streaming_content).splitlines()) == 1


@pytest.mark.parametrize("tail", ["", "/files"])
def test_a_guessed_address_is_not_found(number: str, stranger: Caller, tail: str) -> None:
    there, nowhere = (stranger.get(f"/cases/{one}{tail}") for one in (number, "HC-20200101-990106-000001"))
    assert (there.status_code, there.json()) == (404, nowhere.json())


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_no_verb_finds_it(number: str, stranger: Caller, verb: str) -> None:
    body = {name: SAMPLE[name] for name in VERBS[verb].must}
    answer = stranger.post(f"/cases/{number}/{verb}", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "ledger.not_found")
    assert [one.verb for one in Entry.objects.filter(verb__startswith="cases.")] == ["cases.report"]
    assert Case.objects.get().version == 0


def test_neither_a_look_nor_a_bulk_order_finds_it(number: str, stranger: Caller) -> None:
    look = stranger.post(f"/cases/{number}/contact-look", {"purpose": "case-handling", "reason": "x"})
    assert look.status_code == 404
    told = stranger.post("/cases/bulk", {"verb": "supervise", "numbers": [number], "reason": "x"}).json()
    assert told["results"] == [{"number": number, "done": False, "code": "ledger.not_found", "facts": {}}]


def test_it_cannot_be_merged_with_one_of_its_own(number: str, stranger: Caller) -> None:
    own = reported(at=OTHER_SPOT)["number"]
    assert stranger.post(f"/cases/{own}/merge", {"master": number}).status_code == 404


def test_a_unit_that_is_not_concerned_sees_nothing(number: str) -> None:
    assert key(unit="/yunhu/cgj/").get("/cases").json()["rows"] == []


@pytest.mark.parametrize(
    "address", ["/cases", "/cases/counts", "/cases/export.csv", "/cases/{number}", "/cases/x"]
)
def test_a_visitor_is_asked_to_sign_in_whatever_the_number(number: str, address: str) -> None:
    answer = VISITOR.get(address.format(number=number))
    assert (answer.status_code, answer.json()["code"]) == (401, "ledger.no_right")
    assert "WWW-Authenticate" in answer.headers


def test_a_visitor_moves_nothing(number: str) -> None:
    assert VISITOR.post(f"/cases/{number}/void", {"reason": "x"}).status_code == 401
    assert Case.objects.get().state == "registered"
