"""XLSX workbooks, opened only after what is packed in them is known to be of a sane size."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import python_calamine

from happiness_cloud.kernel.errors import Invalid

from .cells import Row, as_text, row_of

MAX_BYTES = 60_000_000
MAX_UNPACKED = 600_000_000
# A sheet of one value repeated packs about 100 to 1; a bomb packs 1,000 to 1.
MAX_RATIO = 300
_FREE_OF_RATIO = 5_000_000
_PIECE = 1 << 16


def opened(path: Path, sheet: str, header: int) -> tuple[tuple[str, ...], Callable[[], Iterator[Row]]]:
    """The columns of row `header` of a sheet ("" = the first), and a reader of the rows below it."""
    _weighed(path)
    page = _page(path, sheet)
    top = page.start[0] if page.start else 0

    def numbered() -> Iterator[tuple[int, list[str]]]:
        for number, values in enumerate(page.iter_rows(), top + 1):
            yield number, [as_text(one) for one in values]

    first = next((values for number, values in numbered() if number >= header), [])
    while first and not first[-1]:
        first.pop()
    columns = tuple(first)

    def rows() -> Iterator[Row]:
        for number, values in numbered():
            if number > header and any(values):
                yield row_of(number, columns, values)

    return columns, rows


def _page(path: Path, sheet: str) -> python_calamine.CalamineSheet:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if sheet and sheet not in names:
            raise Invalid("intake.no_sheet", field="file", sheet=sheet[:60], sheets=names)
        return book.get_sheet_by_name(sheet or names[0])
    except Invalid:
        raise
    except Exception as wrong:  # the parser has a dozen kinds of error for a broken file
        raise Invalid("intake.not_a_sheet", field="file", detail=str(wrong)[:120]) from None


def _weighed(path: Path) -> None:
    """Refuse what unpacks to too much, by unpacking it piece by piece and forgetting the pieces."""
    if path.stat().st_size > MAX_BYTES:
        raise Invalid("intake.file_too_big", field="file", limit_mb=MAX_BYTES // 1_000_000)
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            total = 0
            for part in parts:
                total += _size(path, packed, part, MAX_UNPACKED - total)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as wrong:
        raise Invalid("intake.not_a_sheet", field="file", detail=str(wrong)[:120]) from None


def _size(path: Path, packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """The size a part really unpacks to; what the archive itself claims is not believed."""
    if part.file_size > left:
        raise Invalid("intake.packed_too_big", field="file", limit_mb=MAX_UNPACKED // 1_000_000)
    limit = min(left, max(_FREE_OF_RATIO, part.compress_size * MAX_RATIO))
    size = 0
    with path.open("rb") as raw:
        raw.seek(part.header_offset + 26)
        name, extra = (int.from_bytes(raw.read(2), "little") for _ in range(2))
        raw.seek(part.header_offset + 30 + name + extra)
        if part.compress_type != zipfile.ZIP_DEFLATED:
            return part.compress_size
        unpack = zlib.decompressobj(-15)
        rest = part.compress_size
        while rest and not unpack.eof:
            data = raw.read(min(_PIECE, rest))
            if not data:
                break
            rest -= len(data)
            while data:
                size += len(unpack.decompress(data, 1 << 20))
                data = unpack.unconsumed_tail
                if size > limit:
                    raise Invalid("intake.packed_too_big", field="file", limit_mb=MAX_UNPACKED // 1_000_000)
    return size
