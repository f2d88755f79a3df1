"""Who plays in the tests of places, and a small town: one sub-district, two communities, four grids."""

from __future__ import annotations

from typing import Any

from shapely import Polygon, box
from shapely.geometry import mapping

from happiness_cloud.kernel.access import Actor, Grant
from happiness_cloud.places import actions, queries

TOWN = "/990106/"
RIGHTS = ("places.read", "places.edit", "places.import")
MAPPER = Actor("account:1", "staff", tuple(Grant(right, TOWN) for right in RIGHTS), name="赵")
READER = Actor("account:2", "staff", (Grant("places.read", "/990106/001/001/"),), name="林")
OUTSIDER = Actor("account:3", "staff", tuple(Grant(right, "/990107/") for right in RIGHTS), name="何")

GRIDS = {
    "990106001001001": box(114.30, 30.60, 114.31, 30.61),
    "990106001001002": box(114.31, 30.60, 114.32, 30.61),
    "990106001002001": box(114.30, 30.61, 114.31, 30.62),
    "990106001002002": box(114.31, 30.61, 114.32, 30.62),
}
SHAPES = {
    "990106": box(114.30, 30.60, 114.32, 30.62),
    "990106001": box(114.30, 30.60, 114.32, 30.62),
    "990106001001": box(114.30, 30.60, 114.32, 30.61),
    "990106001002": box(114.30, 30.61, 114.32, 30.62),
    **GRIDS,
}
FIRST, SECOND = "/990106/001/001/001/", "/990106/001/001/002/"
# The two when the border between them has moved 500 m to the west.
WEST, EAST = box(114.30, 30.60, 114.305, 30.61), box(114.305, 30.60, 114.32, 30.61)
NAMES = {
    "990106": ("云湖区", "Yunhu District"),
    "990106001": ("东湖街道", "Donghu Sub-district"),
    "990106001001": ("梧桐社区", "Wutong Community"),
    "990106001002": ("石桥社区", "Shiqiao Community"),
}


def names_of(code: str) -> tuple[str, str]:
    """Chinese and English name of an area of the town."""
    return NAMES.get(code) or (f"第{code[-2:]}网格", f"Grid {code[-2:]}")


def feature(code: str, shape: Polygon, name: str = "", **more: Any) -> dict[str, Any]:
    """One GeoJSON feature."""
    zh, en = names_of(code)
    properties = {"code": code, "name": name or zh, "name_en": en, **more}
    return {"type": "Feature", "properties": properties, "geometry": mapping(shape)}


def collection(shapes: dict[str, Polygon]) -> dict[str, Any]:
    """A FeatureCollection of areas by code."""
    return {"type": "FeatureCollection", "features": [feature(code, shape) for code, shape in shapes.items()]}


def build_town() -> actions.Imported:
    """Import the whole town."""
    answer: actions.Imported = actions.import_areas(MAPPER, features=collection(SHAPES), source="survey 2026")
    return answer


def build_without_grids(*kept: str) -> None:
    """Import the town without its grids, but for those named."""
    left = {code: shape for code, shape in SHAPES.items() if code not in GRIDS or code in kept}
    actions.import_areas(MAPPER, features=collection(left), source="survey 2026")


def move_border(**more: Any) -> actions.Redrawn:
    """Give half of the first grid to the second."""
    answer: actions.Redrawn = actions.redraw(
        MAPPER, FIRST, polygon=mapping(WEST), others={SECOND: mapping(EAST)}, **more
    )
    queries.forget()
    return answer
