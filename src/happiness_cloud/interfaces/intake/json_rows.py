"""JSON: a list of objects (at a named place of a document), or one object a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from happiness_cloud.kernel.errors import Invalid

from .cells import MOST_IN_A_CELL, Row, as_text

MAX_BYTES = 100_000_000
MAX_LINES_BYTES = 4_000_000_000
MAX_LINE = 4_000_000
_LOOKED_AT = 200


def opened(path: Path, items: str) -> tuple[tuple[str, ...], Callable[[], Iterator[Row]]]:
    """The columns (of the first rows) and a reader. `items` names the list in a document (`data.requests`)."""
    if _is_lines(path):
        _fits(path, MAX_LINES_BYTES)

        def rows() -> Iterator[Row]:
            return _lines(path)

    else:
        _fits(path, MAX_BYTES)
        found = _listed(path, items)

        def rows() -> Iterator[Row]:
            return (_row(number, one) for number, one in enumerate(found, 1))

    columns: dict[str, None] = {}
    for _, row in zip(range(_LOOKED_AT), rows(), strict=False):
        columns.update(dict.fromkeys(row.cells))
    return tuple(columns), rows


def _fits(path: Path, limit: int) -> None:
    if path.stat().st_size > limit:
        raise Invalid("intake.file_too_big", field="file", limit_mb=limit // 1_000_000)


def _is_lines(path: Path) -> bool:
    """Whether the first line is an object by itself and another line follows."""
    with path.open("rb") as file:
        first = file.readline(MAX_LINE).lstrip(b"\xef\xbb\xbf").strip()
        more = file.read(1024).strip()
    if not first.startswith(b"{") or not more:
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                raise Invalid(
                    "intake.broken_json", field="file", line=number, column=1, detail="line too long"
                )
            if line.strip():
                try:
                    value = json.loads(line.lstrip(b"\xef\xbb\xbf"))
                except (ValueError, RecursionError):
                    yield Row(number, {}, "intake.broken_line", {})
                    continue
                yield _row(number, value)


def _listed(path: Path, items: str) -> list[Any]:
    try:
        value = json.loads(path.read_bytes())
    except json.JSONDecodeError as wrong:
        facts = {"line": wrong.lineno, "column": wrong.colno, "detail": wrong.msg}
        raise Invalid("intake.broken_json", field="file", **facts) from None
    except (ValueError, RecursionError) as wrong:
        raise Invalid("intake.broken_json", field="file", line=1, column=1, detail=str(wrong)[:80]) from None
    for step in filter(None, items.split(".")):
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, dict) and not items:
        # One list in the document: that is the one meant.
        lists = [one for one in value.values() if isinstance(one, list)]
        value = lists[0] if len(lists) == 1 else None
    if not isinstance(value, list):
        raise Invalid("intake.not_a_list", field="file", items=items or "?")
    return value


def _row(number: int, value: Any) -> Row:
    if not isinstance(value, dict):
        return Row(number, {}, "intake.not_an_object", {})
    cells = dict(_flat(value, ""))
    if any(len(one) > MOST_IN_A_CELL for one in cells.values()):
        return Row(number, cells, "intake.cell_too_long", {"limit": MOST_IN_A_CELL})
    return Row(number, cells)


def _flat(value: dict[str, Any], before: str) -> Iterator[tuple[str, str]]:
    """The columns of an object; `{"place": {"lat": 1}}` has the column `place.lat`."""
    for key, inner in value.items():
        name = f"{before}{key}"
        if isinstance(inner, dict) and before.count(".") < 4:
            yield from _flat(inner, f"{name}.")
        elif isinstance(inner, list | dict):
            yield name, json.dumps(inner, ensure_ascii=False)
        else:
            yield name, as_text(inner)
