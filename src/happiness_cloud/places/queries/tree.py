from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Area
from ._held import Held
from ._seen import sees
from .areas import in_language

_Row = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """An area and what lies in it, as deep as was asked; `inside` counts the areas one storey down."""

    path: str
    code: str
    kind: str
    name: str
    inside: int
    children: tuple[Node, ...] = ()


@query(rights.READ)
def tree(actor: Actor, under: str = "", depth: int = 3) -> tuple[Node, ...]:
    """The areas in force below `under` ("" = from the districts), `depth` storeys deep, by code."""
    below = _rows.get()
    return tuple(_grown(actor, below, row, depth) for row in below.get(under, ()) if sees(actor, row[0]))


def _grown(actor: Actor, below: dict[str, list[_Row]], row: _Row, depth: int) -> Node:
    path, code, kind, zh, en = row
    inside = [one for one in below.get(path, ()) if sees(actor, one[0])]
    grown = tuple(_grown(actor, below, one, depth - 1) for one in inside) if depth > 1 else ()
    return Node(path, code, kind, in_language(zh, en), len(inside), grown)


def _read() -> dict[str, list[_Row]]:
    rows = Area.objects.filter(valid_to__isnull=True).order_by("path")
    below: dict[str, list[_Row]] = defaultdict(list)
    for path, code, kind, zh, en, parent in rows.values_list(
        "path", "code", "kind", "name_zh", "name_en", "parent_path"
    ):
        below[parent].append((path, code, kind, zh, en))
    return dict(below)


_rows: Held[dict[str, list[_Row]]] = Held(_read)
