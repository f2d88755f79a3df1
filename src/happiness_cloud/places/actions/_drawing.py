"""How areas are written: one row a version, the edition turned with every change."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from .. import queries
from ..models import Area, Edition
from ..rules import codes
from ..rules.metres import area_m2


@dataclass(frozen=True, slots=True)
class Drawn:
    """An area as it shall be: WGS84 border, and the words that came with it."""

    path: str
    name_zh: str
    name_en: str
    shape: BaseGeometry
    households: int | None = None
    source: str = ""
    datum: str = "wgs84"


def hold() -> Edition:
    """Let one change of areas run at a time, until the transaction ends."""
    Edition.objects.bulk_create([Edition(pk=1)], ignore_conflicts=True)
    return Edition.objects.select_for_update().get(pk=1)


def turn(edition: Edition, at: datetime) -> None:
    """Make what others hold in memory out of date, here at once after the commit."""
    edition.number += 1
    edition.mark = secrets.token_hex(8)
    edition.at = at
    edition.save(force_update=True)
    transaction.on_commit(queries.forget)


def put(drawn: Drawn, current: Area | None, at: datetime) -> Area | None:
    """The next version of an area, the one before ended; None when nothing about it is new."""
    if current is not None and not differs(drawn, current):
        return None
    if current is not None:
        current.valid_to = at
        current.save(force_update=True, update_fields=["valid_to"])
    row = row_of(drawn, at, version=current.version + 1 if current is not None else 1)
    row.save(force_insert=True)
    return row


def row_of(drawn: Drawn, at: datetime, version: int = 1) -> Area:
    """The row of an area, with what follows from its border worked out."""
    west, south, east, north = drawn.shape.bounds
    # Inside the area, also where the middle of a bent one is not.
    centre = drawn.shape.centroid
    if not drawn.shape.covers(centre):
        centre = drawn.shape.representative_point()
    return Area(
        path=drawn.path,
        code=codes.code_of(drawn.path),
        kind=codes.kind_of(drawn.path).value,
        name_zh=drawn.name_zh,
        name_en=drawn.name_en,
        parent_path=codes.parent_path(drawn.path) or "",
        polygon=_wkb(drawn),
        centre_lon=round(centre.x, 7),
        centre_lat=round(centre.y, 7),
        west=west,
        south=south,
        east=east,
        north=north,
        area_m2=round(area_m2(drawn.shape), 1),
        households=drawn.households,
        source=drawn.source,
        datum=str(drawn.datum),
        valid_from=at,
        version=version,
    )


def differs(drawn: Drawn, current: Area | None) -> bool:
    """Whether border or names are other than in the row; there is no difference from nothing."""
    if current is None:
        return False
    # A file need not tell the English name again.
    names = (drawn.name_zh, drawn.name_en or current.name_en)
    return (bytes(current.polygon), current.name_zh, current.name_en) != (_wkb(drawn), *names)


def _wkb(drawn: Drawn) -> bytes:
    return bytes(shapely.to_wkb(shapely.force_2d(drawn.shape)))
