from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from happiness_cloud.interfaces.intake import sheet_rows
from happiness_cloud.interfaces.intake.cells import defused, restored
from happiness_cloud.interfaces.intake.tables import Shape, opened
from happiness_cloud.kernel.errors import Invalid


def refused(path: Path, shape: Shape | None = None) -> Invalid:
    with pytest.raises(Invalid) as no:
        list(opened(path, shape).rows())
    return no.value


def test_the_encoding_is_found_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        file.write_text("编号,内容\n1,路灯不亮𠮷\n", encoding=encoding)
        table = opened(file)
        assert table.columns == ("编号", "内容"), encoding
        assert [row.cells["内容"] for row in table.rows()] == ["路灯不亮𠮷"], encoding


def test_a_text_over_several_lines_is_one_row_and_blank_rows_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('no,text\n1,"a\nb\nc"\n,\n\n4,d\n', encoding="utf-8")
    assert [(row.number, row.cells["no"]) for row in opened(file).rows()] == [(2, "1"), (5, "4")]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_found_by_itself(sign: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"no{sign}text\n1{sign}a\n", encoding="utf-8")
    assert next(iter(opened(file).rows())).cells == {"no": "1", "text": "a"}


def test_a_row_too_long_or_too_short_is_its_own_fault(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("no,text\n1,a,b\n2\n3,c,,\n", encoding="utf-8")
    rows = list(opened(file).rows())
    assert [row.fault for row in rows] == ["intake.uneven_row", "intake.uneven_row", ""]
    assert rows[0].extra == ("b",)


def test_a_cell_as_long_as_a_book_is_its_rows_fault(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"no,text\n1,{'x' * 300_000}\n2,b\n", encoding="utf-8")
    assert [row.fault for row in opened(file).rows()] == ["intake.cell_too_long", ""]


def test_a_quote_that_is_never_closed_ends_with_the_row(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('no,text\n1,"' + "x\n" * 2_500_000, encoding="utf-8")
    no = refused(file)
    assert (no.code, no.facts["row"]) == ("intake.broken_row", 2)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "intake.file_empty"),
        (b"  \n ", "intake.file_empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff", "intake.not_text"),
        (b"a,b\n1,\x00\n", "intake.not_text"),
        (b"a,a\n1,2\n", "intake.column_twice"),
        (b",,\n1,2,3\n", "intake.no_header"),
        (b'{"rows": [1', "intake.broken_json"),
        (b'{"rows": 1}', "intake.not_a_list"),
        (b"PK\x03\x04 not a workbook", "intake.not_a_sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "intake.old_sheet"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    assert refused(file).code == code


def test_json_is_found_at_a_named_place_and_flattened(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    body = {"data": {"rows": [{"no": 1, "at": {"lat": 30.5}, "tags": ["a"]}]}, "other": []}
    file.write_text(json.dumps(body), encoding="utf-8")
    row = next(iter(opened(file, Shape(items="data.rows")).rows()))
    assert row.cells == {"no": "1", "at.lat": "30.5", "tags": '["a"]'}


def test_json_nested_to_the_bottom_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("[" * 200_000, encoding="utf-8")
    assert refused(file).code == "intake.broken_json"


def test_a_workbook_gives_numbers_and_days_as_people_write_them(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(file))
    page = book.add_worksheet("件")
    page.write_row(0, 0, ["no", "lon", "day", "sum"])
    page.write_number(2, 0, 42)
    page.write_number(2, 1, 114.305)
    page.write_number(2, 2, 46237.5, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    page.write_formula(2, 3, "=1+1", None, 2)
    book.close()
    rows = list(opened(file).rows())
    assert [row.number for row in rows] == [3]
    assert rows[0].cells == {"no": "42", "lon": "114.305", "day": "2026-08-03 12:00:00", "sum": "2"}
    assert refused(file, Shape(sheet="没有")).code == "intake.no_sheet"


def test_a_bomb_in_a_workbook_is_weighed_before_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    assert file.stat().st_size < 100_000
    assert refused(file).code == "intake.packed_too_big"


def test_a_bomb_that_lies_about_its_size_is_found_out(tmp_path: Path) -> None:
    file = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    content = file.read_bytes().replace(struct.pack("<I", 40_000_000), struct.pack("<I", 400))
    file.write_bytes(content)
    assert refused(file).code == "intake.packed_too_big"


def test_too_big_a_workbook_is_refused_unopened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(file))
    book.add_worksheet().write_row(0, 0, ["no"])
    book.close()
    monkeypatch.setattr(sheet_rows, "MAX_BYTES", 100)
    assert refused(file).code == "intake.file_too_big"


@pytest.mark.parametrize("text", ["=1+1", "+8613800000001x", "@a", "-a", "\t=1", "plain", "'quoted", ""])
def test_a_defused_cell_comes_back_as_it_was(text: str) -> None:
    assert restored(defused(text)) == text
    assert not defused(text).startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("number", ["-71.1108", "+5", "-3"])
def test_a_number_is_no_formula(number: str) -> None:
    assert defused(number) == number
