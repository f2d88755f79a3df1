"""Full area codes for the features of a file: its own, short ones inside a parent, or new numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from happiness_cloud.kernel.errors import Invalid

from ..models import Area
from ..rules import codes
from ..rules.features import Feature
from ..terms import Kind


def numbered(features: Sequence[Feature], parent: str, has_codes: bool) -> list[Feature]:
    """The features with full codes, districts without parent.

    With a `parent` (path) a code of one to three digits counts inside it. In a file without codes an
    area keeps the number of the area of that name in the parent; a new one gets the next number never
    used there, in the order of grids (west to east, rows from the north).
    """
    full = [_completed(one, parent) for one in features]
    if not has_codes:
        full = _given(full, parent)
    return [replace(one, parent=None) if _is_district(one) else one for one in full]


def _completed(feature: Feature, parent: str) -> Feature:
    code, above = feature.code, feature.parent
    if parent and code is not None and code.isdigit() and len(code) <= 3:
        code = f"{codes.code_of(parent)}{int(code):03d}"
    if above is not None and codes.is_code(above):
        # Statistical codes pad the parent with zeros.
        above = codes.code_of(codes.path_of(above))
    if code is not None and codes.is_code(code):
        code = codes.code_of(codes.path_of(code))
    return replace(feature, code=code, parent=above or (codes.code_of(parent) if parent else None))


def _given(features: list[Feature], parent: str) -> list[Feature]:
    if not parent:
        raise Invalid("places.no_parent", field="parent")
    rows = Area.objects.filter(parent_path=parent).order_by("version")
    known = {row.name_zh: row.path for row in rows.only("name_zh", "path")}
    used = [int(path[:-1].rpartition("/")[2]) for path in rows.values_list("path", flat=True)]
    new = [one for one in features if one.name not in known and one.geometry is not None]
    numbers = codes.grid_numbers([one.geometry.bounds for one in new])  # type: ignore[union-attr]
    last = max(used, default=0)
    if last + len(new) > codes.MOST_GRIDS:
        raise Invalid("places.too_many_grids", count=last + len(new), limit=codes.MOST_GRIDS)
    fresh = {
        one.index: f"{codes.code_of(parent)}{last + number:03d}"
        for one, number in zip(new, numbers, strict=True)
    }
    return [
        replace(
            one, code=fresh.get(one.index) or (codes.code_of(known[one.name]) if one.name in known else None)
        )
        for one in features
    ]


def _is_district(feature: Feature) -> bool:
    code = feature.code
    return code is not None and codes.is_code(code) and codes.kind_of(codes.path_of(code)) is Kind.DISTRICT
