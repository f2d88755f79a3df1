"""What a row is, once it is read: its number and the text of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

# A cell longer than this is a broken file (a quote that is never closed), not a text somebody wrote.
MOST_IN_A_CELL = 200_000
# Put before a rejected row's own columns, and not read again as data.
ROW_COLUMN, REASON_COLUMN = "_row", "_reason"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """Row `number` of the file; `fault` is the code of what keeps it from being read, with its `facts`.

    `extra` are cells beyond the header.
    """

    number: int
    cells: dict[str, str]
    fault: str = ""
    facts: dict[str, Any] | None = None
    extra: tuple[str, ...] = ()


def as_text(value: Any) -> str:
    """A cell as text: 42.0 of a spreadsheet is 42, a moment is ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def row_of(number: int, columns: tuple[str, ...], values: list[str]) -> Row:
    """A row from its cells in order; too many or too few of them is a fault of the row."""
    cells = dict(zip(columns, values, strict=False))
    cells.pop("", None)
    found = len(values)
    if found > len(columns) and not any(values[len(columns) :]):
        found = len(columns)
    if found != len(columns):
        facts = {"cells": found, "columns": len(columns)}
        return Row(number, cells, "intake.uneven_row", facts, tuple(values[len(columns) :]))
    if any(len(one) > MOST_IN_A_CELL for one in values):
        return Row(number, cells, "intake.cell_too_long", {"limit": MOST_IN_A_CELL})
    if REASON_COLUMN in cells:
        cells = {name: restored(value) for name, value in cells.items()}
    return Row(number, cells)


def defused(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula; plain numbers stay as they are."""
    if not text.startswith(_FORMULA_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def restored(text: str) -> str:
    """The cell that `defused` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text
