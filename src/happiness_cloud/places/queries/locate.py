from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.datum import to_wgs84
from ..terms import Datum
from ._datum import known_datum
from ._leaves import held


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another area near a point and how many metres away it begins."""

    path: str
    metres: float


@dataclass(frozen=True, slots=True)
class Located:
    """The area of a point ("" and version 0 when outside), the point in WGS84, and areas close by."""

    path: str
    version: int
    lon: float
    lat: float
    near_border: bool
    neighbours: tuple[Neighbour, ...] = ()


@query(rights.READ)
def locate(actor: Actor, lon: float, lat: float, datum: str = Datum.WGS84) -> Located:
    """In which smallest area a point lies now; near a border (20 m) also those beside it, nearest first.

    The smallest is the one that is not divided further: the grid, or where nobody drew grids the community or
    the neighbourhood, as in `locate_many`. Borders are no secret, so the answer is the same for whoever may
    ask. Raises Invalid `places.unknown_datum`, `places.bad_coordinate` and its kin.
    """
    lon, lat = to_wgs84(lon, lat, known_datum(datum))
    leaves = held.get()
    found = leaves.index.locate(lon, lat)
    path = found.path or ""
    return Located(
        path=path,
        version=leaves.versions.get(path, 0),
        lon=lon,
        lat=lat,
        near_border=found.near_border,
        neighbours=tuple(Neighbour(other, metres) for other, metres in found.neighbours),
    )
