"""The rows that were not taken, in a file like the one they came from: mend them there and import it again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter

from .cells import REASON_COLUMN, ROW_COLUMN, Row, defused


class Rejects:
    """Writes rejected rows with their number and the reason; makes no file when there are none."""

    def __init__(self, path: Path, columns: Sequence[str], as_sheet: bool) -> None:
        self.path, self.count = path, 0
        own = (ROW_COLUMN, REASON_COLUMN)
        self._columns = [one for one in columns if one and one not in own]
        self._as_sheet = as_sheet
        self._waiting: list[tuple[Row, str]] = []
        self._close: Any = None
        self._write: Any = None

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, where: TracebackType | None
    ) -> None:
        self.flush()
        if self._close is not None:
            self._close()

    def add(self, row: Row, reason: str) -> None:
        """One more; written with the next `flush`."""
        self.count += 1
        self._waiting.append((row, reason))

    def flush(self) -> None:
        """Write what was added, in the order of the rows."""
        if not self._waiting:
            return
        if self._write is None:
            self._open()
        for row, reason in sorted(self._waiting, key=lambda one: one[0].number):
            self._write([str(row.number), reason, *self._cells(row)])
        self._waiting.clear()

    def _cells(self, row: Row) -> list[str]:
        """The cells as they were: a row too short or too long stays so, or mending it would be forgotten."""
        if row.fault == "intake.uneven_row":
            return [*(row.cells[one] for one in self._columns if one in row.cells), *row.extra]
        return [row.cells.get(one, "") for one in self._columns]

    def _open(self) -> None:
        (self._sheet if self._as_sheet else self._csv)()
        self._write([ROW_COLUMN, REASON_COLUMN, *self._columns])

    def _csv(self) -> None:
        # With the mark, so that spreadsheets read it as UTF-8.
        file = self.path.open("w", encoding="utf-8-sig", newline="")
        writer = csv.writer(file)
        self._close = file.close
        self._write = lambda cells: writer.writerow([defused(one) for one in cells])

    def _sheet(self) -> None:
        book = xlsxwriter.Workbook(
            str(self.path),
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        page = book.add_worksheet()
        at = iter(range(1_048_576))

        def write(cells: list[str]) -> None:
            line = next(at)
            for place, text in enumerate(cells):
                page.write_string(line, place, text[:32_767])

        self._close, self._write = book.close, write
