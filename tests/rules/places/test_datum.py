"""Datums: there and back, known points, and what cannot be a point."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places.rules import datum
from happiness_cloud.places.terms import DATUMS, Datum

SHIFTED = (Datum.GCJ02, Datum.BD09)
china = st.tuples(st.floats(73, 136), st.floats(2, 54))


@pytest.mark.parametrize("kind", SHIFTED)
@given(point=china)
@settings(deadline=None, max_examples=200)
def test_a_point_comes_back_to_a_ten_millionth_of_a_degree(kind: Datum, point: tuple[float, float]) -> None:
    there = datum.from_wgs84(*point, kind)
    back = datum.to_wgs84(*there, kind)
    assert max(abs(back[0] - point[0]), abs(back[1] - point[1])) < 1e-7
    # The shift is there, and never more than some kilometres.
    assert 0 < math.dist(there, point) < 0.04


def test_points_published_with_the_formulas_come_out_the_same() -> None:
    assert datum.from_wgs84(116.404, 39.915, Datum.GCJ02) == pytest.approx(
        (116.41024449916938, 39.91640428150164), abs=1e-9
    )
    bd = datum.from_wgs84(*datum.to_wgs84(116.404, 39.915, Datum.GCJ02), Datum.BD09)
    assert bd == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)


@pytest.mark.parametrize("kind", list(Datum))
@pytest.mark.parametrize("point", [(-73.98, 40.74), (-0.12, 51.5), (151.2, -33.86), (139.69, 35.69)])
def test_outside_china_nothing_moves(kind: Datum, point: tuple[float, float]) -> None:
    assert datum.to_wgs84(*point, kind) == point
    assert datum.from_wgs84(*point, kind) == point


def test_wgs84_is_left_alone_in_china_too() -> None:
    assert datum.to_wgs84(114.3, 30.6, Datum.WGS84) == (114.3, 30.6)


@pytest.mark.parametrize("kind", SHIFTED)
def test_many_points_at_once_are_each_as_alone(kind: Datum) -> None:
    rng = np.random.default_rng(5)
    lons, lats = rng.uniform(70, 140, 200), rng.uniform(0, 58, 200)
    before = lons.copy()
    many = datum.to_wgs84_many(lons, lats, kind)
    assert (lons == before).all()
    alone = np.array([datum.to_wgs84(x, y, kind) for x, y in zip(lons, lats, strict=True)])
    assert np.abs(np.column_stack(many) - alone).max() < 1e-10


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        (math.nan, 30.6, "places.bad_coordinate"),
        (114.3, math.inf, "places.bad_coordinate"),
        (30.6, 114.3, "places.swapped_coordinate"),
        (181.0, 30.6, "places.coordinate_out_of_range"),
        (114.3, 90.1, "places.coordinate_out_of_range"),
    ],
)
def test_what_cannot_be_a_point_is_refused_with_its_reason(lon: float, lat: float, reason: str) -> None:
    for ask in (datum.to_wgs84, datum.from_wgs84):
        with pytest.raises(Invalid) as refused:
            ask(lon, lat, Datum.GCJ02)
        assert refused.value.code == reason


def test_a_bad_point_among_many_is_named_by_its_row() -> None:
    with pytest.raises(Invalid) as refused:
        datum.to_wgs84_many([114.3, 114.3, 30.6], [30.6, 30.6, 114.3], Datum.GCJ02)
    assert refused.value.facts["row"] == 2
    with pytest.raises(Invalid) as refused:
        datum.to_wgs84_many([114.3], [30.6, 30.7], Datum.GCJ02)
    assert refused.value.code == "places.uneven_coordinates"


def test_no_points_are_no_points() -> None:
    assert all(len(part) == 0 for part in datum.to_wgs84_many([], [], Datum.BD09))


def test_every_datum_has_a_label() -> None:
    assert set(DATUMS) == set(Datum)
