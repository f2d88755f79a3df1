"""The areas that are not divided further, held in memory: what a point is looked for in."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Area
from ..rules.locate import GridIndex
from ._held import Held


@dataclass(frozen=True, slots=True)
class Leaves:
    """The index over the smallest areas in force, of whatever level, and the version of each."""

    index: GridIndex
    versions: dict[str, int]


def _read() -> Leaves:
    rows = list(
        Area.objects.filter(valid_to__isnull=True).values_list("path", "parent_path", "polygon", "version")
    )
    divided = {parent for _path, parent, _polygon, _version in rows}
    smallest = [row for row in rows if row[0] not in divided]
    return Leaves(
        GridIndex([(path, bytes(polygon)) for path, _parent, polygon, _version in smallest]),
        {path: version for path, _parent, _polygon, version in smallest},
    )


held: Held[Leaves] = Held(_read)
