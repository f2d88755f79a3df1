"""The sample district is a proper map: no gap, no overlap, houses inside their grids."""

from __future__ import annotations

from collections import defaultdict

import pytest
from shapely import STRtree
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from happiness_cloud.interfaces.demo.buildings import buildings, dwellings
from happiness_cloud.interfaces.demo.geometry import AreaSpec, areas, lake, roads
from happiness_cloud.interfaces.demo.plan import plan
from happiness_cloud.interfaces.demo.scales import SCALES

SEEDS = (1, 7, 20)


def _shapes(seed: int, scale: str) -> dict[str, tuple[AreaSpec, Polygon]]:
    return {area.path: (area, Polygon(area.polygon[0])) for area in areas(seed, scale)}


@pytest.fixture(scope="module")
def small() -> dict[str, tuple[AreaSpec, Polygon]]:
    return _shapes(7, "small")


@pytest.mark.parametrize(("seed", "scale"), [*((seed, "small") for seed in SEEDS), (7, "district")])
def test_children_cover_their_parent_exactly(seed: int, scale: str) -> None:
    shapes = _shapes(seed, scale)
    children: dict[str, list[Polygon]] = defaultdict(list)
    for area, shape in shapes.values():
        assert shape.is_valid, area.path
        assert shape.exterior.is_ccw, area.path
        assert area.polygon[0][0] == area.polygon[0][-1], area.path
        if area.parent_path:
            children[area.parent_path].append(shape)
    for path, parts in children.items():
        parent = shapes[path][1]
        assert unary_union(parts).symmetric_difference(parent).area <= 1e-9 * parent.area, path
        overlap = sum(part.area for part in parts) - parent.area
        assert abs(overlap) <= 1e-9 * parent.area, path


def test_every_level_has_its_number_of_areas_and_codes_follow_paths(
    small: dict[str, tuple[AreaSpec, Polygon]],
) -> None:
    scale = SCALES["small"]
    counts: dict[str, int] = defaultdict(int)
    for area, _ in small.values():
        counts[area.kind] += 1
        assert area.path.replace("/", "") == area.code
        assert area.path.startswith(area.parent_path)
    assert counts == {"district": 1, "subdistrict": 2, "community": 6, "grid": scale.all_grids}


def test_every_grid_has_300_to_500_households_and_parents_add_up(
    small: dict[str, tuple[AreaSpec, Polygon]],
) -> None:
    for seed in SEEDS:
        sums: dict[str, int] = defaultdict(int)
        found = {area.path: area for area in areas(seed, "small")}
        for area in found.values():
            if area.kind == "grid":
                assert 300 <= area.households <= 500, area.path
            sums[area.parent_path] += area.households
        assert all(sums[path] == area.households for path, area in found.items() if area.kind != "grid")


def test_houses_stand_inside_their_grid_and_apart(small: dict[str, tuple[AreaSpec, Polygon]]) -> None:
    homes: dict[str, int] = defaultdict(int)
    shapes, paths = [], []
    for house in buildings(7, "small"):
        shape = Polygon(house.polygon[0])
        assert small[house.grid_path][1].contains(shape), house.path
        homes[house.grid_path] += sum(1 for _ in dwellings(house))
        shapes.append(shape)
        paths.append(house.path)
    assert len(set(paths)) == len(paths)
    left, right = STRtree(shapes).query(shapes, predicate="intersects")
    assert all(a == b for a, b in zip(left, right, strict=True))
    assert homes == {path: area.households for path, (area, _) in small.items() if area.kind == "grid"}


def test_names_are_unique_within_the_parent_and_written_in_both_scripts() -> None:
    for scale in ("small", "district"):
        seen = set()
        for node in plan(7, scale).nodes:
            assert (node.parent, node.name_zh) not in seen
            seen.add((node.parent, node.name_zh))
            assert node.name_en.isascii()
        streets = [road.name_zh for road in roads(7, scale)]
        assert len(set(streets)) == len(streets)
    for house_names in _by_grid(7):
        assert len(set(house_names)) == len(house_names)


def test_a_dwelling_carries_unit_and_room() -> None:
    house = next(house for house in buildings(7, "small") if house.units > 1)
    flats = list(dwellings(house))
    assert len({flat.path for flat in flats}) == house.households == len(flats)
    assert flats[0].name == "1单元101室"


def test_the_lake_touches_the_district_without_covering_any_of_it(
    small: dict[str, tuple[AreaSpec, Polygon]],
) -> None:
    water, land = Polygon(lake(7, "small").polygon[0]), small["/990106/"][1]
    assert water.is_valid
    assert water.touches(land)
    assert water.distance(Point(114.30, 30.60)) < 0.05


def test_coordinates_have_at_most_seven_decimals(small: dict[str, tuple[AreaSpec, Polygon]]) -> None:
    for area, _ in small.values():
        for lon, lat in area.polygon[0]:
            assert round(lon, 7) == lon
            assert round(lat, 7) == lat


def _by_grid(seed: int) -> list[list[str]]:
    out: dict[str, list[str]] = defaultdict(list)
    for house in buildings(seed, "small"):
        out[house.grid_path].append(house.name)
    return list(out.values())
