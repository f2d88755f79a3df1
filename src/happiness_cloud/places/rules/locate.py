"""Where a point lies: one grid for each point, and a warning with the neighbours near a border."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places.rules.cell_table import CellTable, cell_table
from happiness_cloud.places.rules.datum import checked
from happiness_cloud.places.rules.metres import degree_at, distance_m

BORDER_M = 20.0
_FARTHEST_M = 10_000.0


@dataclass(frozen=True, slots=True)
class Located:
    """The grid of a point, and the other grids within the border distance, nearest first, in metres."""

    path: str | None
    neighbours: tuple[tuple[str, float], ...] = ()

    @property
    def near_border(self) -> bool:
        """Whether another grid is so near that a person should look."""
        return bool(self.neighbours)


class GridIndex:
    """An unchanging index of grids, safe to share between threads; build a new one when borders change."""

    __slots__ = ("_shapes", "_table", "_tree", "paths")

    paths: tuple[str, ...]
    _shapes: NDArray[Any]
    _tree: shapely.STRtree
    _table: CellTable | None

    def __init__(self, grids: Iterable[tuple[str, bytes | BaseGeometry]]) -> None:
        """Index (path, polygon as WKB or shapely, WGS84); no more than one polygon a path.

        Raises Invalid `places.repeated_grid` and `places.not_an_area`. Empty shapes hold no point.
        """
        ordered = sorted(grids, key=lambda grid: grid[0])
        self.paths = tuple(path for path, _shape in ordered)
        for path, following in zip(self.paths, self.paths[1:], strict=False):
            if path == following:
                raise Invalid("places.repeated_grid", path=path)
        self._shapes = np.empty(len(ordered), dtype=object)
        for row, (path, shape) in enumerate(ordered):
            self._shapes[row] = _area(path, shape)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._table = cell_table(self._shapes, self._tree) if _any_shape(self._shapes) else None

    def __len__(self) -> int:
        return len(self.paths)

    def locate(self, lon: float, lat: float, border_m: float = BORDER_M) -> Located:
        """The grid at a WGS84 point; on a shared edge or an overlap always the one with the smallest path.

        Neighbours are all other grids within `border_m` metres, also when the point itself lies in none.
        Refuses an impossible point (`places.bad_coordinate` and its kin) or distance (`places.bad_border`).
        """
        checked(lon, lat)
        if not 0 <= border_m <= _FARTHEST_M:
            raise Invalid("places.bad_border", field="border_m", limit=int(_FARTHEST_M))
        row = int(self.locate_many([lon], [lat])[0])
        near = self._near(lon, lat, border_m, row)
        return Located(self.paths[row] if row >= 0 else None, near)

    def locate_many(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int32]:
        """For each WGS84 point the place of its grid in `paths`, -1 for none (and for NaN)."""
        x = np.asarray(lons, dtype=np.float64)
        y = np.asarray(lats, dtype=np.float64)
        if x.shape != y.shape or x.ndim != 1:
            raise Invalid("places.uneven_coordinates", lons=x.size, lats=y.size)
        if self._table is None:
            return np.full(len(x), -1, dtype=np.int32)
        return self._table.find(self._shapes, x, y)

    def _near(self, lon: float, lat: float, border_m: float, own: int) -> tuple[tuple[str, float], ...]:
        east, north = degree_at(lat)
        # A little wider than asked: the exact distance is measured on what the tree finds.
        reach_lon, reach_lat = border_m * 1.01 / east + 1e-9, border_m * 1.01 / north + 1e-9
        around = shapely.box(lon - reach_lon, lat - reach_lat, lon + reach_lon, lat + reach_lat)
        near = []
        for row in self._tree.query(around, predicate="intersects"):
            if row != own:
                metres = distance_m(self._shapes[row], lon, lat)
                if metres <= border_m:
                    near.append((metres, self.paths[row]))
        return tuple((path, round(metres, 2)) for metres, path in sorted(near))


def _area(path: str, shape: bytes | BaseGeometry) -> BaseGeometry:
    try:
        area = shapely.from_wkb(shape) if isinstance(shape, bytes) else shape
    except shapely.errors.ShapelyError:
        raise Invalid("places.not_an_area", path=path) from None
    if area is None or area.geom_type not in ("Polygon", "MultiPolygon"):
        raise Invalid("places.not_an_area", path=path)
    # A copy: preparing would change the caller's object, and a third dimension is of no use here.
    return shapely.force_2d(shapely.from_wkb(shapely.to_wkb(area)))


def _any_shape(shapes: NDArray[Any]) -> bool:
    return bool((~shapely.is_empty(shapes)).any())
