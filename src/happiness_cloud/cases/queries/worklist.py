from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Case
from .filters import PAGE, Filter, cursor_of, narrowed, ordered, past, seen


@dataclass(frozen=True, slots=True)
class Row:
    """One matter in a list; free text is masked."""

    id: int
    number: str
    title: str
    state: str
    category: str
    severity: str
    channel: str
    area_path: str
    address: str
    lead_unit: str
    due_at: datetime | None
    stage_due_at: datetime | None
    reported_at: datetime
    ended_at: datetime | None
    voices: int
    urged: int
    reworks: int
    returns: int
    supervised: bool
    stars: int | None
    call_stars: int | None
    on_time: bool | None
    lon: float | None
    lat: float | None
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, and the cursor of the next page ("" at the end)."""

    rows: tuple[Row, ...]
    next: str


COLUMNS = tuple(Row.__dataclass_fields__)


@query(rights.READ)
def worklist(actor: Actor, wanted: Filter, cursor: str = "", size: int = PAGE) -> Page:
    """A page of the matters this actor may see, narrowed and ordered, by keyset."""
    size = max(1, min(size, 200))
    rows = ordered(narrowed(seen(actor, rows=_listed()), wanted), wanted.order)
    found: list[Any] = list(past(rows, wanted.order, cursor)[: size + 1])
    told = tuple(row_with(values) for values in found[:size])
    return Page(rows=told, next=_after(told[-1], wanted.order) if len(found) > size else "")


@functools.cache
def _listed() -> Any:
    """Every matter by its COLUMNS: named once, since naming them takes longer than reading a page."""
    return Case.objects.values_list(*COLUMNS)


def _after(last: Row, order: str) -> str:
    return cursor_of(last.reported_at if order == "newest" else last.stage_due_at, last.id)


def row_of(case: Case) -> Row:
    """The list row of a matter."""
    return row_with([getattr(case, name) for name in COLUMNS])


def row_with(values: Sequence[Any]) -> Row:
    """The list row with these values of its COLUMNS."""
    told = dict(zip(COLUMNS, values, strict=True))
    told["title"], told["address"] = masked(told["title"]), masked(told["address"])
    return Row(**told)
