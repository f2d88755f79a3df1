"""Metres and square metres against figures of the ellipsoid that stand in tables."""

from __future__ import annotations

import math

import pytest
import shapely

from happiness_cloud.places.rules import metres


@pytest.mark.parametrize(
    ("lat", "east", "north"), [(0, 111319.49, 110574.28), (45, 78846.84, 111131.78), (60, 55800.0, 111412.24)]
)
def test_a_degree_is_as_long_as_the_tables_say(lat: float, east: float, north: float) -> None:
    assert metres.degree_at(lat) == pytest.approx((east, north), rel=1e-5)


@pytest.mark.parametrize("lat", [-33.9, 0.0, 30.6, 53.4])
def test_a_small_square_has_the_area_of_its_sides(lat: float) -> None:
    east, north = metres.degree_at(lat)
    square = shapely.box(114.3, lat - 0.0005, 114.301, lat + 0.0005)
    assert metres.area_m2(square) == pytest.approx(east * north * 1e-6, rel=1e-6)


def test_a_belt_of_a_degree_has_the_area_of_the_closed_formula() -> None:
    a, e = 6378137.0, 0.00669437999014**0.5

    def up_to(lat: float) -> float:
        sine = math.sin(math.radians(lat))
        curve = sine / (1 - (e * sine) ** 2) + math.log((1 + e * sine) / (1 - e * sine)) / (2 * e)
        return a * a * (1 - e * e) * math.radians(1) / 2 * curve

    for south in (0, 30, 52):
        fine = shapely.segmentize(shapely.box(114, south, 115, south + 1), 0.005)
        assert metres.area_m2(fine) == pytest.approx(up_to(south + 1) - up_to(south), rel=1e-7)


def test_distance_is_zero_inside_and_in_metres_outside() -> None:
    square = shapely.box(114.3, 30.6, 114.31, 30.61)
    assert metres.distance_m(square, 114.305, 30.605) == 0
    assert metres.distance_m(square, 114.2999, 30.605) == pytest.approx(9.59, abs=0.01)
    assert metres.distance_m(square, 114.305, 30.6101) == pytest.approx(11.09, abs=0.01)
