"""Matters as rows of a spreadsheet: streamed, and with formulas defused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import terms
from ..queries import Row

COLUMNS = (
    *("number", "title", "state", "category", "severity", "channel", "area_path", "address", "lead_unit"),
    *("reported_at", "due_at", "ended_at", "on_time", "voices", "urged", "reworks", "returns", "stars"),
    *("call_stars",),
)
# A sheet of a workbook ends at 1,048,576 lines; what is written below is lost without a word.
MOST_LINES = 1_000_000
# A cell that begins so is run as a formula by spreadsheet programs.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def headers() -> list[str]:
    """The column heads in the reader's language."""
    names = {
        "number": _("Number"),
        "title": _("Subject"),
        "state": _("State"),
        "category": _("Category"),
        "severity": _("Severity"),
        "channel": _("Channel"),
        "area_path": _("Grid or area"),
        "address": _("Address"),
        "lead_unit": _("Leading unit"),
        "reported_at": _("Reported"),
        "due_at": _("Due"),
        "ended_at": _("Ended"),
        "on_time": _("Done on time"),
        "voices": _("Voices"),
        "urged": _("Urged"),
        "reworks": _("Reworks"),
        "returns": _("Sent back"),
        "stars": _("Stars"),
        "call_stars": _("Satisfaction told by phone"),
    }
    return [names[one] for one in COLUMNS]


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Lines of a CSV file, the heads first; one row in memory at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(headers())
    for row in rows:
        writer.writerow([defused(cell) for cell in _cells(row)])
        yield _taken(buffer)
    left = _taken(buffer)
    if left:
        yield left


def xlsx(rows: Iterable[Row], file: Path | io.BytesIO) -> None:
    """Write a workbook row by row, a new sheet after each million; xlsxwriter keeps one row in memory."""
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = None
    for at, row in enumerate(rows):
        line = at % MOST_LINES + 1
        if sheet is None or line == 1:
            sheet = _begun(book)
        for column, cell in enumerate(_cells(row)):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                sheet.write_number(line, column, cell)
            else:
                sheet.write_string(line, column, str(defused(cell)))
    if sheet is None:
        _begun(book)
    book.close()


def _begun(book: xlsxwriter.Workbook) -> Any:
    sheet = book.add_worksheet()
    for column, head in enumerate(headers()):
        sheet.write_string(0, column, head)
    return sheet


def defused(cell: Any) -> Any:
    """A cell that no spreadsheet program runs as a formula."""
    if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(_DANGEROUS):
        return "'" + cell
    return "" if cell is None else cell


def _cells(row: Row) -> list[Any]:
    return [_cell(name, getattr(row, name)) for name in COLUMNS]


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    labels = {"state": terms.STATES, "severity": terms.SEVERITIES, "channel": terms.CHANNELS}
    if name in labels:
        return str(labels[name].get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def _taken(buffer: io.StringIO) -> str:
    told = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return told
