"""One grid for each point, the same as asking every polygon, and the neighbours near a border."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.rules.places.lattice import SIDE, SOUTH, WEST, lattice, square

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places.rules.locate import GridIndex

TOWN = lattice(9)
INDEX = GridIndex(TOWN)


def _asked_one_by_one(
    grids: list[tuple[str, shapely.Geometry]], lons: NDArray[np.float64], lats: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The slow truth: every point against every polygon, the smallest path first."""
    points = shapely.points(lons, lats)
    found = np.full(len(points), -1)
    for row, (_path, shape) in reversed(list(enumerate(sorted(grids, key=lambda grid: grid[0])))):
        found[shapely.intersects(shape, points)] = row
    return found


def _points(shapes: list[shapely.Geometry], seed: int) -> NDArray[np.float64]:
    """Points all over, on corners, on edges, and a breath beside them."""
    rng = np.random.default_rng(seed)
    low, high = np.array([WEST, SOUTH]) - 0.01, np.array([WEST, SOUTH]) + SIDE + 0.01
    corners = shapely.get_coordinates(shapes)
    halves = (corners[1:] + corners[:-1]) / 2
    beside = np.concatenate((corners, halves)) + rng.uniform(-1e-12, 1e-12, (2 * len(corners) - 1, 2))
    return np.concatenate((rng.uniform(low, high, (2000, 2)), corners, halves, beside))


@pytest.mark.parametrize(("across", "seed"), [(1, 1), (2, 2), (9, 3), (14, 4)])
def test_every_point_gets_the_grid_that_asking_all_polygons_gives(across: int, seed: int) -> None:
    town = lattice(across, seed=seed)
    at = _points([shape for _path, shape in town], seed)
    found = GridIndex(town).locate_many(at[:, 0], at[:, 1])
    assert (found == _asked_one_by_one(town, at[:, 0], at[:, 1])).all()
    assert (found >= 0).sum() > 500


shape = st.one_of(
    st.tuples(*[st.integers(0, 20)] * 4).map(
        lambda b: shapely.box(b[0], b[1], b[0] + b[2] % 9 + 1, b[1] + b[3] % 9 + 1)
    ),
    st.tuples(*[st.integers(0, 20)] * 3).map(lambda b: shapely.Point(b[0], b[1]).buffer(b[2] % 6 + 0.5)),
    st.tuples(st.integers(0, 12), st.integers(0, 12)).map(
        lambda b: shapely.box(b[0], b[1], b[0] + 8, b[1] + 8) - shapely.box(b[0] + 2, b[1] + 2, b[0] + 6, b[1] + 5)
    ),
    st.integers(0, 15).map(
        lambda b: shapely.MultiPolygon([shapely.box(b, 0, b + 1, 1), shapely.box(b + 3, 8, b + 5, 12)])
    ),
)  # fmt: skip


@given(st.lists(shape, min_size=1, max_size=12))
@settings(deadline=None, max_examples=40)
def test_overlaps_holes_and_islands_are_answered_like_asking_all(shapes: list[shapely.Geometry]) -> None:
    grids = [(f"/990106/001/001/{row + 1:03d}/", one) for row, one in enumerate(shapes)]
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(-1, 31, 0.5), np.arange(-1, 31, 0.5)))
    assert (GridIndex(grids).locate_many(x, y) == _asked_one_by_one(grids, x, y)).all()


def test_the_order_of_the_polygons_changes_nothing() -> None:
    at = _points([shape for _path, shape in TOWN], 9)
    shuffled = GridIndex(TOWN[::-1])
    assert shuffled.paths == INDEX.paths
    assert (shuffled.locate_many(at[:, 0], at[:, 1]) == INDEX.locate_many(at[:, 0], at[:, 1])).all()


def test_a_shared_corner_belongs_to_the_smallest_path() -> None:
    grids = [("/990106/001/001/004/", square(114.30, 30.60)), ("/990106/001/001/002/", square(114.31, 30.60)),
             ("/990106/001/001/003/", square(114.31, 30.61)), ("/990106/001/001/001/", square(114.30, 30.61))]  # fmt: skip
    located = GridIndex(grids).locate(114.31, 30.61)
    assert located.path == "/990106/001/001/001/"
    assert [path[-4:-1] for path, _metres in located.neighbours] == ["002", "003", "004"]
    assert all(metres == 0 for _path, metres in located.neighbours)


def test_near_a_border_the_warning_names_the_neighbours_with_their_distance() -> None:
    index = GridIndex(
        [
            ("/990106/001/001/001/", square(114.30, 30.60)),
            ("/990106/001/001/002/", shapely.box(114.31, 30.60, 114.32, 30.61)),
            ("/990106/001/001/003/", shapely.box(114.30, 30.61, 114.32, 30.62)),
        ]
    )
    near = index.locate(114.3099, 30.6099)
    assert near.near_border
    assert near.path == "/990106/001/001/001/"
    assert [path for path, _metres in near.neighbours] == ["/990106/001/001/002/", "/990106/001/001/003/"]
    assert [metres for _path, metres in near.neighbours] == pytest.approx([9.59, 11.09], abs=0.01)
    assert [path for path, _ in index.locate(114.3099, 30.6099, border_m=10).neighbours] == [
        "/990106/001/001/002/"
    ]
    inside = index.locate(114.305, 30.605)
    assert (inside.path, inside.neighbours, inside.near_border) == ("/990106/001/001/001/", (), False)
    # At the outer edge there is no neighbour to ask.
    assert not index.locate(114.3000001, 30.605).near_border


def test_just_outside_all_grids_the_nearest_are_named_but_none_is_given() -> None:
    located = INDEX.locate(WEST - 1, SOUTH)
    assert (located.path, located.near_border) == (None, False)
    lone = GridIndex([("/990106/001/001/001/", square(114.30, 30.60))]).locate(114.2999, 30.605)
    assert lone.path is None
    assert lone.neighbours == (("/990106/001/001/001/", pytest.approx(9.59, abs=0.01)),)


@given(st.floats(WEST, WEST + SIDE), st.floats(SOUTH, SOUTH + SIDE))
@settings(deadline=None, max_examples=100)
def test_one_point_alone_is_answered_as_among_many(lon: float, lat: float) -> None:
    row = int(INDEX.locate_many([lon], [lat])[0])
    assert INDEX.locate(lon, lat).path == (INDEX.paths[row] if row >= 0 else None)


def test_points_without_a_number_lie_nowhere() -> None:
    lons, lats = [np.nan, np.inf, -np.inf, 1e300], [30.6, np.nan, 30.6, -1e300]
    assert INDEX.locate_many(lons, lats).tolist() == [-1, -1, -1, -1]
    assert INDEX.locate_many([], []).tolist() == []


def test_an_index_of_nothing_finds_nothing() -> None:
    for index in (GridIndex([]), GridIndex([("/990106/001/001/001/", shapely.Polygon())])):
        assert index.locate(114.3, 30.6).path is None
        assert index.locate_many([114.3], [30.6]).tolist() == [-1]
    beside = GridIndex(
        [("/990106/001/001/001/", shapely.Polygon()), ("/990106/001/001/002/", square(114.3, 30.6))]
    )
    assert beside.locate(114.305, 30.605).path == "/990106/001/001/002/"


def test_wkb_serves_as_well_as_a_polygon_and_the_given_one_stays_as_it_was() -> None:
    shape = square(114.3, 30.6)
    index = GridIndex([("/990106/001/001/001/", shapely.to_wkb(shape))])
    assert index.locate(114.305, 30.605).path == "/990106/001/001/001/"
    GridIndex([("/990106/001/001/001/", shape)])
    assert not shapely.is_prepared(shape)


def test_a_thread_of_a_grid_and_a_speck_are_found() -> None:
    thread = shapely.box(114.0, 30.6, 115.0, 30.600001)
    speck = shapely.box(114.3, 30.7, 114.300000001, 30.700000001)
    index = GridIndex([("/990106/001/001/001/", thread), ("/990106/001/001/002/", speck)])
    assert index.locate(114.5, 30.6000005).path == "/990106/001/001/001/"
    assert index.locate(114.3000000005, 30.7000000005).path == "/990106/001/001/002/"
    assert GridIndex([("/990106/001/001/002/", speck)]).locate(114.3, 30.7).path == "/990106/001/001/002/"


def test_what_cannot_be_indexed_or_asked_is_refused() -> None:
    shape = square(114.3, 30.6)
    with pytest.raises(Invalid) as refused:
        GridIndex([("/990106/001/001/001/", shape), ("/990106/001/001/001/", shape)])
    assert refused.value.code == "places.repeated_grid"
    for bad in (b"not wkb", shapely.Point(1, 2)):
        with pytest.raises(Invalid) as refused:
            GridIndex([("/990106/001/001/001/", bad)])
        assert refused.value.code == "places.not_an_area"
    for lon, lat, metres, reason in (
        (30.6, 114.3, 20, "places.swapped_coordinate"),
        (float("nan"), 30.6, 20, "places.bad_coordinate"),
        (114.3, 30.6, -1, "places.bad_border"),
        (114.3, 30.6, float("nan"), "places.bad_border"),
    ):
        with pytest.raises(Invalid) as refused:
            INDEX.locate(lon, lat, metres)
        assert refused.value.code == reason
    with pytest.raises(Invalid) as refused:
        INDEX.locate_many([1.0, 2.0], [1.0])
    assert refused.value.code == "places.uneven_coordinates"
