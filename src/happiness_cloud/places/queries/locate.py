from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Area
from ..rules.datum import to_wgs84
from ..rules.locate import GridIndex
from ..terms import Datum, Kind
from ._datum import known_datum
from ._held import Held


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another grid near a point and how many metres away it begins."""

    path: str
    metres: float


@dataclass(frozen=True, slots=True)
class Located:
    """The grid of a point ("" and version 0 when outside), the point in WGS84, and grids close by."""

    path: str
    version: int
    lon: float
    lat: float
    near_border: bool
    neighbours: tuple[Neighbour, ...] = ()


@query(rights.READ)
def locate(actor: Actor, lon: float, lat: float, datum: str = Datum.WGS84) -> Located:
    """In which grid a point lies now; near a border (20 m) also the grids beside it, nearest first.

    Borders are no secret, so the answer is the same for whoever may ask. Raises Invalid
    `places.unknown_datum`, `places.bad_coordinate` and its kin.
    """
    lon, lat = to_wgs84(lon, lat, known_datum(datum))
    index, versions = _grids.get()
    found = index.locate(lon, lat)
    path = found.path or ""
    return Located(
        path=path,
        version=versions.get(path, 0),
        lon=lon,
        lat=lat,
        near_border=found.near_border,
        neighbours=tuple(Neighbour(other, metres) for other, metres in found.neighbours),
    )


def _read() -> tuple[GridIndex, dict[str, int]]:
    rows = Area.objects.filter(kind=Kind.GRID, valid_to__isnull=True).values_list(
        "path", "polygon", "version"
    )
    grids = list(rows)
    index = GridIndex([(path, bytes(polygon)) for path, polygon, _version in grids])
    return index, {path: version for path, _polygon, version in grids}


_grids: Held[tuple[GridIndex, dict[str, int]]] = Held(_read)
