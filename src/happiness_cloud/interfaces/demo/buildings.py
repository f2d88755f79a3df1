"""Houses in the grids: rows of rectangles along the streets, with units, floors and rooms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from happiness_cloud.interfaces.demo import names
from happiness_cloud.interfaces.demo.chance import Chance
from happiness_cloud.interfaces.demo.lattice import UNITS_X, UNITS_Y, Point
from happiness_cloud.interfaces.demo.plan import GridPlan, Plan, Ring, degrees, plan

_MARGIN = 7.0  # metres kept free between a house and the middle of the street
_LOW, _HIGH = 330, 470  # the aim for a grid's households; the result stays within 30 of it

# Kind of estate: (units, floors from, floors to, rooms on a floor of a unit).
_KINDS = {
    "walk_up": ((4, 6, 6, 2), (3, 6, 6, 2), (3, 5, 6, 2)),
    "mid_rise": ((3, 9, 11, 2), (2, 10, 12, 3), (2, 11, 11, 2)),
    "tower": ((1, 18, 28, 4), (2, 17, 26, 3), (1, 24, 33, 4)),
}
_MIX = ("walk_up", "walk_up", "walk_up", "mid_rise", "mid_rise", "tower", "tower")
# Footprints to try, wide ones first: (width, depth, gap across, gap along), metres.
_PLOTS = ((46.0, 13.0, 12.0, 21.0), (28.0, 18.0, 14.0, 20.0), (20.0, 15.0, 8.0, 11.0))


@dataclass(frozen=True, slots=True)
class BuildingSpec:
    """A house. `units` is 0 where nobody lives; the grid path with `code` and a slash is its path."""

    grid_path: str
    code: str
    name: str
    estate: str
    use: str
    polygon: list[Ring]
    units: int
    floors: int
    rooms_per_floor: int

    @property
    def households(self) -> int:
        """Dwellings, one household each."""
        return self.units * self.floors * self.rooms_per_floor

    @property
    def path(self) -> str:
        """The area path of the house."""
        return f"{self.grid_path}{self.code}/"


@dataclass(frozen=True, slots=True)
class DwellingSpec:
    """A flat: unit and floor count from 1; `name` as on the door (`2单元301室`)."""

    path: str
    unit: int
    floor: int
    room: str
    name: str


class Spot(NamedTuple):
    """A place where something can happen: any point within `reach` of it lies inside its grid.

    `x`, `y` and the reaches are 1e-7 degrees; `kind` is estate, building, road or public.
    """

    kind: str
    x: int
    y: int
    reach_x: float
    reach_y: float
    zh: str
    en: str


class Layout(NamedTuple):
    """What stands in one grid."""

    buildings: list[BuildingSpec]
    spots: list[Spot]


class _Frame:
    """Metres in a grid, the first axis along its southern street; and back to 1e-7 degrees."""

    def __init__(self, whole: Plan, grid: GridPlan) -> None:
        i0, j0, i1, j1, _ = grid.block
        self.corners = whole.lattice.ring(i0, j0, i1, j1)
        count = len(self.corners) - 1
        self.x0 = sum(x for x, _ in self.corners[:-1]) // count
        self.y0 = sum(y for _, y in self.corners[:-1]) // count
        west, east = whole.lattice.point(i0, (j0 + j1) // 2), whole.lattice.point(i1, (j0 + j1) // 2)
        dx, dy = (east[0] - west[0]) / UNITS_X, (east[1] - west[1]) / UNITS_Y
        length = sqrt(dx * dx + dy * dy)
        self.c, self.s = dx / length, dy / length
        self.ring = [self.local(point) for point in self.corners]
        self.edges = [
            (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]), a, b)
            for a, b in pairwise(self.ring)
        ]

    def local(self, point: Point) -> tuple[float, float]:
        dx, dy = (point[0] - self.x0) / UNITS_X, (point[1] - self.y0) / UNITS_Y
        return dx * self.c + dy * self.s, dy * self.c - dx * self.s

    def world(self, x: float, y: float) -> Point:
        east, north = x * self.c - y * self.s, x * self.s + y * self.c
        return self.x0 + round(east * UNITS_X), self.y0 + round(north * UNITS_Y)

    def clear(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether the box lies wholly inside the grid."""
        for west, south, east, north, a, b in self.edges:
            near = west <= x1 and east >= x0 and south <= y1 and north >= y0
            if near and _meets(a, b, x0, y0, x1, y1):
                return False
        return _holds(self.ring, (x0 + x1) / 2.0, (y0 + y1) / 2.0)


def _meets(
    a: tuple[float, float], b: tuple[float, float], x0: float, y0: float, x1: float, y1: float
) -> bool:
    """Whether the endless line through a and b touches the box."""
    (ax, ay), (bx, by) = a, b
    dx, dy = bx - ax, by - ay
    sides = [dx * (y - ay) - dy * (x - ax) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
    return min(sides) <= 0.0 <= max(sides)


def _holds(ring: list[tuple[float, float]], x: float, y: float) -> bool:
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside


def _plots(
    frame: _Frame, shape: tuple[float, float, float, float], chance: Chance
) -> list[tuple[float, ...]]:
    """Boxes of one footprint in rows that keep clear of the streets and of each other."""
    width, depth, across, along = shape
    xs, ys = [x for x, _ in frame.ring], [y for _, y in frame.ring]
    out: list[tuple[float, ...]] = []
    y = min(ys) + _MARGIN + 4.0 * chance.unit()
    while y + depth < max(ys):
        x = min(xs) + _MARGIN + 10.0 * chance.unit()
        while x + width < max(xs):
            if frame.clear(x - _MARGIN, y - _MARGIN, x + width + _MARGIN, y + depth + _MARGIN):
                out.append((x, y, x + width, y + depth))
                x += width + across
            else:
                x += 6.0
        y += depth + along
    return out


def _programme(chance: Chance) -> list[tuple[int, int, int]]:
    """Houses as (units, floors, rooms on a floor) that together hold 300 to 500 households."""
    kinds = _KINDS[chance.pick(_MIX)]
    aim = chance.between(_LOW, _HIGH)
    out: list[tuple[int, int, int]] = []
    total = 0
    while total < aim - 30:
        units, low, high, rooms = chance.pick(kinds)
        floors = min(chance.between(low, high), (aim + 30 - total) // (units * rooms))
        out.append((units, floors, rooms))
        total += units * floors * rooms
    return out


def layout(whole: Plan, grid: GridPlan) -> Layout:
    """The houses of one grid and the places in it where things happen."""
    chance = Chance(whole.seed, "houses", grid.path)
    frame, homes = _Frame(whole, grid), _programme(chance)
    boxes: list[tuple[float, ...]] = []
    shapes = _PLOTS if len(homes) > 5 else _PLOTS[1:]
    for shape in shapes:
        boxes = _plots(frame, shape, chance)
        if len(boxes) >= len(homes) + 2:
            break
    if len(boxes) < len(homes):
        homes = [(2, 25, 4), (1, 33, 4), (1, 22, 4)]
    estate = _estates(whole.seed, grid, chance)
    taken = [boxes[k * len(boxes) // len(homes)] for k in range(len(homes))]
    free = [box for box in boxes if box not in taken]
    half = (len(homes) + 1) // 2 if len(estate) > 1 else len(homes)
    buildings: list[BuildingSpec] = []
    for k, (box, (units, floors, rooms)) in enumerate(zip(taken, homes, strict=True)):
        name, number = (estate[0][0], k + 1) if k < half else (estate[1][0], k - half + 1)
        ring = _ring(frame, box)
        code = f"{k + 1:05d}"
        buildings.append(
            BuildingSpec(
                grid.path, code, f"{name}{number}幢", name, "residence", [ring], units, floors, rooms
            )
        )
    buildings.extend(_public(grid, frame, free, chance, len(buildings)))
    return Layout(buildings, _spots(grid, frame, taken, buildings, dict(estate)))


def _ring(frame: _Frame, box: tuple[float, ...]) -> Ring:
    x0, y0, x1, y1 = box
    points = [frame.world(*corner) for corner in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))]
    return degrees(points)


def _estates(seed: int, grid: GridPlan, chance: Chance) -> list[tuple[str, str]]:
    """One or two estates (Chinese and English name), unlike those of the grid's neighbours."""
    number = int(grid.code[6:])
    # Names come from one shuffled list by position, so that no two grids of a community share one.
    stems = _estate_stems(seed)
    at = (int(grid.code[6:9]) * 331 + int(grid.code[9:12]) * 57 + int(grid.code[12:]) * 2) % (len(stems) - 1)
    out = []
    for stem in (stems[at], stems[at + 1])[: 1 + number % 2]:
        zh, en = chance.pick(names.book()["estates"]["kinds"])
        out.append((stem + zh, f"{names.pinyin(stem)} {en}"))
    return out


def _estate_stems(seed: int) -> list[str]:
    if seed not in _STEMS:
        _STEMS.clear()
        _STEMS[seed] = names.pairs("estates", Chance(seed, "estates"))
    return _STEMS[seed]


_STEMS: dict[int, list[str]] = {}


def _public(
    grid: GridPlan, frame: _Frame, free: list[tuple[float, ...]], chance: Chance, at: int
) -> Iterator[BuildingSpec]:
    """Up to three houses where nobody lives: shops, a school, a station."""
    kinds = chance.shuffled(names.book()["public"])
    stem = grid.community.removesuffix("社区")
    for k, (box, (zh, _)) in enumerate(zip(chance.shuffled(free)[:3], kinds, strict=False), at + 1):
        yield BuildingSpec(
            grid.path,
            f"{k:05d}",
            f"{stem}{zh}",
            "",
            "public",
            [_ring(frame, box)],
            0,
            chance.between(1, 4),
            0,
        )


def _spots(
    grid: GridPlan,
    frame: _Frame,
    taken: list[tuple[float, ...]],
    buildings: list[BuildingSpec],
    english: dict[str, str],
) -> list[Spot]:
    out: list[Spot] = []
    for number, house in enumerate(buildings):
        ring = house.polygon[0]
        x = (round(ring[0][0] * 1e7) + round(ring[2][0] * 1e7)) // 2
        y = (round(ring[0][1] * 1e7) + round(ring[2][1] * 1e7)) // 2
        if house.units:
            en = f"Building {house.name.removeprefix(house.estate)[:-1]}, {english[house.estate]}"
            out.append(Spot("building", x, y, 7.0 * UNITS_X, 7.0 * UNITS_Y, house.name, en))
            if number % 4 == 0:
                out.append(
                    Spot("estate", x, y, 9.0 * UNITS_X, 9.0 * UNITS_Y, house.estate, english[house.estate])
                )
        else:
            en = f"the public building of {grid.community_en}"
            out.append(Spot("public", x, y, 7.0 * UNITS_X, 7.0 * UNITS_Y, house.name, en))
    out.extend(_road_spots(grid, frame))
    return out


def _road_spots(grid: GridPlan, frame: _Frame) -> Iterator[Spot]:
    """Places on the near half of the streets around a grid."""
    i0, j0, i1, j1, (west, south, east, north) = grid.block
    wide, high = i1 - i0, j1 - j0
    starts = ((0, wide, south), (wide, high, east), (wide + high, wide, north), (2 * wide + high, high, west))
    for first, count, street in starts:
        for k in (1, count // 2, count - 2):
            (ax, ay), (bx, by) = frame.ring[first + k], frame.ring[first + k + 1]
            mx, my = (ax + bx) / 2.0, (ay + by) / 2.0
            length = sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
            # The ring runs counter-clockwise: inside is to the left.
            x, y = mx - (by - ay) / length * 8.0, my + (bx - ax) / length * 8.0
            if frame.clear(x - 4.5, y - 4.5, x + 4.5, y + 4.5):
                px, py = frame.world(x, y)
                yield Spot("road", px, py, 3.0 * UNITS_X, 3.0 * UNITS_Y, street, "")


@lru_cache(maxsize=4)
def households(seed: int, scale: str) -> dict[str, int]:
    """Households of every grid by path."""
    whole = plan(seed, scale)
    return {
        grid.path: sum(house.households for house in layout(whole, grid).buildings) for grid in whole.grids
    }


def buildings(seed: int, scale: str) -> Iterator[BuildingSpec]:
    """Every house, grid by grid; nothing is kept."""
    whole = plan(seed, scale)
    for grid in whole.grids:
        yield from layout(whole, grid).buildings


def dwellings(house: BuildingSpec) -> Iterator[DwellingSpec]:
    """The flats of a house, unit by unit, from the ground up."""
    for unit in range(1, house.units + 1):
        for floor in range(1, house.floors + 1):
            for door in range(1, house.rooms_per_floor + 1):
                room = f"{floor}{door:02d}"
                path = f"{house.path}{unit:02d}{floor:02d}{door:02d}/"
                yield DwellingSpec(path, unit, floor, room, f"{unit}单元{room}室")
