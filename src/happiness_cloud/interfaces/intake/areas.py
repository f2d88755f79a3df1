"""Bringing in areas from GeoJSON: codes of their own or local numbers, a district founded when asked, findings told."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely
from django.db import transaction
from shapely.errors import ShapelyError
from shapely.geometry import mapping as as_geojson
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from happiness_cloud.facade.refusals import sentence
from happiness_cloud.institution import actions as institution
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid, NotFound
from happiness_cloud.places import actions as places
from happiness_cloud.places import queries as place_queries

SURVEYOR = house(
    "survey", "places.import", "places.edit", "places.read", "institution.edit", "institution.read"
)
MAX_BYTES = 200_000_000
REPAIRS = ("", "make_valid", "make_valid_and_cut")
_ROOT = re.compile(r"([1-9][0-9]{5}):(.{1,80})")
_ERROR = "error"


def bring_areas(
    file: Path | str,
    *,
    kind: str,
    parent: str = "",
    code_field: str = "code",
    name_field: str = "name",
    datum: str = "wgs84",
    dry_run: bool = False,
    root: str = "",
    repair: str = "",
    leave_out: bool = False,
) -> dict[str, Any]:
    """Bring in polygons of one `kind` that lie in `parent` (a path); errors change nothing.

    Codes are area codes, or up to three digits inside `parent`. A file without the property `code_field` gets
    local numbers: 001… inside the parent, west to east, rows from the north; an area of a known name keeps its
    number. `root` (`990617:Boston`) first makes the district of that division, bordered as the areas together,
    with its units; `parent` is then that district. `repair` `make_valid` mends outlines that cross themselves,
    `make_valid_and_cut` also gives what two areas share to the earlier one. `leave_out` leaves out features that
    are still in error. Answers with created, changed, unchanged, errors, left_out and findings, a line each.
    """
    features = _read(Path(file))
    wanted = _repaired(features, repair)
    coded = (
        any(code_field.split(".", maxsplit=1)[0] in one["properties"] for one in features)
        if code_field
        else False
    )
    params: dict[str, Any] = {
        "kind": kind,
        "mapping": {"code": code_field if coded else "", "name": name_field, "parent": ""},
        "datum": datum,
        "parent": parent,
        "source": Path(file).name[:200],
    }
    done, findings = _attempt(wanted, params, root, dry_run)
    told = list(findings)
    wrong = {one["feature"] for one in findings if one["severity"] == _ERROR and one["feature"]}
    if done is None and wrong and leave_out:
        wanted = [one for number, one in enumerate(wanted, 1) if number not in wrong]
        done, findings = _attempt(wanted, params, root, dry_run)
        told += [one for one in findings if one["severity"] == _ERROR]
    place_queries.forget()
    return {
        "created": done.created if done else 0,
        "changed": done.changed if done else 0,
        "unchanged": done.unchanged if done else 0,
        "errors": 0 if done else sum(one["severity"] == _ERROR for one in findings),
        "left_out": len(features) - len(wanted),
        "findings": [_line(one) for one in told],
        "dry_run": dry_run,
        "parent": params["parent"],
    }


def _attempt(
    features: Sequence[dict[str, Any]], params: dict[str, Any], root: str, dry_run: bool
) -> tuple[places.Imported | None, list[dict[str, Any]]]:
    """What was brought in, and what was found; None when an error kept it out, and then nothing is changed."""
    try:
        with transaction.atomic():
            if root:
                params["parent"] = _founded(root, features, params["datum"])
            done = _import(features, params)
            if root:
                _staffed(params["parent"])
            transaction.set_rollback(dry_run)
            return done, done.findings
    except Invalid as no:
        if no.code != "places.import_refused":
            raise
        return None, list(no.facts["findings"])


def _read(file: Path) -> list[dict[str, Any]]:
    """The features as they stand; the checks of places tell what is wrong with each."""
    whole = _json(file)
    if isinstance(whole, dict) and whole.get("type") == "Feature":
        whole = {"features": [whole]}
    found = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(found, list):
        raise Invalid("places.not_geojson", field="file")
    if not found:
        raise Invalid("places.no_features", field="file")
    for number, one in enumerate(found, 1):
        if not isinstance(one, dict) or not isinstance(one.get("properties") or {}, dict):
            raise Invalid("places.not_a_feature", field="file", feature=number)
        one["properties"] = one.get("properties") or {}
    return found


def _json(file: Path) -> Any:
    if file.stat().st_size > MAX_BYTES:
        raise Invalid("places.file_too_big", field="file", limit_mb=MAX_BYTES // 1_000_000)
    try:
        return json.loads(file.read_bytes())
    except json.JSONDecodeError as wrong:
        facts = {"line": wrong.lineno, "column": wrong.colno, "detail": wrong.msg}
        raise Invalid("places.broken_json", field="file", **facts) from None
    except UnicodeDecodeError as wrong:
        raise Invalid("places.not_utf8", field="file", byte=wrong.start) from None
    except RecursionError:
        raise Invalid("places.not_geojson", field="file") from None


def _repaired(features: list[dict[str, Any]], repair: str) -> list[dict[str, Any]]:
    if repair not in REPAIRS:
        raise Invalid("intake.unknown_repair", field="repair", repair=repair, known=", ".join(REPAIRS[1:]))
    if not repair:
        return features
    shapes = [_polygonal(shapely.make_valid(one)) if one else None for one in _shapes(features)]
    if repair == "make_valid_and_cut":
        _cut(shapes)
    return [
        {**one, "geometry": as_geojson(mended)} if mended is not None and not mended.is_empty else one
        for one, mended in zip(features, shapes, strict=True)
    ]


def _shapes(features: Sequence[dict[str, Any]]) -> list[BaseGeometry | None]:
    """The geometry of each feature; None where none can be made, which places will say."""
    found: list[BaseGeometry | None] = []
    for one in features:
        try:
            found.append(shape(one["geometry"]))
        except (ShapelyError, KeyError, TypeError, ValueError, AttributeError, IndexError):
            found.append(None)
    return found


def _polygonal(mended: BaseGeometry) -> BaseGeometry:
    """The polygons of a mended shape, without the lines and points that mending leaves behind."""
    parts = [one for one in shapely.get_parts(mended) if one.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts)


def _cut(shapes: list[BaseGeometry | None]) -> None:
    """Take from each shape what an earlier one has."""
    for at, one in enumerate(shapes):
        if one is None:
            continue
        before = [other for other in shapes[:at] if other is not None and other.intersects(one)]
        if before:
            shapes[at] = _polygonal(shapely.make_valid(one.difference(shapely.union_all(before))))


def _founded(root: str, features: Sequence[dict[str, Any]], datum: str) -> str:
    """The path of the root district, made from the outlines of its areas unless it is there."""
    told = _ROOT.fullmatch(root.strip())
    if told is None:
        raise Invalid("intake.bad_root", field="root", root=root[:60])
    code, name = told[1], told[2].strip()
    path = f"/{code}/"
    try:
        place_queries.area(SURVEYOR, path)
    except NotFound:
        whole = [one for one in _shapes(features) if one is not None]
        outline = _polygonal(shapely.union_all([shapely.make_valid(one) for one in whole]))
        feature = {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": as_geojson(outline),
        }
        _import([feature], {"kind": "district", "datum": datum, "source": "root"})
    return path


def _staffed(root: str) -> None:
    """Give the district its units, so that its matters have owners."""
    place_queries.forget()
    district = place_queries.area(SURVEYOR, root)
    nodes = [(district.path, district.kind, district.name_zh, district.name_en)]
    todo = list(place_queries.children(SURVEYOR, root))
    while todo:
        one = todo.pop(0)
        nodes.append((one.path, one.kind, one.name_zh, one.name_en))
        todo.extend(place_queries.children(SURVEYOR, one.path))
    institution.found_district(SURVEYOR, areas=nodes, root_segment=f"d{district.code}")


def _import(features: Sequence[dict[str, Any]], params: dict[str, Any]) -> places.Imported:
    collection = {"type": "FeatureCollection", "features": list(features)}
    answer: places.Imported = places.import_areas(SURVEYOR, features=collection, **params)
    return answer


def _line(finding: dict[str, Any]) -> str:
    """A finding as a line: which feature, how much it weighs, what it is."""
    named = " ".join(filter(None, (finding["name"], finding["code"])))
    where = f"{finding['feature']} {named}".strip()
    told = sentence(Invalid(finding["problem"], **finding["facts"]))
    return f"{finding['severity']} · {where}: {told}"
