"""A file of rows, whatever its kind: the columns it has, and its rows as text, numbered as the user sees them.

Row 1 of a spreadsheet or CSV file is its first line; an item of a JSON list counts from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from happiness_cloud.kernel.errors import Invalid

from . import csv_rows, json_rows, sheet_rows
from .cells import Row

Reader = Callable[[], Iterator[Row]]
_CSV, _XLSX, _JSON = "csv", "xlsx", "json"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file: `kind` csv, xlsx or json, `encoding` as found, its columns; `rows()` reads it anew."""

    kind: str
    encoding: str
    columns: tuple[str, ...]
    rows: Reader


@dataclass(frozen=True, slots=True)
class Shape:
    """What a mapping says about the file itself; "" = find out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    items: str = ""
    header: int = 1


def opened(path: Path, shape: Shape | None = None) -> Table:
    """Open a CSV, XLSX, JSON or JSON-lines file by what it holds, not by its name.

    Raises Invalid: `intake.file_empty`, `file_too_big`, `not_text`, `not_a_sheet`, `packed_too_big`, `no_sheet`,
    `broken_json`, `not_a_list`, `column_twice`, `no_header`.
    """
    shape = shape or Shape()
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise Invalid("intake.file_empty", field="file")
    if start.startswith(b"PK\x03\x04"):
        columns, rows = sheet_rows.opened(path, shape.sheet, shape.header)
        return Table(_XLSX, "", _named(columns, shape.header), rows)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid("intake.old_sheet", field="file")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        columns, rows = json_rows.opened(path, shape.items)
        return Table(_JSON, "utf-8", columns, rows)
    encoding = shape.encoding or csv_rows.encoding_of(path)
    columns, rows = csv_rows.opened(path, encoding, shape.delimiter, shape.header)
    return Table(_CSV, encoding, _named(columns, shape.header), rows)


def about(path: Path, table: Table) -> int:
    """How many rows a CSV file has at most, the header among them; 0 for other kinds: nobody counted them."""
    if table.kind != _CSV:
        return 0
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(_PIECE), b""))


def _named(columns: Sequence[str], header: int) -> tuple[str, ...]:
    seen: set[str] = set()
    for name in columns:
        if name and name in seen:
            raise Invalid("intake.column_twice", field="file", column=name[:60], row=header)
        seen.add(name)
    if not any(columns):
        raise Invalid("intake.no_header", field="file", row=header)
    return tuple(columns)
