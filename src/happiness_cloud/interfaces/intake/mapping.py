"""What a mapping says: which column of a foreign file is what of a matter. Plain values; see docs/rooms/import.md."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .tables import Shape


@dataclass(frozen=True, slots=True)
class Condition:
    """A row meets it when the cell is one of `among` (folded), or, with `filled`, holds anything (or nothing)."""

    column: str
    among: frozenset[str] = frozenset()
    negated: bool = False
    filled: bool | None = None

    def holds(self, cells: Pairs[str, str]) -> bool:
        """Whether this row meets it."""
        value = cells.get(self.column, "")
        if self.filled is not None:
            return bool(value) is self.filled
        return (value.casefold() in self.among) is not self.negated


@dataclass(frozen=True, slots=True)
class Moment:
    """A time: the cell read by one of `formats` ("" = ISO 8601), or `days` counted from the report.

    `formats` without the ISO ones; `slack` seconds before the report count as at the report.
    """

    column: str
    formats: tuple[str, ...] = ()
    iso: bool = True
    counted: str = ""
    when: tuple[Condition, ...] = ()
    slack: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Words from one or several columns, empty and repeated ones left out, put together with `join`."""

    columns: tuple[str, ...]
    join: str = "\n"
    cut: tuple[str, ...] = ()
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A word of ours for the word in a column; folded. Without an entry the first hit of `words`, then `default`.

    `words` are (text, word of ours), looked for in the matter's text.
    """

    column: str = ""
    values: Pairs[str, str] | None = None
    words: tuple[tuple[str, str], ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """Longitude and latitude in two columns, and the datum they are measured on."""

    lon: str
    lat: str
    datum: str = "wgs84"


@dataclass(frozen=True, slots=True)
class Area:
    """The area a row names: by `name`, `code` (inside the parent when short) or `path`; `values` translate first.

    `unknown` says what happens to a row whose area is not here: `reject`, or the `district`.
    """

    column: str
    by: str = "name"
    values: Pairs[str, str] | None = None
    unknown: str = "reject"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the file must have, unless `optional`, and the line of the mapping that asks for it."""

    name: str
    line: int
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping. `uses` are the columns it reads, `codes` the categories it gives, with their lines."""

    name: str
    file: str
    title: Pairs[str, str]
    shape: Shape
    zone: ZoneInfo
    language: str
    id: str
    reported: Moment
    text: Text
    category: Table
    channel: Table
    severity: Table
    point: Point | None
    area: Area | None
    prefer: str
    otherwise: str
    address: Text | None
    closed: Moment | None
    due: Moment | None
    on_time: Table | None
    result: Text | None
    replied: Moment | None
    reporter_name: Text | None
    reporter_phone: Text | None
    keep: Pairs[str, str]
    take: tuple[Condition, ...]
    leave: tuple[Condition, ...]
    public: bool
    uses: tuple[Column, ...]
    codes: tuple[tuple[str, int], ...]

    def optional(self) -> Iterator[str]:
        """The columns that may be missing."""
        return (one.name for one in self.uses if one.optional)
