"""The words of places: kinds of area, datums, kinds of finding, and the sentences for refusals."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What an area is; each kind lies inside one of the kind before it."""

    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    GRID = "grid"


class Datum(StrEnum):
    """What the figures of a coordinate are measured on. CGCS2000 is WGS84 to within centimetres."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class Severity(StrEnum):
    """How much a finding weighs: an error keeps the feature out, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


KINDS: dict[Kind, Promise] = {
    Kind.DISTRICT: _("District"),
    Kind.SUBDISTRICT: _("Sub-district"),
    Kind.COMMUNITY: _("Community"),
    Kind.GRID: _("Grid"),
}

DATUMS: dict[Datum, Promise] = {
    Datum.WGS84: _("WGS84 or CGCS2000 (GPS, survey)"),
    Datum.GCJ02: _("GCJ-02 (AMap, Tencent)"),
    Datum.BD09: _("BD-09 (Baidu)"),
}

SEVERITIES: dict[Severity, Promise] = {
    Severity.ERROR: _("Error"),
    Severity.WARNING: _("Warning"),
}

_REFUSALS: dict[str, Promise] = {
    "places.bad_coordinate": _("%(lon)s, %(lat)s is not a place: longitude and latitude must be numbers."),
    "places.swapped_coordinate": _(
        "%(lon)s, %(lat)s is not a place: longitude and latitude seem to be swapped."
    ),
    "places.coordinate_out_of_range": _(
        "%(lon)s, %(lat)s is not on the earth: longitude runs from -180 to 180, latitude from -90 to 90."
    ),
    "places.uneven_coordinates": _(
        "There are %(lons)s longitudes but %(lats)s latitudes; each point needs both."
    ),
    "places.bad_code": _(
        "“%(value)s” is not the code of an area: a code has 6, 9, 12 or 15 digits, the first six a division."
    ),
    "places.no_such_sign": _("This sign belongs to no place here. Report it from the first page instead."),
    "places.bad_path": _("“%(path)s” is not the path of an area."),
    "places.service_grid_code": _(
        "“%(value)s” is a 20-digit community service code. Give the 15-digit code of the grid instead."
    ),
    "places.too_many_grids": _("A community can number at most %(limit)s grids, here are %(count)s."),
    "places.bad_border": _("The border distance must be a number of metres from 0 to %(limit)s."),
    "places.repeated_grid": _("The area %(path)s is there twice."),
    "places.not_an_area": _("The shape of %(path)s is not a polygon."),
    "places.file_too_big": _("The file is larger than %(limit_mb)s MB. Split it into parts and import them."),
    "places.not_utf8": _("The file is not UTF-8 text (byte %(byte)s). Save it as UTF-8 and try again."),
    "places.broken_json": _("The file is not valid JSON: line %(line)s, column %(column)s: %(detail)s."),
    "places.file_cut_short": _("The file ends too early, at line %(line)s, column %(column)s."),
    "places.not_geojson": _("The file is not GeoJSON: it must be a FeatureCollection or a Feature."),
    "places.not_a_feature": _("Item %(feature)s of the file is not a GeoJSON Feature."),
    "places.no_geometry": _("Feature %(feature)s has no geometry."),
    "places.bad_geometry": _(
        "The geometry of feature %(feature)s is broken: its coordinates cannot be read."
    ),
    "places.bad_property": _(
        "Feature %(feature)s: the property “%(property)s” must be one piece of text or a whole number."
    ),
    "places.no_features": _("The file holds no feature."),
    "places.no_area": _("There is no area %(path)s."),
    "places.unknown_datum": _("“%(datum)s” is not a datum known here. Known are %(known)s."),
    "places.unknown_kind": _("“%(kind)s” is not a kind of area. Known are %(known)s."),
    "places.unknown_mapping": _("“%(name)s” cannot be taken from a property. Known are %(known)s."),
    "places.no_file": _("The file %(file)s cannot be read."),
    "places.no_parent": _(
        "The areas have no codes. Name the area in which they lie, or the property of the code."
    ),
    "places.import_refused": _(
        "Nothing was changed: %(errors)s errors were found. The first is in %(where)s."
    ),
    "places.redrawn_meanwhile": _(
        "The area was redrawn meanwhile: you saw version %(read_at)s, now it is %(now_at)s. Load it again."
    ),
    "places.already_laid_out": _("There are areas under %(path)s already. Nothing was changed."),
    "places.outside_under": _("%(path)s does not lie in %(under)s."),
    "places.shape_broken": _("The border of %(path)s is not a valid shape."),
    "places.no_building": _("The dwelling %(path)s has no building."),
}

_FINDINGS: dict[str, Promise] = {
    "places.name_missing": _("The area has no name."),
    "places.name_too_long": _("The name is longer than %(limit)s signs."),
    "places.wrong_kind": _(
        "The file should hold areas of the kind %(expected)s; by its code this is a %(kind)s."
    ),
    "places.code_missing": _("The area has no code."),
    "places.code_malformed": _(
        "The code “%(value)s” is not that of an area: it needs 6, 9, 12 or 15 digits."
    ),
    "places.code_repeated": _("The code %(value)s is used more than once; first in feature %(first)s."),
    "places.parent_unknown": _("The parent %(parent)s is neither in the file nor known."),
    "places.parent_mismatch": _("The code lies under %(expected)s, but the parent given is %(parent)s."),
    "places.parent_circle": _("The area is its own parent, by way of %(parent)s."),
    "places.wrong_type": _("The geometry is a %(type)s; an area needs a Polygon or a MultiPolygon."),
    "places.shape_empty": _("The shape is empty."),
    "places.ring_open": _("The outline is not closed: it starts at %(lon)s, %(lat)s and does not come back."),
    "places.ring_too_short": _("The outline has fewer than four points, near %(lon)s, %(lat)s."),
    "places.point_impossible": _("The point %(lon)s, %(lat)s is not on the earth."),
    "places.point_swapped": _("At %(lon)s, %(lat)s longitude and latitude seem to be swapped."),
    "places.self_crossing": _("The outline crosses itself at %(lon)s, %(lat)s."),
    "places.hole_outside": _("A hole lies outside the outline, at %(lon)s, %(lat)s."),
    "places.parts_nested": _("Parts of the shape lie inside one another, at %(lon)s, %(lat)s."),
    "places.interior_cut": _("The inside of the shape is cut apart, at %(lon)s, %(lat)s."),
    "places.shape_invalid": _("The shape is not valid, at %(lon)s, %(lat)s."),
    "places.many_parts": _("The area lies in %(parts)s separate parts."),
    "places.outside_parent": _(
        "%(area_m2)s m² (%(share)s %%) lie outside the parent %(parent)s, near %(lon)s, %(lat)s."
    ),
    "places.overlap": _("Overlaps with %(other)s by %(area_m2)s m², near %(lon)s, %(lat)s."),
    "places.gap": _("%(area_m2)s m² belong to none of the areas inside, near %(lon)s, %(lat)s."),
    "places.enclosed_gap": _(
        "The areas around it leave a gap of %(area_m2)s m² between them, near %(lon)s, %(lat)s."
    ),
}

SENTENCES: dict[str, Promise] = {**_REFUSALS, **_FINDINGS}


def sentence(problem: str, facts: Mapping[str, Any]) -> str:
    """A finding in the reader's language."""
    return str(SENTENCES[problem]) % facts
