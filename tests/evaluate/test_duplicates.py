"""`happiness evaluate duplicates` as an operator types it: recall on pairs, columns found by their usual names."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from happiness_cloud.interfaces.cli import main


def _written(file: Path, *rows: tuple[object, ...]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return file


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return _written(
        tmp_path / "cases.csv",
        ("ID", "open_dt", "lat", "lon", "type", "title"),
        (1, "2026-03-01 08:00:00", 30.6, 114.3, "lamp", "东门路灯不亮"),
        (2, "2026-03-01 09:00:00", 30.6001, 114.3, "lamp", "东门的路灯坏了"),
        (3, "03/01/2026 10:00:00 AM", 30.61, 114.3, "litter", "垃圾满溢"),
        (4, "2026-03-02", 30.61, 114.3001, "litter", "垃圾桶满了没人清"),
        (5, "no moment", 30.6, 114.3, "lamp", "路灯不亮"),
        (6, "2026-03-03", "", "", "noise", "广场舞音响噪声扰民"),
        (7, "2026-03-03", "", "", "noise", "音响噪声扰民，广场舞"),
    )


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return _written(
        tmp_path / "pairs.csv",
        ("duplicate", "original", "by"),
        (2, 1, "x"),
        (4, 3, ""),
        (7, 6, ""),
        (9, 1, ""),
    )


def _typed(*words: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", "duplicates", *map(str, words)])


def test_each_pair_is_asked_and_what_cannot_be_is_counted(cases: Path, pairs: Path) -> None:
    told = _typed("--cases", cases, "--pairs", pairs, "--json")
    assert told.exit_code == 0, told.output
    figures = json.loads(told.stdout)
    assert (figures["n"], figures["cases"], figures["cases_left_out"], figures["pairs_left_out"]) == (
        3,
        6,
        1,
        1,
    )
    assert figures["recall_at_5"]["value"] == figures["recall_at_1"]["value"] == 1.0
    assert figures["recall_at_5"]["low"] < 1.0
    assert figures["columns"] == {
        "id": "ID", "time": "open_dt", "lon": "lon", "lat": "lat", "category": "type", "text": ["type", "title"],
    }  # fmt: skip


def test_what_is_not_found_counts_against_it(cases: Path, tmp_path: Path) -> None:
    wrong = _written(tmp_path / "wrong.csv", ("a", "b"), (1, 4), (2, 1))
    figures = json.loads(_typed("--cases", cases, "--pairs", wrong, "--json").stdout)
    assert figures["recall_at_5"]["value"] == 0.5


def test_words_for_people_tell_n_and_bounds(cases: Path, pairs: Path) -> None:
    told = _typed("--cases", cases, "--pairs", pairs, "--text", "title", "--time", "open_dt")
    assert told.exit_code == 0
    assert "n = 3 pairs" in told.stdout
    assert "p95" in told.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--id", "nobody"), 1), (("--text", "nothing"), 1), (("--lat", "lon2"), 1), (("--most", "3"), 2)],
)
def test_a_column_that_is_not_there_is_named(
    cases: Path, pairs: Path, words: tuple[str, str], code: int
) -> None:
    told = _typed("--cases", cases, "--pairs", pairs, *words)
    assert told.exit_code == code
    assert "Traceback" not in told.output
    assert code == 2 or words[1] in told.output


def test_boston_finds_nine_in_ten(shared: Path) -> None:
    folder = shared / "en-boston311-2015"
    told = _typed(
        "--cases",
        folder / "cases_in_duplicate_pairs.csv",
        "--pairs",
        folder / "duplicate_pairs.csv",
        "--json",
    )
    figures = json.loads(told.stdout)
    assert figures["n"] == 703
    assert figures["recall_at_5"]["value"] >= 0.80
