"""Coordinates of the three datums in use in China, turned into WGS84 and back.

CGCS2000 counts as WGS84. GCJ-02 is the shifted datum of Chinese maps, BD-09 shifts it once more. Outside
the rectangle where GCJ-02 is defined all three are the same. The inverses are found by iteration, to
better than 1e-9 degrees. Formulas: the published reconstruction of GCJ-02 (Krasovsky 1940 ellipsoid).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places.terms import Datum

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]

_WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271
_A = 6378245.0
_EE = 0.00669342162296594323
_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 12
_CLOSE = 1e-11


def checked(lon: float, lat: float) -> tuple[float, float]:
    """The point itself when it can be one.

    Raises Invalid `places.bad_coordinate` (not a number), `places.swapped_coordinate` (latitude above 90 and
    the other way round it would do) or `places.coordinate_out_of_range`.
    """
    if not (np.isfinite(lon) and np.isfinite(lat)):
        raise Invalid("places.bad_coordinate", field="point", lon=lon, lat=lat)
    if abs(lon) <= 180 and abs(lat) <= 90:
        return lon, lat
    swapped = abs(lon) <= 90 and abs(lat) <= 180
    reason = "places.swapped_coordinate" if swapped else "places.coordinate_out_of_range"
    raise Invalid(reason, field="point", lon=lon, lat=lat)


def to_wgs84(lon: float, lat: float, datum: Datum) -> tuple[float, float]:
    """One point of `datum` in WGS84; refuses what `checked` refuses."""
    lons, lats = to_wgs84_many([lon], [lat], datum)
    return float(lons[0]), float(lats[0])


def from_wgs84(lon: float, lat: float, datum: Datum) -> tuple[float, float]:
    """One WGS84 point in `datum`; refuses what `checked` refuses."""
    lons, lats = from_wgs84_many([lon], [lat], datum)
    return float(lons[0]), float(lats[0])


def to_wgs84_many(lons: ArrayLike, lats: ArrayLike, datum: Datum) -> Pair:
    """Points of `datum` in WGS84; refuses the first bad one as `checked` does, `row` counts from 0."""
    lon, lat = _all_checked(lons, lats)
    if datum is Datum.WGS84:
        return lon, lat
    if datum is Datum.BD09:
        lon, lat = _only_in_china(lon, lat, lambda x, y: _undone(_gcj_to_bd, x, y))
    return _only_in_china(lon, lat, lambda x, y: _undone(_wgs_to_gcj, x, y))


def from_wgs84_many(lons: ArrayLike, lats: ArrayLike, datum: Datum) -> Pair:
    """WGS84 points in `datum`; refuses the first bad one as `checked` does, `row` counts from 0."""
    lon, lat = _all_checked(lons, lats)
    if datum is Datum.WGS84:
        return lon, lat

    def shifted(x: Floats, y: Floats) -> Pair:
        x, y = _wgs_to_gcj(x, y)
        return _gcj_to_bd(x, y) if datum is Datum.BD09 else (x, y)

    return _only_in_china(lon, lat, shifted)


def _all_checked(lons: ArrayLike, lats: ArrayLike) -> Pair:
    lon, lat = np.array(lons, dtype=np.float64, ndmin=1), np.array(lats, dtype=np.float64, ndmin=1)
    if lon.shape != lat.shape or lon.ndim != 1:
        raise Invalid("places.uneven_coordinates", lons=lon.size, lats=lat.size)
    # Written so that NaN counts as bad.
    bad = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    if bad.any():
        row = int(np.argmax(bad))
        try:
            checked(float(lon[row]), float(lat[row]))
        except Invalid as refused:
            raise Invalid(refused.code, **refused.facts, row=row) from None
    return lon, lat


def _only_in_china(lon: Floats, lat: Floats, change: Callable[[Floats, Floats], Pair]) -> Pair:
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    if inside.any():
        lon[inside], lat[inside] = change(lon[inside], lat[inside])
    return lon, lat


def _undone(forward: Callable[[Floats, Floats], Pair], lon: Floats, lat: Floats) -> Pair:
    """The points that `forward` takes to (lon, lat): the shift is smooth, so correcting by it converges."""
    x, y = lon.copy(), lat.copy()
    for _round in range(_ROUNDS):
        at_x, at_y = forward(x, y)
        off_x, off_y = lon - at_x, lat - at_y
        x, y = x + off_x, y + off_y
        if max(np.abs(off_x).max(), np.abs(off_y).max()) < _CLOSE:
            break
    return x, y


def _wgs_to_gcj(lon: Floats, lat: Floats) -> Pair:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    common = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common + _wave_north(y)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common + _wave_east(x)
    angle = lat * np.pi / 180.0
    magic = 1 - _EE * np.sin(angle) ** 2
    sqrt_magic = np.sqrt(magic)
    north = north * 180.0 / ((_A * (1 - _EE)) / (magic * sqrt_magic) * np.pi)
    east = east * 180.0 / (_A / sqrt_magic * np.cos(angle) * np.pi)
    return lon + east, lat + north


def _wave_north(y: Floats) -> Floats:
    short = (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    long = (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    return np.asarray(short + long)


def _wave_east(x: Floats) -> Floats:
    short = (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    long = (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    return np.asarray(short + long)


def _gcj_to_bd(lon: Floats, lat: Floats) -> Pair:
    reach = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _TURN)
    return reach * np.cos(angle) + 0.0065, reach * np.sin(angle) + 0.006
