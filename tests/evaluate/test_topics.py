"""`happiness evaluate topics` as an operator types it: columns in Chinese or English, found or named."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from happiness_cloud.interfaces.cli import main

HEADER = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数", "专题")
ROWS = [
    ("11", "甲", "云湖佳苑旁搅拌站噪音扰民", "2019/11/2 9:00:00", "云湖佳苑旁边的搅拌站夜里施工，灰尘很大。", 0, 3, "搅拌站"),
    ("12", "乙", "投诉云湖佳苑附近违建搅拌站", "2019/11/5 10:02:11", "搅拌站粉尘噪音，云湖佳苑业主无法开窗。", 0, 0, "搅拌站"),
    ("13", "丙", "云湖佳苑小区搅拌站灰尘污染", "2019/11/7 21:00:00", "请环保部门查处云湖佳苑外的搅拌站。", 0, 1, "搅拌站"),
    ("21", "丁", "望江花园捆绑销售车位", "2019/7/2 9:00:00", "开发商要求买房必须买车位，望江花园业主反对捆绑。", 0, 0, "车位"),
    ("22", "戊", "举报望江花园强制捆绑车位", "2019/7/3 9:00:00", "望江花园不买车位就不签合同，捆绑销售。", 0, 0, "车位"),
    ("31", "己", "配套入学承诺没有兑现", "2019/4/11 21:02:44", "业主孩子不能入学。", 0, 1500, ""),
    ("41", "庚", "居住证怎么办理", "2019/3/1 9:00:00", "需要什么材料？", 0, 0, ""),
    ("42", "辛", "路口缺少红绿灯", "2019/3/2 9:00:00", "学生过街危险。", 0, 0, ""),
    ("43", "辛", "", "没有时间", "", 0, 0, ""),
]  # fmt: skip


@pytest.fixture
def petitions(tmp_path: Path) -> Path:
    file = tmp_path / "附件.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows((HEADER, *ROWS))
    return file


def _typed(*words: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", "topics", *map(str, words)])


def _figures(*words: object) -> Any:
    told = _typed(*words)
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def test_columns_are_found_by_their_usual_chinese_names(petitions: Path) -> None:
    told = _figures("--cases", petitions, "--text", "留言主题,留言详情")
    assert (told["n"], told["rows_left_out"]) == (8, 1)
    assert {name: told["columns"][name] for name in ("id", "time", "votes", "reporter", "place")} == {
        "id": "留言编号", "time": "留言时间", "votes": "点赞数", "reporter": "留言用户", "place": "",
    }  # fmt: skip
    members = {tuple(one["members"]) for one in told["clusters"]}
    assert ("11", "12", "13") in members
    assert ("21", "22") in members
    first = told["clusters"][0]
    assert first["members"] == ["31"]
    assert first["votes"] == 1500
    mixer = next(one for one in told["clusters"] if one["members"] == ["11", "12", "13"])
    assert mixer["rows"] == [2, 3, 4]
    assert (mixer["from"], mixer["to"], mixer["reporters"]) == ("2019-11-02", "2019-11-07", 3)
    assert "云湖佳苑" in mixer["places"]
    assert told["settings"]["alike"] > 0
    assert told["seconds"] >= 0


def test_a_column_with_the_truth_is_judged_with_bounds(petitions: Path) -> None:
    told = _figures("--cases", petitions, "--text", "留言主题,留言详情", "--truth", "专题", "--top", 1)
    assert len(told["clusters"]) == 1
    assert told["topics"] > 1
    judged = told["judged"]
    assert judged["n"] == 5
    assert judged["single"] == judged["topics"] == 2
    assert judged["bcubed_f1"]["value"] == 1.0
    assert judged["pairs_f1"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert {one["topic"] for one in judged["known"]} == {"搅拌站", "车位"}


def test_heat_can_be_asked_for_a_day_and_for_the_last_days_alone(petitions: Path) -> None:
    told = _figures("--cases", petitions, "--text", "留言主题", "--now", "2019-11-08")
    assert told["clusters"][0]["members"] == ["11", "12", "13"]
    told = _figures("--cases", petitions, "--text", "留言主题", "--days", 30)
    assert told["n"] == 3
    assert told["rows_left_out"] == 6


def test_english_rows_of_a_sheet_with_points_and_without_numbers(tmp_path: Path) -> None:
    file = tmp_path / "calls.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("case_title", "lat", "lon"))
        spots = ((42.31, -71.11), (42.35, -71.06))
        for at in range(8):
            lat, lon = spots[at % 2]
            sheet.write_row(at + 1, 0, ("Pothole repair", lat + at / 100_000, lon))
        for at, title in enumerate(
            ("Graffiti removal", "Tree down", "Missed trash pick-up", "Street light out")
        ):
            sheet.write_row(9 + at, 0, (title, 42.3, -71.1))
    told = _figures("--cases", file, "--text", "case_title")
    assert told["members_are"] == "row"
    assert [one["members"] for one in told["clusters"]] == [[2, 4, 6, 8], [3, 5, 7, 9]]
    assert told["clusters"][0]["from"] is None
    assert "pothole repair" in told["clusters"][0]["words"]


def test_a_place_that_is_named_parts_what_says_the_same(petitions: Path, tmp_path: Path) -> None:
    file = tmp_path / "placed.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = [
            (f"楼道堆放{what}", place) for place in ("甲里", "乙里") for what in ("杂物", "纸箱", "自行车")
        ]
        csv.writer(out).writerows((("说", "何处"), *rows, *((one[2], "丙里") for one in ROWS[:8])))
    told = _figures("--cases", file, "--text", "说", "--place", "何处")
    assert all(len(set(one["rows"]) & set(range(2, 8))) <= 3 for one in told["clusters"])
    assert told["columns"]["place"] == "何处"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--text", "正文"), 1),
        (("--text", "留言主题", "--truth", "真相"), 1),
        (("--text", "留言主题", "--place", "小区"), 1),
        (("--text", "留言主题", "--votes", "赞"), 1),
        (("--text", "留言主题", "--now", "昨天"), 2),
        (("--text", "留言主题", "--top", "-1"), 2),
        ((), 2),
    ],
)
def test_what_is_not_there_is_named_with_what_is(petitions: Path, words: tuple[str, ...], code: int) -> None:
    told = _typed("--cases", petitions, *words)
    assert told.exit_code == code
    assert "Traceback" not in told.output
    if code == 1:
        assert words[-1] in told.output
        assert "留言详情" in told.output


def test_a_file_without_rows_has_no_topics(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("text\n", encoding="utf-8")
    told = _figures("--cases", file, "--text", "text")
    assert (told["n"], told["clusters"]) == (0, [])


def test_known_topics_of_real_petitions_are_single_clusters(shared: Path, tmp_path: Path) -> None:
    folder = shared / "zh-teddy2020-gov-messages"

    def rows(name: str) -> list[dict[str, str]]:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    counted = [one["term"] for one in rows("hot_term_counts.csv")]
    # Terms of that list that name one topic wherever they stand in a subject line; others name a place or a kind.
    marks = [counted[1], counted[3], counted[9]]
    same = {one["msg_id"]: one["group"] for one in rows("exact_same_subject_groups.csv")}
    file = tmp_path / "marked.csv"
    messages = rows("hot_messages.csv")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*messages[0], "truth", "same"])
        writer.writeheader()
        for row in messages:
            known = [name for name in marks if name in row["subject"]]
            writer.writerow(row | {"truth": known[0] if known else "", "same": same.get(row["msg_id"], "")})
    judged = {
        column: _figures("--cases", file, "--text", "subject,body", "--truth", column, "--top", 20)["judged"]
        for column in ("truth", "same")
    }
    assert judged["truth"]["topics"] == judged["truth"]["single"] == len(marks)
    # Two groups with nearly the same subject may be one topic; none is torn apart.
    assert judged["same"]["topics"] >= 50
    assert all(one["clusters"] == 1 for one in judged["same"]["known"])
    assert min(one["bcubed_recall"]["value"] for one in judged.values()) >= 0.95
