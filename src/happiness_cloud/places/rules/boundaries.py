"""Import checks on a set of areas: each shape for itself, against its parent, and against its siblings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from happiness_cloud.places.rules import codes
from happiness_cloud.places.rules.features import Feature, Finding
from happiness_cloud.places.rules.metres import area_m2, areas_m2
from happiness_cloud.places.terms import Severity

_WHERE = re.compile(r"^(?P<reason>[^\[]+)\[(?P<lon>\S+) (?P<lat>\S+?)\]?$")
_AREAS = ("Polygon", "MultiPolygon")
_REASONS = {
    "Self-intersection": "places.self_crossing",
    "Ring Self-intersection": "places.self_crossing",
    "Hole lies outside shell": "places.hole_outside",
    "Holes are nested": "places.parts_nested",
    "Nested shells": "places.parts_nested",
    "Interior is disconnected": "places.interior_cut",
}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many m² may be wrong: up to `ignore_m2` nothing is said, up to `warn_m2` it is a warning."""

    ignore_m2: float = 1.0
    warn_m2: float = 50.0

    def severity(self, area: float) -> Severity | None:
        """How an area of `area` m² weighs; None when it is within what digitising leaves."""
        if area <= self.ignore_m2:
            return None
        return Severity.WARNING if area <= self.warn_m2 else Severity.ERROR


def check(
    features: Sequence[Feature],
    known: Mapping[str, BaseGeometry] | None = None,
    tolerance: Tolerance | None = None,
    national_codes: bool = True,
) -> list[Finding]:
    """Everything wrong with a file of areas, by feature.

    `known` are the areas already there (code → valid WGS84 polygon) that may be parents. Where a shape is
    itself in error nothing is concluded from it, so no finding is the echo of another. With
    `national_codes` the codes must be area codes and give the parent; without, any text is a code.
    """
    known = known or {}
    tolerance = tolerance or Tolerance()
    family = _Family(features, known, national_codes)
    found = [*_names(features, family, national_codes), *family.circles()]
    whole: list[Feature] = []
    for feature in features:
        own = list(_shape(feature))
        found.extend(own)
        sound = not any(one.severity is Severity.ERROR for one in own)
        if sound and not family.is_repeat(feature):
            whole.append(feature)
    found.extend(_outside(whole, family, tolerance))
    found.extend(_overlaps(whole, family, tolerance))
    found.extend(_gaps(features, whole, family, tolerance))
    # A finding about an area that is not in the file comes last.
    return sorted(found, key=lambda one: (one.feature_index < 0, one.feature_index))


class _Family:
    """Who is whose parent, once for all checks."""

    def __init__(
        self, features: Sequence[Feature], known: Mapping[str, BaseGeometry], national_codes: bool
    ) -> None:
        self.first: dict[str, Feature] = {}
        for feature in features:
            if feature.code is not None:
                self.first.setdefault(feature.code, feature)
        self.known = known
        self.parent = [_parent(feature, national_codes) for feature in features]
        self._row = {feature.index: row for row, feature in enumerate(features)}
        self._level = [len(feature.code or "") if national_codes else 0 for feature in features]
        self._circular = self._in_circles(features)

    def parent_of(self, feature: Feature) -> str | None:
        return self.parent[self._row[feature.index]]

    def is_repeat(self, feature: Feature) -> bool:
        """Whether an earlier feature has the same code."""
        return feature.code is not None and self.first[feature.code] is not feature

    def group_of(self, feature: Feature) -> tuple[str | None, int]:
        """Siblings share their group: the same parent, or none and codes of the same length."""
        parent = self.parent_of(feature)
        row = self._row[feature.index]
        return parent, (self._level[row] if parent is None else 0)

    def shape_of(self, code: str, whole: Mapping[str, BaseGeometry]) -> BaseGeometry | None:
        """The polygon of a parent; None when unknown or in error. The file wins over what is known."""
        return whole.get(code) if code in self.first else self.known.get(code)

    def circles(self) -> Iterator[Finding]:
        for feature in self._circular:
            yield _error(feature, "places.parent_circle", parent=self.parent_of(feature))

    def _in_circles(self, features: Sequence[Feature]) -> list[Feature]:
        circular = []
        for feature in features:
            seen: set[str] = set()
            at = self.parent_of(feature)
            while at is not None and at not in seen and at != feature.code:
                seen.add(at)
                above = self.first.get(at)
                at = self.parent_of(above) if above is not None else None
            if at is not None and at == feature.code:
                circular.append(feature)
        return circular


def _parent(feature: Feature, national_codes: bool) -> str | None:
    """The parent given, or the one the code tells."""
    if feature.parent is not None or feature.code is None or not national_codes:
        return feature.parent
    return _parent_code(feature.code)


def _parent_code(code: str) -> str | None:
    if not codes.is_code(code):
        return None
    above = codes.parent_path(codes.path_of(code))
    return codes.code_of(above) if above else None


def _names(features: Sequence[Feature], family: _Family, national_codes: bool) -> Iterator[Finding]:
    for feature in features:
        if feature.code is None:
            yield _error(feature, "places.code_missing")
            continue
        if family.is_repeat(feature):
            first = family.first[feature.code].index + 1
            yield _error(feature, "places.code_repeated", value=feature.code, first=first)
        if national_codes:
            yield from _national(feature)
        # A district may stand alone; a parent that is named, by the code or the file, must be there.
        parent = family.parent_of(feature)
        if parent is not None and parent not in family.first and parent not in family.known:
            yield _error(feature, "places.parent_unknown", parent=parent)


def _national(feature: Feature) -> Iterator[Finding]:
    code = feature.code or ""
    if not codes.is_code(code):
        yield _error(feature, "places.code_malformed", value=code)
        return
    expected = _parent_code(code)
    if feature.parent is not None and expected is not None and feature.parent != expected:
        yield _error(feature, "places.parent_mismatch", expected=expected, parent=feature.parent)


def _shape(feature: Feature) -> Iterator[Finding]:
    """What one shape says of itself; after a first error nothing more is concluded from it."""
    for fault in feature.faults:
        yield _error(feature, fault.problem, **fault.facts)
    if feature.faults:
        return
    shape = feature.geometry
    if shape is None or (shape.is_empty and shape.geom_type in _AREAS):
        yield _error(feature, "places.shape_empty")
    elif shape.geom_type not in _AREAS:
        yield _error(feature, "places.wrong_type", type=shape.geom_type)
    else:
        yield from _outline(feature, shape)


def _outline(feature: Feature, shape: BaseGeometry) -> Iterator[Finding]:
    beyond = _beyond(shape)
    if beyond is not None:
        yield _impossible(feature, *beyond)
    elif not shape.is_valid:
        yield _invalid(feature, shape)
    elif shapely.get_num_geometries(shape) > 1:
        parts = int(shapely.get_num_geometries(shape))
        yield _finding(feature, "places.many_parts", Severity.WARNING, parts=parts)


def _impossible(feature: Feature, lon: float, lat: float) -> Finding:
    swapped = abs(lat) > 90 and abs(lon) <= 90
    return _error(feature, "places.point_swapped" if swapped else "places.point_impossible", lon=lon, lat=lat)


def _beyond(shape: BaseGeometry) -> tuple[float, float] | None:
    points = shapely.get_coordinates(shape)
    bad = ~((np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90))
    if not bad.any():
        return None
    lon, lat = points[int(np.argmax(bad))]
    return float(lon), float(lat)


def _invalid(feature: Feature, shape: BaseGeometry) -> Finding:
    told = _WHERE.match(shapely.is_valid_reason(shape))
    if told is None:
        return _error(feature, "places.shape_invalid", **_point(shapely.get_coordinates(shape)[0]))
    problem = _REASONS.get(told["reason"], "places.shape_invalid")
    return _error(feature, problem, **_point((float(told["lon"]), float(told["lat"]))))


def _outside(whole: Sequence[Feature], family: _Family, tolerance: Tolerance) -> Iterator[Finding]:
    shapes = _by_code(whole)
    children, parents, codes_above = [], [], []
    for feature in whole:
        above = family.parent_of(feature)
        shape = family.shape_of(above, shapes) if above is not None else None
        if shape is not None and above != feature.code:
            children.append(feature)
            parents.append(shape)
            codes_above.append(above)
    own = _array([feature.geometry for feature in children])
    over = shapely.difference(own, _array(parents))
    for feature, above, rest, area, all_of_it in zip(
        children, codes_above, over, areas_m2(over), areas_m2(own), strict=True
    ):
        severity = tolerance.severity(area)
        if severity is not None:
            share = round(100 * area / all_of_it, 2)
            facts = {"parent": above, "share": share, **_spot(rest, area)}
            yield _finding(feature, "places.outside_parent", severity, **facts)


def _overlaps(whole: Sequence[Feature], family: _Family, tolerance: Tolerance) -> Iterator[Finding]:
    shapes = _array([feature.geometry for feature in whole])
    groups: dict[Any, int] = {}
    group = np.array(
        [groups.setdefault(family.group_of(feature), len(groups)) for feature in whole], dtype=np.int64
    )
    shapely.prepare(shapes)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    siblings = (left < right) & (group[left] == group[right])
    left, right = left[siblings], right[siblings]
    common = shapely.intersection(shapes[left], shapes[right])
    # Both features carry the finding: whoever mends one file row sees it there.
    for one, other, shared, area in zip(left, right, common, areas_m2(common), strict=True):
        severity = tolerance.severity(area)
        if severity is None:
            continue
        for feature, against in ((whole[one], whole[other]), (whole[other], whole[one])):
            name = against.code or against.name or str(against.index + 1)
            yield _finding(
                feature, "places.overlap", severity,
                other=name, other_index=against.index, **_spot(shared, area),
            )  # fmt: skip


def _gaps(
    features: Sequence[Feature], whole: Sequence[Feature], family: _Family, tolerance: Tolerance
) -> Iterator[Finding]:
    """What a parent has left when all its children are taken away; not told while a child is in error."""
    complete: dict[Any, int] = defaultdict(int)
    for feature in features:
        complete[family.group_of(feature)] += 1
    groups: dict[Any, list[Feature]] = defaultdict(list)
    for feature in whole:
        groups[family.group_of(feature)].append(feature)
    shapes = _by_code(whole)
    for (parent, level), children in groups.items():
        if len(children) < complete[parent, level]:
            continue
        together = shapely.union_all(_array([child.geometry for child in children]))
        if parent is None:
            yield from _enclosed(children, together, tolerance)
        elif (shape := family.shape_of(parent, shapes)) is not None:
            above = family.first.get(parent)
            index = above.index if above is not None else -1
            for part, area, severity in _pieces(shapely.difference(shape, together), tolerance):
                yield Finding(index, parent, "places.gap", severity, _spot(part, area))


def _enclosed(children: Sequence[Feature], together: BaseGeometry, tolerance: Tolerance) -> Iterator[Finding]:
    """Holes between areas without a parent; a hole that one area itself has is its own affair."""
    holes = [shapely.Polygon(ring) for part in _polygons(together) for ring in part.interiors]
    if not holes:
        return
    own = [
        shapely.Polygon(ring)
        for child in children
        for part in _polygons(child.geometry)
        for ring in part.interiors
    ]
    open_part = shapely.difference(shapely.union_all(holes), shapely.union_all(own))
    tree = shapely.STRtree(_array([child.geometry for child in children]))
    for part, area, _severity in _pieces(open_part, tolerance):
        beside = children[int(tree.nearest(part))]
        yield _finding(beside, "places.enclosed_gap", Severity.WARNING, **_spot(part, area))


def _pieces(left: BaseGeometry, tolerance: Tolerance) -> Iterator[tuple[BaseGeometry, float, Severity]]:
    for part in _polygons(left):
        area = area_m2(part)
        severity = tolerance.severity(area)
        if severity is not None:
            yield part, area, severity


def _polygons(shape: BaseGeometry | None) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]


def _by_code(whole: Sequence[Feature]) -> dict[str, BaseGeometry]:
    shapes: dict[str, BaseGeometry] = {}
    for feature in whole:
        if feature.code is not None and feature.geometry is not None:
            shapes.setdefault(feature.code, feature.geometry)
    return shapes


def _array(shapes: Sequence[BaseGeometry | None]) -> NDArray[Any]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _spot(shape: BaseGeometry, area: float) -> dict[str, float]:
    """How much, and a point inside the largest piece of it."""
    polygons = _polygons(shape)
    largest = max(polygons, key=lambda part: float(part.area)) if polygons else shape
    return {
        "area_m2": round(float(area), 1),
        **_point(shapely.get_coordinates(largest.representative_point())[0]),
    }


def _point(at: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
    return {"lon": round(float(at[0]), 7), "lat": round(float(at[1]), 7)}


def _finding(feature: Feature, problem: str, severity: Severity, **facts: Any) -> Finding:
    return Finding(feature.index, feature.code, problem, severity, facts)


def _error(feature: Feature, problem: str, **facts: Any) -> Finding:
    return _finding(feature, problem, Severity.ERROR, **facts)
