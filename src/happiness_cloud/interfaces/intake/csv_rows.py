"""CSV as people save it: UTF-8 with or without mark, UTF-16, or GB 18030; read in constant memory."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from happiness_cloud.kernel.errors import Invalid

from .cells import Row, row_of

MAX_BYTES = 4_000_000_000
_PIECE = 1 << 20
# The parser's own limit, so that one endless cell is refused before it fills the memory.
_FIELD_LIMIT = 4_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path) -> str:
    """The encoding of the whole file: by its mark, else UTF-8, else GB 18030. Raises `intake.not_text`."""
    if path.stat().st_size > MAX_BYTES:
        raise Invalid("intake.file_too_big", field="file", limit_mb=MAX_BYTES // 1_000_000)
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            candidates: tuple[str, ...] = (name,)
            break
    else:
        candidates = ("utf-8", "gb18030")
    for name in candidates:
        if _reads(path, name):
            return name
    raise Invalid("intake.not_text", field="file")


def opened(
    path: Path, encoding: str, delimiter: str, header: int
) -> tuple[tuple[str, ...], Callable[[], Iterator[Row]]]:
    """The columns of row `header`, and a reader of the rows below it."""
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise Invalid("intake.unknown_encoding", field="file", encoding=encoding[:40]) from None
    if not delimiter:
        delimiter = _delimiter(path, encoding, header)
    with path.open(encoding=encoding, newline="") as file:
        names = next((row for number, row in _records(file, delimiter) if number == header), [])
    columns = tuple(one.strip() for one in names)

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as file:
            for number, values in _records(file, delimiter):
                if number > header and any(values):
                    yield row_of(number, columns, [one.strip() for one in values])

    return columns, rows


def _records(file: IO[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records with their number as a spreadsheet counts them: a text over several lines is one row."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(file, delimiter=delimiter)
    number = 0
    try:
        for number, values in enumerate(reader, 1):
            yield number, values
    except csv.Error as wrong:
        raise Invalid("intake.broken_row", row=number + 1, line=reader.line_num, detail=str(wrong)) from None
    except UnicodeError:
        raise Invalid("intake.not_text", field="file") from None


def _delimiter(path: Path, encoding: str, header: int) -> str:
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(header - 1):
            file.readline(_PIECE)
        first = file.readline(_PIECE)
    return max(",;\t|", key=first.count)


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                if "\x00" in decoder.decode(piece):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
