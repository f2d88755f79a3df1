"""Handing out over the API."""

from __future__ import annotations

from typing import Any

import pytest

from happiness_cloud.cases import queries
from happiness_cloud.cases.models import Case

from .cast import Caller, key, reported

ASKED: dict[str, Any] = {
    "organisation": "Yunhu Water",
    "to": "repair@water.example",
    "task": "Shut the valve.",
}


@pytest.fixture
def desk(town: None) -> Caller:
    """A key that may do everything in the town."""
    return key()


@pytest.fixture
def number(desk: Caller) -> str:
    """A matter at work."""
    told: str = reported(desk)["number"]
    Case.objects.filter(number=told).update(
        state="handling", lead_unit="/yunhu/cgj/", unit_paths=["/yunhu/", "/yunhu/cgj/"]
    )
    return told


def test_a_matter_is_handed_out_listed_extended_and_withdrawn(desk: Caller, number: str) -> None:
    made = desk.post(f"/cases/{number}/hand-outs", ASKED)
    assert made.status_code == 201, made.content
    token = made.json()["link"].rstrip("/").rsplit("/", 1)[1]
    assert queries.holder(token)
    (row,) = desk.get(f"/cases/{number}/hand-outs").json()
    assert (row["standing"], row["to"], row["opens"]) == ("open", "r****@water.example", 0)
    assert token not in str(row)
    assert desk.post(f"/cases/{number}/hand-outs", ASKED).status_code == 409
    here = f"/cases/{number}/hand-outs/{row['id']}"
    assert desk.post(f"{here}/extend", {"days": 20}).status_code == 200
    assert desk.post(f"{here}/noted").status_code == 200
    assert desk.post(f"{here}/withdraw").status_code == 200
    assert desk.post(f"{here}/withdraw").status_code == 409
    assert desk.get(f"/cases/{number}/hand-outs").json()[0]["standing"] == "withdrawn"


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 61},
        {"to": "nobody"},
        {"task": ""},
        {"file_ids": [4]},
        {"more": 1},
        {"file_ids": [10**30]},
        {"organisation": "\x00"},
        {"share_contact": True},
    ],
)
def test_rubbish_is_told_as_such(desk: Caller, number: str, wrong: dict[str, Any]) -> None:
    assert desk.post(f"/cases/{number}/hand-outs", ASKED | wrong).status_code in (400, 422)


def test_without_the_right_or_the_sight_nothing_is_handed_out(desk: Caller, number: str) -> None:
    assert key("cases.read").post(f"/cases/{number}/hand-outs", ASKED).status_code == 403
    assert Caller().post(f"/cases/{number}/hand-outs", ASKED).status_code in (401, 403)
    elsewhere = key("cases.read", "cases.hand_out", area="/990106/001/002/")
    assert elsewhere.post(f"/cases/{number}/hand-outs", ASKED).status_code == 404
    for step in ("withdraw", "noted"):
        assert desk.post(f"/cases/{number}/hand-outs/99999999999999999999999/{step}").status_code == 404
