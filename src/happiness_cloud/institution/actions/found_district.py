from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from happiness_cloud.kernel.errors import Invalid, NotFound
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Content, Organisation
from ..rules.territories import AreaRow, units_of
from . import _publishing as publishing


@dataclass(frozen=True, slots=True)
class Founded:
    """How many units were made, and how many of the template were there already."""

    created: int
    there: int


@action("institution.found_district", right=rights.EDIT)
def found_district(deed: Deed, *, areas: Sequence[AreaRow], root_segment: str = "yunhu") -> Founded:
    """Make the units of a district from the published template: departments, and one unit for each area.

    `areas`: (path, kind, Chinese name, English name), kind district, subdistrict, community or grid. Done
    again it adds only what is missing; units that are there stay as they are.
    """
    template = Content.objects.filter(kind="organisations").order_by("-number").first()
    if template is None:
        raise NotFound("institution.not_loaded", kind="organisations", key="organisations")
    if not root_segment.isalnum() or not root_segment.isascii():
        raise Invalid("institution.bad_path", field="root_segment", path=root_segment[:60])
    try:
        specs = units_of(template.body, areas, root_segment)
    except (ValueError, KeyError, IndexError) as wrong:
        raise Invalid("institution.bad_areas", field="areas") from wrong
    deed.require(specs[0].area)
    there = set(Organisation.objects.values_list("path", flat=True))
    rows = [
        Organisation(
            path=one.path,
            area_path=one.area,
            kind=one.kind,
            line=one.line,
            name_zh=one.zh,
            name_en=one.en,
            duty_zh=one.duty_zh,
            duty_en=one.duty_en,
            takes_matters=one.takes_matters,
        )
        for one in specs
        if one.path not in there
    ]
    if rows:
        Organisation.objects.bulk_create(rows, batch_size=1000)
        publishing.next_edition()
    root = Organisation.objects.get(path=specs[0].path)
    deed.created(root)
    deed.record(created=len(rows))
    return Founded(created=len(rows), there=len(specs) - len(rows))
