"""A table of small cells over a set of polygons: most points find their polygon by one array look-up.

A cell that no outline touches lies wholly inside one polygon or outside all; it carries the answer. A cell
that an outline touches carries the list of polygons that can hold its points; only those points are tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOWHERE = -1
BORDER = -2
_CELLS_EACH = 400
_FEWEST, _MOST = 4_096, 2_250_000
_SMALLEST = 1e-6
# A part of a cell, added on each side of an outline: far above rounding, far below what costs time.
_MARGIN = 1e-5
_AT_ONCE = 1 << 17


@dataclass(frozen=True, slots=True)
class CellTable:
    """`owner[cell]` is a polygon's number, NOWHERE or BORDER; a border cell's candidates are in `rivals`.

    Border cell number k (`-2 - owner`) has the candidates `rivals[starts[k]:starts[k + 1]]`, ascending.
    """

    west: float
    south: float
    per_lon: float
    per_lat: float
    wide: int
    high: int
    owner: NDArray[np.int32]
    starts: Ints
    rivals: Ints

    def find(self, shapes: NDArray[Any], lons: Floats, lats: Floats) -> NDArray[np.int32]:
        """The lowest number of the polygons that hold each point (edges included), -1 where none does."""
        found = np.empty(len(lons), dtype=np.int32)
        for start in range(0, len(lons), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            found[part] = self._find(shapes, lons[part], lats[part])
        return found

    def _find(self, shapes: NDArray[Any], lons: Floats, lats: Floats) -> NDArray[np.int32]:
        across, down = (lons - self.west) * self.per_lon, (lats - self.south) * self.per_lat
        # NaN compares false, so it is outside; the comparison comes before the cast, which would wrap.
        inside = (across >= 0) & (across < self.wide) & (down >= 0) & (down < self.high)
        if inside.all():
            found = self.owner[down.astype(np.int32) * self.wide + across.astype(np.int32)]
        else:
            found = np.full(len(lons), NOWHERE, dtype=np.int32)
            cells = down[inside].astype(np.int32) * self.wide + across[inside].astype(np.int32)
            found[inside] = self.owner[cells]
        at = np.flatnonzero(found <= BORDER)
        border = BORDER - found[at]
        found[at] = NOWHERE
        first, end = self.starts[border], self.starts[border + 1]
        while len(at):
            rival = self.rivals[first]
            hit = shapely.intersects_xy(shapes[rival], lons[at], lats[at])
            found[at[hit]] = rival[hit]
            first = first + 1
            left = ~hit & (first < end)
            at, first, end = at[left], first[left], end[left]
        return found


def cell_table(shapes: NDArray[Any], tree: shapely.STRtree) -> CellTable:
    """Build the table for prepared polygons and their tree; about a second for 5,000 of them."""
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(shapes))
    wide, high, size_lon, size_lat = _layout(east - west, north - south, len(shapes))
    # The outermost outline lies half a cell inside the table.
    west, south = west - size_lon / 2, south - size_lat / 2
    cells, touching = _touched(shapes, west, south, size_lon, size_lat, wide)
    owner = np.full(wide * high, NOWHERE, dtype=np.int32)
    border, number = np.unique(cells, return_inverse=True)
    owner[border] = BORDER - np.arange(len(border), dtype=np.int32)

    def middles(of: Ints) -> Any:
        return shapely.points(west + (of % wide + 0.5) * size_lon, south + (of // wide + 0.5) * size_lat)

    _fill(owner, wide, middles, tree)
    # A polygon that holds the middle of a border cell without touching the cell holds all of it.
    over, covering = tree.query(middles(border), predicate="intersects")
    pairs = np.concatenate((number * len(shapes) + touching, over * len(shapes) + covering))
    pairs = np.unique(pairs)
    starts = np.searchsorted(pairs, np.arange(len(border) + 1) * len(shapes))
    return CellTable(west, south, 1 / size_lon, 1 / size_lat, wide, high, owner, starts, pairs % len(shapes))


def _layout(width: float, height: float, count: int) -> tuple[int, int, float, float]:
    cells = min(max(count * _CELLS_EACH, _FEWEST), _MOST)
    size = max((max(width, _SMALLEST) * max(height, _SMALLEST) / cells) ** 0.5, _SMALLEST)
    # A shape like a thread must not make a table longer than the number of cells meant.
    size = max(size, (width + height) / cells)
    return int(width / size) + 2, int(height / size) + 2, size, size


def _touched(
    shapes: NDArray[Any], west: float, south: float, size_lon: float, size_lat: float, wide: int
) -> tuple[Ints, Ints]:
    """Pairs (cell, polygon) for each cell an outline passes through, and a few beside it."""
    # get_rings looks at polygons only; a shape of several parts comes apart first.
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, point_of = shapely.get_coordinates(rings, return_index=True)
    x, y = (points[:, 0] - west) / size_lon, (points[:, 1] - south) / size_lat
    joined = np.flatnonzero(point_of[1:] == point_of[:-1])
    x0, y0, x1, y1 = x[joined], y[joined], x[joined + 1], y[joined + 1]
    # Each segment is cut into pieces of at most one cell; the box of a piece is then at most 3 × 3 cells.
    pieces = np.maximum(np.ceil(np.maximum(np.abs(x1 - x0), np.abs(y1 - y0))), 1).astype(np.int64)
    segment = np.repeat(np.arange(len(joined)), pieces)
    step = np.arange(len(segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    begin, end = step / pieces[segment], (step + 1) / pieces[segment]
    xs = x0[segment], (x1 - x0)[segment]
    ys = y0[segment], (y1 - y0)[segment]
    left, right = _span(xs[0] + xs[1] * begin, xs[0] + xs[1] * end)
    low, top = _span(ys[0] + ys[1] * begin, ys[0] + ys[1] * end)
    polygon = part_of[ring_of[point_of[joined[segment]]]]
    cells, owners = [], []
    for dx in range(3):
        for dy in range(3):
            there = (left + dx <= right) & (low + dy <= top)
            cells.append((low[there] + dy) * wide + left[there] + dx)
            owners.append(polygon[there])
    return np.concatenate(cells), np.concatenate(owners)


def _span(one: Floats, other: Floats) -> tuple[Ints, Ints]:
    low, high = np.minimum(one, other) - _MARGIN, np.maximum(one, other) + _MARGIN
    return np.floor(low).astype(np.int64), np.floor(high).astype(np.int64)


def _fill(owner: NDArray[np.int32], wide: int, middles: Any, tree: shapely.STRtree) -> None:
    """Give each run of untouched cells in a row its polygon; no outline lies between them."""
    free = np.flatnonzero(owner == NOWHERE)
    fresh = np.ones(len(free), dtype=bool)
    fresh[1:] = (np.diff(free) != 1) | (free[1:] % wide == 0)
    heads = free[fresh]
    run, polygon = tree.query(middles(heads), predicate="intersects")
    lowest = np.full(len(heads), np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(lowest, run, polygon.astype(np.int32))
    lowest[lowest == np.iinfo(np.int32).max] = NOWHERE
    owner[free] = lowest[np.cumsum(fresh) - 1]
