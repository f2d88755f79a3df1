"""GeoJSON (RFC 7946) files of areas, read one feature at a time into WGS84."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places.rules.datum import to_wgs84_many
from happiness_cloud.places.rules.features import Fault, Feature
from happiness_cloud.places.rules.json_stream import JsonStream
from happiness_cloud.places.terms import Datum

MAX_BYTES = 200_000_000

_OTHER_TYPES = frozenset(
    ("Point", "MultiPoint", "LineString", "MultiLineString", "GeometryCollection")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """Which property holds what; a dot steps into a property that is an object (`parent.adcode`).

    An empty name means that the file does not have it.
    """

    code: str = "code"
    name: str = "name"
    parent: str = "parent"


def read(
    source: IO[bytes],
    names: Names | None = None,
    datum: Datum = Datum.WGS84,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Feature]:
    """The features of a FeatureCollection or a single Feature, as they come, in WGS84.

    Heights are dropped. What a check can report per feature becomes a fault of the feature; what makes the
    file unreadable is Invalid with the line (`places.broken_json`, `places.file_cut_short`, …) or the
    number of the feature, from 1 (`places.no_geometry`, `places.bad_geometry`, `places.bad_property`).
    """
    names = names or Names()
    index = -1
    for index, item in enumerate(_items(JsonStream(source, max_bytes))):
        yield _feature(index, item, names, datum)
    if index < 0:
        raise Invalid("places.no_features")


def _items(stream: JsonStream) -> Iterator[Any]:
    """The raw features; the outer object may name its type before or after them."""
    if stream.peek() not in ("{", ""):
        raise Invalid("places.not_geojson")
    outer: dict[str, Any] = {}
    listed = False
    for key in stream.members():
        if key == "features" and stream.peek() == "[":
            listed = True
            yield from stream.items()
        elif key in ("type", "properties", "geometry"):
            outer[key] = stream.value()
        else:
            stream.value()
    stream.end()
    if outer.get("type") == "Feature" and not listed:
        yield outer
    elif outer.get("type") != "FeatureCollection" or not listed:
        raise Invalid("places.not_geojson")


def _feature(index: int, item: Any, names: Names, datum: Datum) -> Feature:
    number = index + 1
    if not isinstance(item, dict) or item.get("type") != "Feature":
        raise Invalid("places.not_a_feature", feature=number)
    given = item.get("properties") or {}
    if not isinstance(given, dict):
        raise Invalid("places.not_a_feature", feature=number)
    geometry = item.get("geometry")
    if geometry is None:
        raise Invalid("places.no_geometry", feature=number)
    shape, faults = _shape(geometry, number, datum)
    return Feature(
        index=index,
        code=_text(given, names.code, number),
        name=_text(given, names.name, number) or "",
        parent=_text(given, names.parent, number),
        geometry=shape,
        faults=tuple(faults),
    )


def _text(given: dict[str, Any], name: str, number: int) -> str | None:
    value: Any = given if name else None
    for step in name.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    if value is None:
        return None
    # Spreadsheets and GIS programs write codes as 990106.0.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Invalid("places.bad_property", feature=number, property=name)
    return str(value).strip() or None


def _shape(geometry: Any, number: int, datum: Datum) -> tuple[BaseGeometry | None, list[Fault]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind in _OTHER_TYPES:
        return None, [Fault("places.wrong_type", {"type": kind})]
    if kind not in ("Polygon", "MultiPolygon"):
        raise Invalid("places.bad_geometry", feature=number)
    parts = geometry.get("coordinates")
    faults: list[Fault] = []
    polygons = []
    for rings in _listed([parts] if kind == "Polygon" else parts, number):
        lines = [_ring(ring, number, datum, faults) for ring in _listed(rings, number)]
        if lines and all(line is not None for line in lines):
            polygons.append(shapely.polygons(lines[0], lines[1:] or None))
    if not polygons:
        return None, faults or [Fault("places.shape_empty")]
    return (polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)), faults


def _ring(ring: Any, number: int, datum: Datum, faults: list[Fault]) -> BaseGeometry | None:
    points = _points(ring, number)
    if not len(points):
        faults.append(Fault("places.shape_empty"))
        return None
    try:
        lons, lats = to_wgs84_many(points[:, 0], points[:, 1], datum)
    except Invalid as refused:
        problem = "swapped" if refused.code == "places.swapped_coordinate" else "impossible"
        faults.append(Fault(f"places.point_{problem}", _at(refused.facts["lon"], refused.facts["lat"])))
        return None
    closed = bool((points[0] == points[-1]).all())
    here = _at(float(lons[0]), float(lats[0]))
    if len(points) + (not closed) < 4:
        faults.append(Fault("places.ring_too_short", here))
        return None
    if not closed:
        faults.append(Fault("places.ring_open", here))
        lons, lats = np.append(lons, lons[0]), np.append(lats, lats[0])
    return shapely.linearrings(lons, lats)


def _points(ring: Any, number: int) -> NDArray[np.float64]:
    """The first two figures of each position, whatever follows them."""
    try:
        pairs = [(position[0], position[1]) for position in _listed(ring, number)]
        if not all(type(x) in (int, float) and type(y) in (int, float) for x, y in pairs):
            raise TypeError
        return np.array(pairs, dtype=np.float64).reshape(len(pairs), 2)
    except (TypeError, IndexError, KeyError, ValueError, OverflowError):
        raise Invalid("places.bad_geometry", feature=number) from None


def _listed(value: Any, number: int) -> list[Any]:
    if not isinstance(value, list):
        raise Invalid("places.bad_geometry", feature=number)
    return value


def _at(lon: float, lat: float) -> dict[str, float]:
    return {"lon": round(lon, 7), "lat": round(lat, 7)}
