from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.db.models import Q

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import query

from .. import rights, terms
from ..models import Area
from . import _held
from ._seen import sees
from .areas import in_language

# How far a border may be moved for the map, in degrees: about 40 m for a district, 1 m for a grid.
_SLACK = {
    terms.Kind.DISTRICT: 4e-4,
    terms.Kind.SUBDISTRICT: 1e-4,
    terms.Kind.COMMUNITY: 4e-5,
    terms.Kind.GRID: 1e-5,
}


@query(rights.READ)
def geojson(
    actor: Actor, under: str = "", kind: str = terms.Kind.GRID, filled: bool = False
) -> dict[str, Any]:
    """The areas in force of one kind at or below `under`, as a FeatureCollection for maps (WGS84).

    `filled`: where nobody drew that kind, the smallest areas above it stand in, so that a map has no holes.
    Borders are simplified alike on both sides, so neighbours still touch. Properties: path, code, kind,
    name, version. Raises Invalid `places.unknown_kind`.
    """
    if kind not in terms.KINDS:
        raise Invalid("places.unknown_kind", field="kind", kind=kind, known=[one.value for one in terms.Kind])
    features = [
        {
            "type": "Feature",
            "id": path,
            "properties": {
                "path": path,
                "code": code,
                "kind": level,
                "name": in_language(zh, en),
                "version": version,
            },
            "geometry": geometry,
        }
        for path, code, level, zh, en, version, geometry in _drawn(_held.seen(), terms.Kind(kind))
        if (filled or level == kind) and path.startswith(under) and sees(actor, path)
    ]
    return {"type": "FeatureCollection", "features": features}


@lru_cache(maxsize=8)
def _drawn(edition: str, kind: terms.Kind) -> tuple[tuple[str, str, str, str, str, int, dict[str, Any]], ...]:
    """All areas of a kind, and those above it that are not divided, simplified together.

    `edition` is here only to be part of the key.
    """
    levels = list(terms.Kind)
    in_force = Area.objects.filter(valid_to__isnull=True)
    divided = in_force.exclude(parent_path="").values("parent_path")
    rows = list(
        in_force.filter(Q(kind=kind) | (Q(kind__in=levels[: levels.index(kind)]) & ~Q(path__in=divided)))
        .order_by("path")
        .values_list("path", "code", "kind", "name_zh", "name_en", "version", "polygon")
    )
    shapes = shapely.from_wkb(np.array([bytes(row[6]) for row in rows], dtype=object))
    if rows:
        shapes = _thinned(shapes, _SLACK[kind])
    return tuple((*row[:6], dict(_rounded(shape))) for row, shape in zip(rows, shapes, strict=True))


def _thinned(shapes: Any, slack: float) -> Any:
    simple = shapely.coverage_simplify(shapes, slack)
    # Where areas overlap a little they are no coverage; a shape that suffered from it stays as it was.
    sound = shapely.is_valid(simple) & ~shapely.is_empty(simple)
    return np.where(sound, simple, shapes)


def _rounded(shape: Any) -> Iterator[tuple[str, Any]]:
    told = shapely.geometry.mapping(shape)
    yield "type", told["type"]
    yield "coordinates", _six(told["coordinates"])


def _six(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else [_six(one) for one in value]
