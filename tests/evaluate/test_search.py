"""`happiness evaluate search`: words, the matters they should find, and how far up these stand."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction

from happiness_cloud.cases.models import Case
from happiness_cloud.institution import actions as institution
from happiness_cloud.institution import queries as institution_queries
from happiness_cloud.interfaces.cli import main
from happiness_cloud.interfaces.evaluate import search
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _reference(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped rules, loaded once for the tests of this file and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        institution.load_reference(house("tests", "institution.publish"))
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def rules(_reference: None, db: None) -> Iterator[None]:
    institution_queries.forget()
    yield
    institution_queries.forget()


def _written(file: Path, rows: list[list[str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return file


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    words = ["东门路灯不亮", "西门路灯坏了", "垃圾没人清运", "施工噪声扰民"]
    return _written(
        tmp_path / "calls.csv", [["id", "body"], *([str(at), one] for at, one in enumerate(words, 1))]
    )


def test_recall_and_rank_are_those_of_the_list(calls: Path, tmp_path: Path) -> None:
    # Newest first: 2 before 1. "井盖" finds nothing; the last row names no matter that is there.
    asked = [["query", "expected"], ["路灯", "1"], ["垃圾", "3"], ["井盖", "4"], ["噪声", "99"]]
    told = search.measure(calls, _written(tmp_path / "q.csv", asked), text=("body",))
    assert (told["n"], told["cases"], told["left_out"]) == (3, 4, 1)
    assert told["recall_at_10"]["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert told["mrr"]["value"] == pytest.approx((0.5 + 1 + 0) / 3, abs=1e-4)
    assert told["mrr"]["low"] <= told["mrr"]["value"] <= told["mrr"]["high"]
    assert not Case.objects.exists()


def test_several_ids_are_divided_by_blanks_or_signs(calls: Path, tmp_path: Path) -> None:
    told = search.measure(
        calls, _written(tmp_path / "q.csv", [["query", "expected"], ["路灯", "1; 2，4"]]), text=("body",)
    )
    assert told["recall_at_10"]["value"] == pytest.approx(2 / 3, abs=1e-4)


def test_queries_without_a_known_id_are_refused(calls: Path, tmp_path: Path) -> None:
    asked = _written(tmp_path / "q.csv", [["query", "expected"], ["路灯", "99"]])
    with pytest.raises(Invalid):
        search.measure(calls, asked, text=("body",))


def test_help_shows_an_example() -> None:
    assert (
        "Example: happiness evaluate search"
        in CliRunner().invoke(main, ["evaluate", "search", "--help"]).stdout
    )


def test_real_messages_are_found_by_words_of_their_subject(shared: Path, tmp_path: Path) -> None:
    folder = shared / "zh-teddy2020-gov-messages"
    with (folder / "labelled_l1.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    told_of = [(re.search("[\u4e00-\u9fff]{6}", one["subject"]), one["msg_id"]) for one in rows]
    asked = [["query", "expected"], *([words.group(), key] for words, key in told_of if words)]
    told = search.measure(
        folder / "labelled_l1.csv",
        _written(tmp_path / "q.csv", asked),
        text=("subject", "body"),
        key="msg_id",
    )
    assert told["n"] > 200
    assert told["recall_at_10"]["value"] >= 0.95
