"""The command line on a house with the sample district, as an operator types it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import python_calamine

from happiness_cloud.interfaces.engine import postgres

from .conftest import folder

Told = subprocess.CompletedProcess[str]
Typed = Callable[..., Told]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with folder() as made:
        yield made / "data"


@pytest.fixture(scope="module")
def typed(place: Path) -> Typed:
    """`typed("status", "--json")`: a command on the filled house; `at` names another data folder."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HAPPINESS_", "DATABASE_"))
    }

    def run(*words: str, at: Path | None = None) -> Told:
        command = [sys.executable, "-m", "happiness_cloud.interfaces.cli", *words, "--data", str(at or place)]
        return subprocess.run(
            command, env=kept, capture_output=True, text=True, timeout=180, cwd=place.parent
        )

    filled = run("demo", "--seed", "7", "--scale", "small", "--json")
    assert filled.returncode == 0, filled.stderr
    assert json.loads(filled.stdout)["matters"] == 1500
    return run


def test_the_sample_district_is_not_laid_over_another(typed: Typed) -> None:
    again = typed("demo", "--json")
    assert (again.returncode, json.loads(again.stdout)["already"]) == (0, True)


def test_the_sample_sign_ins_hold_the_three_administrators_and_the_privacy_officer(
    typed: Typed, place: Path
) -> None:
    kept = json.loads((place / "keys" / "sample-sign-ins.json").read_text(encoding="utf-8"))
    titles = {one["username"]: one["title"] for one in kept}
    assert {"tangning", "hanjing", "fengjing", "gaoyuan"} <= titles.keys()
    assert (titles["hanjing"], titles["gaoyuan"]) == ("韩静 security_administrator", "高远 privacy_officer")
    assert len({one["password"] for one in kept}) == 1


def test_everything_is_exported_as_csv_and_a_filter_leaves_out_what_does_not_fit(
    typed: Typed, place: Path
) -> None:
    whole, opened = place.parent / "all.csv", place.parent / "open.csv"
    assert typed("export", str(whole)).returncode == 0
    assert typed("export", str(opened), "--filter", "state=open").returncode == 0
    with whole.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1501
    assert len({row[0] for row in rows}) == 1501
    with opened.open(encoding="utf-8-sig", newline="") as file:
        few = list(csv.reader(file))
    assert few[0] == rows[0]
    assert 1 < len(few) < len(rows)
    assert {row[0] for row in few} < {row[0] for row in rows}


def test_a_workbook_holds_the_same_and_a_dash_is_standard_output(typed: Typed, place: Path) -> None:
    book = place.parent / "open.xlsx"
    assert typed("export", str(book), "--filter", "state=open").returncode == 0
    sheet = python_calamine.CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    printed = typed("export", "-", "--filter", "state=open").stdout.lstrip("\ufeff")
    assert len(sheet) == len(list(csv.reader(printed.splitlines())))


@pytest.mark.parametrize("wrong", ["stat=open", "open", "=open"])
def test_a_filter_nobody_knows_is_refused_instead_of_leaving_nothing_out(
    typed: Typed, place: Path, wrong: str
) -> None:
    file = place.parent / "wrong.csv"
    told = typed("export", str(file), "--filter", wrong)
    assert (told.returncode, file.exists()) == (2, False)
    assert "state" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_value_that_cannot_be_read_is_named(typed: Typed, place: Path) -> None:
    told = typed("export", str(place.parent / "wrong.csv"), "--filter", "due=never")
    assert told.returncode == 1
    assert "cases.bad_filter" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_book_is_found_whole(typed: Typed) -> None:
    told = typed("ledger", "verify", "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["flaws"] == []


def test_a_house_that_runs_is_not_reset(typed: Typed, data: Path) -> None:
    with postgres.start(data, durable=False):
        told = typed("reset", "--yes", at=data)
        assert told.returncode == 1
        assert "running" in told.stderr
    assert data.exists()


def test_reset_removes_the_folder_once_it_is_said_yes_to(typed: Typed, data: Path) -> None:
    assert typed("reset", at=data).returncode != 0
    assert data.exists()
    assert typed("reset", "--yes", at=data).returncode == 0
    assert not data.exists()
    told = typed("reset", "--yes", at=data)
    assert told.returncode == 1
    assert str(data) in told.stderr
