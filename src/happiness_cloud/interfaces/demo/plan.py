"""The plan of the sample district: outline, sub-districts, communities, grids, streets and the lake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isqrt
from typing import NamedTuple

from happiness_cloud.interfaces.demo import names
from happiness_cloud.interfaces.demo.chance import Chance
from happiness_cloud.interfaces.demo.lattice import LAKE_R, LAKE_V, Lattice, Point
from happiness_cloud.interfaces.demo.scales import DIVISION, SCALES

Ring = list[tuple[float, float]]
_CELLS = 6  # lattice cells along the side of an average grid


@dataclass(frozen=True, slots=True)
class AreaSpec:
    """An area with its border.

    `kind` is district, subdistrict, community or grid; `code` has 6, 9, 12 or 15 digits; `polygon` holds
    closed rings (outer first, counter-clockwise) of (lon, lat) in WGS84 with at most 7 decimals.
    """

    kind: str
    code: str
    path: str
    name_zh: str
    name_en: str
    parent_path: str
    polygon: list[Ring]
    households: int


@dataclass(frozen=True, slots=True)
class RoadSpec:
    """A street: its name, rank (main, middle, small, lane) and centre line (lon, lat)."""

    name_zh: str
    name_en: str
    rank: str
    line: Ring


@dataclass(frozen=True, slots=True)
class LandmarkSpec:
    """A thing everybody knows, outside the area tree."""

    kind: str
    name_zh: str
    name_en: str
    polygon: list[Ring]


class Block(NamedTuple):
    """A block of lattice cells with the streets on its west, south, east and north side."""

    i0: int
    j0: int
    i1: int
    j1: int
    sides: tuple[str, str, str, str]


class GridPlan(NamedTuple):
    """What the builders of houses need to know of a grid."""

    path: str
    code: str
    block: Block
    community: str
    community_en: str
    sub_district: str


class Node(NamedTuple):
    """An area before its households are counted."""

    kind: str
    code: str
    path: str
    name_zh: str
    name_en: str
    parent: str
    block: Block


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole district before houses: areas parents first, grids in order, streets."""

    seed: int
    scale: str
    lattice: Lattice
    nodes: list[Node]
    grids: list[GridPlan]
    roads: list[RoadSpec]


class _Roads:
    """Gives every cut through the town the next free street name."""

    def __init__(self, seed: int, lattice: Lattice) -> None:
        self._stems = iter(names.pairs("roads", Chance(seed, "roads")))
        self._lattice = lattice
        self.made: list[RoadSpec] = []

    def name(self, rank: str, start: Point, end: Point) -> str:
        """A new street along the straight lattice line from `start` to `end`."""
        stem = next(self._stems)
        zh, en = names.book()["ranks"][rank]
        (i0, j0), (i1, j1) = start, end
        points = [self._lattice.point(i, j) for i in range(i0, i1 + 1) for j in range(j0, j1 + 1)]
        road = RoadSpec(stem + zh, f"{names.pinyin(stem)} {en}", rank, degrees(points))
        self.made.append(road)
        return road.name_zh


def degrees(points: list[Point]) -> Ring:
    """Whole 1e-7 degrees as (lon, lat); the quotient is the nearest double on every machine."""
    return [(x / 1e7, y / 1e7) for x, y in points]


@lru_cache(maxsize=4)
def plan(seed: int, scale: str) -> Plan:
    """Lay out the district: the same for the same seed and scale."""
    size = SCALES[scale]
    columns = isqrt(size.all_grids * _CELLS * _CELLS) + 1
    rows = -(-size.all_grids * _CELLS * _CELLS // columns)
    lattice = Lattice(seed, columns, rows)
    chance, roads = Chance(seed, "split"), _Roads(seed, lattice)
    whole = Block(0, 0, columns, rows, tuple(names.book()["edge"]))
    name = names.book()["district"]
    path = f"/{DIVISION}/"
    nodes = [Node("district", DIVISION, path, f"{name}区", f"{names.pinyin(name)} District", "", whole)]
    grids: list[GridPlan] = []
    subs = names.words("sub_districts")
    communities = iter(
        names.community_names(Chance(seed, "communities"), size.sub_districts * size.communities)
    )
    for s, outer in enumerate(_cut(whole, size.sub_districts, "main", chance, roads), 1):
        sub = Node(
            "subdistrict", f"{DIVISION}{s:03d}", f"{path}{s:03d}/", f"{subs[s - 1]}街道",
            f"{names.pinyin(subs[s - 1])} Sub-district", path, outer,
        )  # fmt: skip
        nodes.append(sub)
        for c, inner in enumerate(_cut(outer, size.communities, "middle", chance, roads), 1):
            stem = "梧桐" if (s, c) == (1, 1) else next(communities)
            nodes.extend(_community(sub, c, stem, inner, size.grids, chance, roads, grids))
    return Plan(seed, scale, lattice, nodes, grids, roads.made)


def _community(
    sub: Node,
    c: int,
    stem: str,
    block: Block,
    count: int,
    chance: Chance,
    roads: _Roads,
    grids: list[GridPlan],
) -> Iterator[Node]:
    path = f"{sub.path}{c:03d}/"
    zh, en = f"{stem}社区", f"{names.pinyin(stem)} Community"
    yield Node("community", f"{sub.code}{c:03d}", path, zh, en, sub.path, block)
    for g, leaf in enumerate(_cut(block, count, "small", chance, roads), 1):
        code = f"{sub.code}{c:03d}{g:03d}"
        node = Node("grid", code, f"{path}{g:03d}/", f"第{g:02d}网格", f"Grid {g:02d}", path, leaf)
        grids.append(GridPlan(node.path, code, leaf, zh, en, sub.name_zh))
        yield node


def _cut(block: Block, count: int, rank: str, chance: Chance, roads: _Roads) -> list[Block]:
    """`count` blocks that fill `block`, numbered from west to east, then from north to south."""
    leaves = list(_split(block, count, rank, chance, roads))
    height = max(1, (block.j1 - block.j0) // max(1, isqrt(count)))
    return sorted(leaves, key=lambda b: ((block.j1 - b.j1) // height, b.i0, -b.j1))


def _split(block: Block, count: int, rank: str, chance: Chance, roads: _Roads) -> Iterator[Block]:
    if count == 1:
        yield block
        return
    i0, j0, i1, j1, (west, south, east, north) = block
    left = count // 2 if count < 4 or chance.unit() < 0.6 else count // 2 - 1
    if i1 - i0 >= j1 - j0:
        cut = i0 + _share(i1 - i0, left, count)
        name = roads.name(_rank(rank, count), (cut, j0), (cut, j1))
        parts = (
            Block(i0, j0, cut, j1, (west, south, name, north)),
            Block(cut, j0, i1, j1, (name, south, east, north)),
        )
    else:
        cut = j0 + _share(j1 - j0, left, count)
        name = roads.name(_rank(rank, count), (i0, cut), (i1, cut))
        parts = (
            Block(i0, j0, i1, cut, (west, south, east, name)),
            Block(i0, cut, i1, j1, (west, name, east, north)),
        )
    yield from _split(parts[0], left, rank, chance, roads)
    yield from _split(parts[1], count - left, rank, chance, roads)


def _share(width: int, left: int, count: int) -> int:
    # Half up in whole numbers: round() of a quotient would do, but this cannot surprise.
    return (2 * width * left + count) // (2 * count)


def _rank(rank: str, count: int) -> str:
    return "lane" if rank == "small" and count <= 3 else rank


def lake(seed: int, scale: str) -> LandmarkSpec:
    """The lake 云湖: it shares its eastern shore with the district's outline."""
    lattice = plan(seed, scale).lattice
    low = int((LAKE_V - LAKE_R + 1.0) / 2.0 * lattice.rows)
    high = int((LAKE_V + LAKE_R + 1.0) / 2.0 * lattice.rows)
    shore = [lattice.point(0, j) for j in range(low, high + 1)]
    far = [lattice.place(0, j, -0.85) for j in range(high - 1, low, -1)]
    ring = degrees([*shore, *far, shore[0]])
    return LandmarkSpec(
        "lake", names.book()["district"], f"{names.pinyin(names.book()['district'])} Lake", [ring]
    )


def roads(seed: int, scale: str) -> list[RoadSpec]:
    """Every street inside the district; streets run along the borders of areas."""
    return plan(seed, scale).roads


def counted(whole: Plan, homes: dict[str, int]) -> Iterator[AreaSpec]:
    """The area tree, parents before children, given the households of every grid by path."""
    total: dict[str, int] = {}
    for path, count in homes.items():
        for end in (8, 12, 16, 20):
            total[path[:end]] = total.get(path[:end], 0) + count
    for kind, code, path, zh, en, parent, block in whole.nodes:
        ring = degrees(whole.lattice.ring(block.i0, block.j0, block.i1, block.j1))
        yield AreaSpec(kind, code, path, zh, en, parent, [ring], total[path])
