"""`happiness evaluate categories` as an operator types it, on files of the shape."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from happiness_cloud.interfaces.cli import main

SAID = {
    "路灯": ("路灯不亮了，晚上很黑", "路灯坏了没有人来修灯"),
    "垃圾": ("垃圾堆了很久没人清运", "乱倒垃圾，垃圾桶满了"),
}
PLACES = ("东门", "西门", "三号楼", "广场", "学校", "菜场", "河边", "车站")


def _written(file: Path, rows: list[list[str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["subject", "body", "kind"], *rows])
    return file


@pytest.fixture
def petitions(tmp_path: Path) -> Path:
    rows = [
        [place, f"{place}{said}", kind]
        for kind, all_said in SAID.items()
        for said in all_said
        for place in PLACES
    ]
    return _written(tmp_path / "petitions.csv", [*rows, ["空", "没有类别", ""]])


def _typed(*words: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", "categories", *map(str, words)])


def test_figures_come_as_one_object_and_the_same_each_time(petitions: Path) -> None:
    words = ("--train", petitions, "--text", "subject,body", "--label", "kind", "--json")
    told, again = _typed(*words), _typed(*words)
    assert told.exit_code == 0, told.output
    figures = json.loads(told.stdout)
    assert (figures["n"], figures["left_out"], figures["method"]) == (32, 1, "5-fold cross-validation")
    assert figures["macro_f1"]["low"] <= figures["macro_f1"]["value"] <= figures["macro_f1"]["high"]
    assert set(figures["classes"]) == set(SAID)
    assert json.loads(again.stdout) | {"seconds": 0} == figures | {"seconds": 0}


def test_rows_held_out_are_judged_with_help_of_other_texts_and_of_a_list_of_words(
    petitions: Path, tmp_path: Path
) -> None:
    test = _written(
        tmp_path / "test.csv", [["南门", "南门路灯不亮", "路灯"], ["南门", "南门垃圾没清", "垃圾"]]
    )
    names = tmp_path / "names.csv"
    names.write_text("kind,words\n路灯,灯杆照明\n垃圾,清扫保洁\n", encoding="utf-8")
    told = _typed(
        *("--train", petitions, "--test", test, "--text", "subject,body", "--label", "kind"),
        *("--unlabelled", petitions, "--names", names, "--json"),
    )
    figures = json.loads(told.stdout)
    assert (figures["method"], figures["n"], figures["name_rows"]) == ("held out", 2, 2)
    assert figures["accuracy"]["value"] == 1


def test_words_are_printed_without_json(petitions: Path) -> None:
    told = _typed("--train", petitions, "--text", "body", "--label", "kind")
    assert "macro-F1" in told.stdout
    assert "路灯" in told.stdout


def test_a_column_that_is_not_there_is_named_with_the_nearest(petitions: Path) -> None:
    told = _typed("--train", petitions, "--text", "subjcet", "--label", "kind")
    assert told.exit_code == 1
    assert "subjcet" in told.stderr
    assert "subject" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    told = _typed("--train", tmp_path / "none.csv", "--text", "a", "--label", "b")
    assert told.exit_code == 2
    assert "none.csv" in told.stderr


def test_one_kind_is_no_choice(tmp_path: Path) -> None:
    file = _written(tmp_path / "one.csv", [["a", f"路灯{at}", "x"] for at in range(9)])
    told = _typed("--train", file, "--text", "body", "--label", "kind")
    assert told.exit_code == 1
    assert "too_few_to_learn" in told.stderr


def test_help_shows_an_example() -> None:
    assert "Example: happiness evaluate categories --train" in _typed("--help").stdout


def test_the_seven_classes_of_real_petitions(shared: Path) -> None:
    folder = shared / "zh-teddy2020-gov-messages"
    told = _typed(
        *("--train", folder / "labelled_l1.csv", "--text", "subject,body", "--label", "label_l1"),
        *("--unlabelled", folder / "hot_messages.csv", "--names", folder / "category_tree.csv", "--json"),
    )
    figures = json.loads(told.stdout)
    assert (figures["n"], len(figures["classes"])) == (245, 7)
    # A little under what docs/algorithms/suggestion.md tells: the folds of one round vary by 0.01.
    assert figures["macro_f1"]["value"] >= 0.85
    assert figures["top3_accuracy"]["value"] >= 0.95
    assert figures["answered_accuracy"]["value"] >= 0.85
