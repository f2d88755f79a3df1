from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import shapely

from happiness_cloud.kernel.access import Place, may
from happiness_cloud.kernel.errors import Invalid, NotFound, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..events import AreaRedrawn
from ..models import Area
from ..queries._datum import known_datum
from ..rules import codes
from ..rules.boundaries import Tolerance
from ..rules.features import Feature
from ..rules.geojson import Names, read
from ..terms import Datum
from ._drawing import Drawn, hold, put, turn
from ._surveying import refuse, survey, told

Border = bytes | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Redrawn:
    """The area and the version it has now, every path that got a new version, and warnings as `told`."""

    path: str
    version: int
    changed: list[str]
    findings: list[dict[str, Any]] = field(default_factory=list)


@action(rights.EDIT)
def redraw(
    deed: Deed,
    path: str,
    *,
    polygon: Border,
    others: Mapping[str, Border] | None = None,
    datum: str = Datum.WGS84,
    source: str = "",
    read_at: int | None = None,
    ignore_m2: float = 1.0,
    warn_m2: float = 50.0,
) -> Redrawn:
    """Change a border; the areas of `others` (path → border) move with it, since neighbours share it.

    A border is a GeoJSON geometry in `datum`, or WKB in WGS84. Each area whose border is new gets a new
    version, the old one stays readable with its end. `read_at` is the version the caller saw. Raises NotFound
    `places.no_area`, NotNow `places.redrawn_meanwhile`, Invalid `places.import_refused` with the findings.
    """
    measured, source = known_datum(datum), source.strip()[:200]
    edition = hold()
    borders = {path: polygon, **(others or {})}
    rows = {one: _row(deed, one) for one in borders}
    if read_at is not None and rows[path].version != read_at:
        raise NotNow("places.redrawn_meanwhile", read_at=read_at, now_at=rows[path].version)
    features = [
        _feature(index, rows[one], border, measured) for index, (one, border) in enumerate(borders.items())
    ]
    seen = survey(features, Tolerance(ignore_m2, warn_m2))
    findings = told(seen.findings, features)
    refuse(findings)
    changed = []
    for one, feature in zip(borders, features, strict=True):
        row = rows[one]
        drawn = Drawn(one, row.name_zh, row.name_en, feature.geometry, row.households, source, datum)
        new = put(drawn, row, deed.at)
        if new is not None:
            rows[one] = new
            changed.append(one)
            deed.publish(AreaRedrawn(path=one, version=new.version, at=deed.at.isoformat()))
    if changed:
        turn(edition, deed.at)
    deed.created(rows[path])
    deed.record(changed=changed, source=source)
    return Redrawn(path, rows[path].version, changed, findings)


def _row(deed: Deed, path: str) -> Area:
    """The area in force, locked; hidden from those who may not see it, refused to those who may not act."""
    here = Place(path)
    row = Area.objects.select_for_update().filter(path=path, valid_to__isnull=True).first()
    if row is None or not (may(deed.actor, deed.right, here) or may(deed.actor, rights.READ, here)):
        raise NotFound("places.no_area", path=path)
    deed.require(path)
    return row


def _feature(index: int, row: Area, border: Border, datum: Datum) -> Feature:
    above = codes.parent_path(row.path)
    if isinstance(border, bytes):
        try:
            shape = shapely.from_wkb(border)
        except shapely.errors.ShapelyError:
            raise Invalid("places.not_an_area", path=row.path) from None
        return Feature(index, row.code, row.name_zh, codes.code_of(above) if above else None, shape)
    file = {
        "type": "Feature",
        "properties": {
            "code": row.code,
            "name": row.name_zh,
            "parent": codes.code_of(above) if above else None,
        },
        "geometry": dict(border),
    }
    (feature,) = read(BytesIO(json.dumps(file).encode()), Names(), datum)
    return Feature(index, feature.code, feature.name, feature.parent, feature.geometry, feature.faults)
