"""Papers over the API: the same right and the same book as by the pages."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest

from happiness_cloud.ledger.models import Entry

from .cast import OTHER_SPOT, THERE, VISITOR, Caller, key, reported

pytestmark = pytest.mark.usefixtures("town")
NAME, PHONE = "陈桂兰", "19900000072"
PAPERS = ("file.pdf", "order.pdf")
LOOK = {"unmasked": True, "purpose": "case-handling", "reason": "现场核对"}


@pytest.fixture
def number() -> str:
    """A matter with a contact, and a number in its words."""
    told = reported(text=f"路灯坏了，电话{PHONE}", reporter={"name": NAME, "phone": PHONE})
    return str(told["number"])


def read(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return "".join(re.sub(r"\s+", "", one.extract_text()) for one in pages)


def in_the_book() -> list[dict[str, Any]]:
    return [one.facts for one in Entry.objects.filter(verb="cases.print_out").order_by("id")]


def test_a_key_that_reads_matters_prints_them_masked_and_each_paper_is_written_down(number: str) -> None:
    reader = key("cases.read")
    for way in PAPERS:
        answer = reader.post(f"/cases/{number}/{way}")
        words = read(answer)
        assert number in words
        assert "199****" in words
        assert PHONE not in words
        assert NAME not in words
        assert number in answer["Content-Disposition"]
    assert in_the_book() == [
        {"paper": "case_file", "unmasked": False},
        {"paper": "work_order", "unmasked": False},
    ]


def test_the_paper_speaks_the_language_that_is_asked_for(number: str) -> None:
    assert "Page1of" in read(key().post(f"/cases/{number}/file.pdf"))
    chinese = Caller(key().token, language="zh-hans")
    assert "第1页" in read(chinese.post(f"/cases/{number}/file.pdf"))


def test_the_contact_comes_onto_paper_by_the_look_alone(number: str) -> None:
    may = key("cases.read", "cases.contacts")
    for lacking in ({**LOOK, "reason": ""}, {**LOOK, "purpose": ""}, {**LOOK, "purpose": "curiosity"}):
        assert may.post(f"/cases/{number}/file.pdf", lacking).status_code in (403, 422)
    assert key("cases.read").post(f"/cases/{number}/file.pdf", LOOK).status_code == 403
    assert in_the_book() == []
    assert not Entry.objects.filter(verb="cases.contacts").exists()
    words = read(may.post(f"/cases/{number}/file.pdf", LOOK))
    assert NAME in words
    assert PHONE in words
    assert Entry.objects.get(verb="cases.contacts").purpose == "case-handling"
    assert in_the_book() == [{"paper": "case_file", "unmasked": True}]


@pytest.mark.parametrize("way", PAPERS)
def test_whoever_may_not_see_the_matter_is_told_as_of_one_that_is_not_there(number: str, way: str) -> None:
    stranger = key(area=THERE)
    there, nowhere = (stranger.post(f"/cases/{one}/{way}") for one in (number, "HC-20200101-990106-000001"))
    assert (there.status_code, there.json()) == (404, nowhere.json())
    several = stranger.post("/cases/orders.pdf", {"numbers": [number]})
    assert (several.status_code, several.json()["code"]) == (422, "cases.no_such_number")
    assert VISITOR.post(f"/cases/{number}/{way}").status_code == 401
    assert VISITOR.post("/cases/orders.pdf", {"numbers": [number]}).status_code == 401
    assert key("institution.read").post(f"/cases/{number}/{way}").status_code in (403, 404)
    assert in_the_book() == []


def test_several_work_orders_are_one_paper_in_the_order_asked(number: str) -> None:
    other = reported(at=OTHER_SPOT)["number"]
    words = read(key().post("/cases/orders.pdf", {"numbers": [other, number]}))
    assert words.index(other) < words.index(number)
    assert len(in_the_book()) == 2
    # All or nothing: who is not told which pages lack would take the paper for whole.
    partly = key(area=THERE).post("/cases/orders.pdf", {"numbers": [other, number]})
    assert partly.status_code == 422
    assert len(in_the_book()) == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"numbers": []},
        {"numbers": ["HC-1"] * 51},
        {"numbers": "HC-1"},
        {"numbers": [1]},
        {"ids": [1]},
    ],
)
def test_rubbish_is_refused_with_its_place(body: Any) -> None:
    assert key().post("/cases/orders.pdf", body).status_code == 422
    assert in_the_book() == []


def test_a_file_is_asked_for_by_post_since_the_asking_is_written_down(number: str) -> None:
    assert key().get(f"/cases/{number}/file.pdf").status_code == 405
    assert key().post(f"/cases/{number}/file.pdf", {"colour": True}).status_code == 422
    assert in_the_book() == []
