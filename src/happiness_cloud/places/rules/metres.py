"""Metres on the WGS84 ellipsoid, near one place: scale of a degree, areas, a local plane."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
_A = 6378137.0
_E2 = 0.00669437999014
_RADIAN = np.pi / 180
# The meridian arc from the equator: a mean part and sines of 2, 4 and 6 times the latitude.
_ARC_MEAN = 0.9983242984503243
_ARC = (-0.002514607064228144, 2.639046602129982e-06, -3.418046101696858e-09)


def degree_at(lat: float) -> tuple[float, float]:
    """Metres of one degree of longitude and of latitude at `lat`."""
    sine = float(np.sin(lat * _RADIAN))
    curve = 1 - _E2 * sine * sine
    east = _A * float(np.cos(lat * _RADIAN)) / curve**0.5 * _RADIAN
    north = _A * (1 - _E2) / curve**1.5 * _RADIAN
    return max(east, 1e-6), north


def area_m2(geometry: BaseGeometry) -> float:
    """The area in m² of one shape in WGS84 degrees."""
    return float(areas_m2(np.array([geometry], dtype=object))[0])


def areas_m2(geometries: NDArray[Any]) -> Floats:
    """The areas in m² of shapes in WGS84 degrees, by an equal-area projection (sinusoidal, ellipsoid)."""
    return np.asarray(shapely.area(shapely.transform(geometries, _sinusoidal)), dtype=np.float64)


def distance_m(geometry: BaseGeometry, lon: float, lat: float) -> float:
    """Metres from a point to the nearest point of a shape, 0 inside it; right for distances up to some km."""
    east, north = degree_at(lat)
    scale = np.array([east, north])
    here = np.array([lon, lat])
    near = shapely.transform(geometry, lambda points: (points - here) * scale)
    return float(shapely.distance(near, shapely.Point(0, 0)))


def _sinusoidal(points: Floats) -> Floats:
    lat = points[:, 1] * _RADIAN
    sine = np.sin(lat)
    across = _A * np.cos(lat) / np.sqrt(1 - _E2 * sine * sine)
    series = sum((factor * np.sin(2 * k * lat) for k, factor in enumerate(_ARC, 1)), _ARC_MEAN * lat)
    # Counted from the shape's own west edge: small figures keep their digits.
    west = points[:, 0].min() if len(points) else 0.0
    return np.column_stack(((points[:, 0] - west) * _RADIAN * across, _A * series))
