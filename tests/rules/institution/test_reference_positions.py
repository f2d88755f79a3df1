"""The shipped kinds of positions: known rights, and the separations that must hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import happiness_cloud

FILE = Path(happiness_cloud.__file__).parent / "institution" / "reference" / "positions.yaml"
POSITIONS: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_positions_carry_known_rights_and_no_right_is_left_without_a_position() -> None:
    assert len(POSITIONS["rights"]) == len(set(POSITIONS["rights"]))
    given: set[str] = set()
    for position in POSITIONS["positions"]:
        assert set(position) == {"key", "zh", "en", "level", "unit", "rights", "purposes"}, position
        assert position["level"] in POSITIONS["levels"], position
        assert position["unit"] in {"none", "own"}, position
        assert set(position["purposes"]) <= set(POSITIONS["purposes"]), position
        assert len(position["rights"]) == len(set(position["rights"])), position
        given |= set(position["rights"])
    assert given == set(POSITIONS["rights"])
    assert set(POSITIONS["unit_free"]) <= given


def test_whoever_may_look_unmasked_has_a_purpose() -> None:
    for position in POSITIONS["positions"]:
        if "cases.contacts" in position["rights"]:
            assert position["purposes"], position


def test_handler_checker_and_rater_are_kept_apart() -> None:
    pairs = {frozenset(pair["rights"]) for pair in POSITIONS["incompatible"] if pair["kind"] == "case"}
    for pair in (("handle", "check"), ("handle", "call_back"), ("check", "call_back")):
        assert frozenset(f"cases.{verb}" for verb in pair) in pairs
    assert all(pair <= set(POSITIONS["rights"]) for pair in pairs)
    # Rating belongs to the resident alone: no staff right for it may appear.
    assert "cases.rate" not in POSITIONS["rights"]
    for position in POSITIONS["positions"]:
        holding = {"cases.handle", "cases.check", "cases.call_back"} & set(position["rights"])
        assert len(holding) <= 1, position


def test_the_three_administrators_are_apart_and_see_no_cases() -> None:
    people = {frozenset(pair["positions"]) for pair in POSITIONS["incompatible"] if pair["kind"] == "person"}
    known = {position["key"]: set(position["rights"]) for position in POSITIONS["positions"]}
    assert all(pair <= set(known) and len(pair) == 2 for pair in people)
    three = ("system_administrator", "security_administrator", "auditor")
    for one in three:
        for other in three:
            assert one == other or frozenset((one, other)) in people
    for administrator in three[:2]:
        assert not any(right.startswith("cases.") for right in known[administrator])
    # What one administrator writes, the other publishes.
    assert "institution.publish" not in known["system_administrator"]
    assert "institution.edit" not in known["security_administrator"]
    changing = {right for right in known["auditor"] if not right.endswith((".read", ".verify", ".contacts"))}
    assert changing == set()
