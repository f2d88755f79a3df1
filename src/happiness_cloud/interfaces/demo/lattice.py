"""The sheet of streets: a lattice of points, warped until it looks like a town by a lake.

All polygons take their corners from these points and list every point they pass, so neighbours share
their edges to the last digit and children cover their parent without gap or overlap.
Coordinates are whole numbers of 1e-7 degree (about 1 cm), WGS84.
"""

from __future__ import annotations

from math import floor, sqrt

from happiness_cloud.interfaces.demo.chance import Chance

LON, LAT = 114.30, 30.60
# Metres to 1e-7 degrees at latitude 30.60 (sphere of GRS80 radii; good to 0.1 % over 30 km).
UNITS_X = 1e7 / (111_320.0 * 0.8607420)
UNITS_Y = 1e7 / 110_860.0
CELL = 47.0
LAKE_V, LAKE_R, LAKE_DEPTH = 0.25, 0.5, 0.16

Point = tuple[int, int]


class Lattice:
    """Points (i, j) of a sheet of `columns` × `rows` cells; j grows to the north."""

    def __init__(self, seed: int, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        chance = Chance(seed, "lattice")
        self._salts = [chance.between(1, 1 << 30) for _ in range(6)]
        self._known: dict[Point, Point] = {}

    def point(self, i: int, j: int) -> Point:
        """Where lattice point (i, j) lies: (longitude, latitude) in 1e-7 degrees."""
        found = self._known.get((i, j))
        if found is None:
            found = self._known[i, j] = self.place(i, j, 1.0)
        return found

    def place(self, i: int, j: int, bay: float) -> Point:
        """The point with the lake pressing in by `bay` (1: the true shore; below 0: the far shore)."""
        u, v = 2.0 * i / self.columns - 1.0, 2.0 * j / self.rows - 1.0
        x = u * sqrt(1.0 - 0.36 * v * v) + 0.05 * self._noise(0, 1.4 * u, 1.4 * v)
        y = v * sqrt(1.0 - 0.36 * u * u) + 0.05 * self._noise(1, 1.4 * u, 1.4 * v)
        near = ((u + 1.0) * (u + 1.0) + (v - LAKE_V) * (v - LAKE_V)) / (LAKE_R * LAKE_R)
        if near < 1.0:
            x += bay * LAKE_DEPTH * (1.0 - near) * (1.0 - near)
        east = x * self.columns * CELL / 2.0 + 22.0 * self._noise(2, i / 7.0, j / 7.0)
        north = y * self.rows * CELL / 2.0 + 22.0 * self._noise(3, i / 7.0, j / 7.0)
        east += 2.5 * self._mark(4, i, j)
        north += 2.5 * self._mark(5, i, j)
        return round(LON * 1e7 + east * UNITS_X), round(LAT * 1e7 + north * UNITS_Y)

    def ring(self, i0: int, j0: int, i1: int, j1: int) -> list[Point]:
        """The border of a block of cells, counter-clockwise, closed, every lattice point on it."""
        south = [self.point(i, j0) for i in range(i0, i1)]
        east = [self.point(i1, j) for j in range(j0, j1)]
        north = [self.point(i, j1) for i in range(i1, i0, -1)]
        west = [self.point(i0, j) for j in range(j1, j0, -1)]
        return [*south, *east, *north, *west, south[0]]

    def _mark(self, part: int, i: int, j: int) -> float:
        """A fixed number in [-1, 1) for a place, from whole-number mixing only."""
        mixed = (i * 0x9E3779B1 + j * 0x85EBCA6B + self._salts[part] * 0xC2B2AE35) & 0xFFFFFFFF
        mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
        mixed = ((mixed ^ (mixed >> 12)) * 0x297A2D39) & 0xFFFFFFFF
        return (mixed ^ (mixed >> 15)) / 2147483648.0 - 1.0

    def _noise(self, part: int, x: float, y: float) -> float:
        """Smooth noise in [-1, 1): marks at whole places, blended between them."""
        i, j = floor(x), floor(y)
        s, t = x - i, y - j
        s, t = s * s * (3.0 - 2.0 * s), t * t * (3.0 - 2.0 * t)
        low = self._mark(part, i, j) * (1.0 - s) + self._mark(part, i + 1, j) * s
        high = self._mark(part, i, j + 1) * (1.0 - s) + self._mark(part, i + 1, j + 1) * s
        return low * (1.0 - t) + high * t
