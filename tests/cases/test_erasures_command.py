"""`happiness erasures`: the list to keep apart from the backups, and erasing again from it."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from happiness_cloud.cases import actions
from happiness_cloud.interfaces.cli import ground, main

from . import moderators, story


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "house", lambda data: nullcontext())


def _erased(cast: Any) -> str:
    case_id = story.closed(cast)
    actions.ask_erasure(moderators.moderator(cast), case_id, basis="withdrawn", reason="本人要求")
    actions.erase(moderators.officer(cast), case_id)
    return story.row(case_id).number


def test_the_list_names_numbers_and_grounds_and_no_words(stage: Any) -> None:
    number = _erased(stage)
    told = CliRunner().invoke(main, ["erasures", "list"])
    assert told.exit_code == 0
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(one["number"], one["basis"]) for one in lines] == [(number, "withdrawn")]
    assert set(lines[0]) == {"number", "basis", "at"}


def test_replaying_erases_what_came_back_and_leaves_the_rest(stage: Any, tmp_path: Path) -> None:
    gone, back = _erased(stage), story.row(story.closed(stage)).number
    other = story.closed(stage)
    lines = [
        {"number": gone, "basis": "withdrawn"},
        {"number": back, "basis": "ordered"},
        {"number": "HC-20200101-990106-000001", "basis": "ordered"},
    ]
    file = tmp_path / "erased.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n")
    told = CliRunner().invoke(main, ["erasures", "replay", str(file), "--json"])
    assert told.exit_code == 0, told.output
    figures = json.loads(told.stdout)
    assert figures == {"erased": 1, "erased_before": 1, "not_there": 1, "refused": {}}
    assert story.row(other).text
    assert (
        json.loads(CliRunner().invoke(main, ["erasures", "list"]).stdout.splitlines()[-1])["number"] == back
    )


def test_a_list_with_an_unknown_ground_is_told_and_ends_with_three(stage: Any, tmp_path: Path) -> None:
    number = story.row(story.closed(stage)).number
    file = tmp_path / "erased.jsonl"
    file.write_text(json.dumps({"number": number, "basis": "whim"}))
    told = CliRunner().invoke(main, ["erasures", "replay", str(file), "--json"])
    assert (told.exit_code, json.loads(told.stdout)["refused"]) == (3, {number: "cases.unknown_basis"})
