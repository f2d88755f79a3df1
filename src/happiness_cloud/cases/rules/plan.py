"""A small map drawn by ourselves: borders around one point, a bar for the scale, north at the top. No tiles.

Plain lines in one SVG without style sheets, so that the same drawing serves paper and page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

WIDTH, HEIGHT = 740, 560
# From the middle to the left edge, in metres.
LEAST, MOST, USUAL = 200.0, 2500.0, 400.0
_DEGREE = 111_320.0
_FONT = 'font-family="Noto Sans SC, sans-serif"'
_BARS = (10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True, slots=True)
class _View:
    """From WGS84 degrees to the drawing's own units, north up."""

    lon: float
    lat: float
    half: float

    @property
    def scale(self) -> float:
        return WIDTH / (2 * self.half)

    def moved(self, shape: BaseGeometry) -> BaseGeometry:
        east = _DEGREE * math.cos(math.radians(self.lat)) * self.scale
        north = _DEGREE * self.scale
        return shapely.transform(
            shape,
            lambda at: (at - [self.lon, self.lat]) * [east, -north] + [WIDTH / 2, HEIGHT / 2],
        )


def drawn(features: Iterable[dict[str, Any]], own: str, lon: float, lat: float, north: str = "N") -> str:
    """An SVG (740 × 560) around the point; `features` are areas as GeoJSON with `path` and `name`, `own` is shaded.

    The point is in WGS84 like the areas. Whatever lies outside the frame is left out.
    """
    shapes = [(one["properties"], shapely.geometry.shape(one["geometry"])) for one in features]
    view = _View(lon, lat, _half(shapes, own, lat))
    frame = shapely.box(0, 0, WIDTH, HEIGHT)
    areas, names = [], []
    for told, shape in shapes:
        inside = shapely.intersection(shapely.make_valid(view.moved(shape)), frame)
        if inside.is_empty or inside.area < 1:
            continue
        mine = told["path"] == own
        fill = "#fdeae5" if mine else "#f3f4f6"
        areas.append(f'<path d="{_path(inside)}" fill="{fill}" stroke="#6b7280" stroke-width="1.5"/>')
        # A sliver at the edge has no room for its name.
        if inside.area > 0.04 * WIDTH * HEIGHT:
            names.append(_named(inside, str(told["name"]), mine))
    parts = [*areas, *names, _pin(), _bar(view), _north(north)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{"".join(parts)}'
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" fill="none" stroke="#9ca3af" stroke-width="2"/></svg>'
    )


def _half(shapes: list[tuple[Any, BaseGeometry]], own: str, lat: float) -> float:
    mine = [shape for told, shape in shapes if told["path"] == own]
    if not mine:
        return USUAL
    west, south, east, north = mine[0].bounds
    widest = max((east - west) * math.cos(math.radians(lat)), (north - south) * WIDTH / HEIGHT) * _DEGREE
    return float(min(max(widest * 0.65, LEAST), MOST))


def _path(shape: BaseGeometry) -> str:
    polygons = [one for one in getattr(shape, "geoms", [shape]) if one.geom_type == "Polygon"]
    rings = [ring for one in polygons for ring in (one.exterior, *one.interiors)]
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords) + "z" for ring in rings)


def _named(shape: BaseGeometry, name: str, mine: bool) -> str:
    at = shape.representative_point()
    x = min(max(at.x, 90.0), WIDTH - 90.0)
    # The pin stands in the middle; a name below it stays readable.
    y = at.y + 40 if math.hypot(at.x - WIDTH / 2, at.y - HEIGHT / 2) < 46 else at.y
    y = min(max(y, 30.0), HEIGHT - 50.0)
    weight = "bold" if mine else "normal"
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" font-size="26" font-weight="{weight}" '
        f'fill="#374151" {_FONT}>{escape(name)}</text>'
    )


def _pin() -> str:
    x, y = WIDTH / 2, HEIGHT / 2
    return (
        f'<path d="M{x} {y}c-14 -18 -19 -26 -19 -35a19 19 0 0 1 38 0c0 9 -5 17 -19 35z" fill="#c8401f" '
        f'stroke="#ffffff" stroke-width="2"/><circle cx="{x}" cy="{y - 35}" r="7" fill="#ffffff"/>'
    )


def _bar(view: _View) -> str:
    metres = max((one for one in _BARS if one * view.scale <= WIDTH / 4), default=_BARS[0])
    x, y, long = 24.0, HEIGHT - 24.0, metres * view.scale
    words = f"{metres} m" if metres < 1000 else f"{metres // 1000} km"
    return (
        f'<rect x="{x - 8}" y="{y - 40}" width="{long + 16:.1f}" height="50" fill="#ffffff" fill-opacity="0.85"/>'
        f'<path d="M{x} {y - 8}v8h{long:.1f}v-8" fill="none" stroke="#111827" stroke-width="2.5"/>'
        f'<text x="{x + long / 2:.1f}" y="{y - 12}" text-anchor="middle" font-size="22" fill="#111827" {_FONT}>{words}</text>'
    )


def _north(word: str) -> str:
    x = WIDTH - 34
    return (
        f'<path d="M{x} 20l11 30-11-7-11 7z" fill="#111827"/>'
        f'<text x="{x}" y="76" text-anchor="middle" font-size="22" fill="#111827" {_FONT}>{escape(word)}</text>'
    )
