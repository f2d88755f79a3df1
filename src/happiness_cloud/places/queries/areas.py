from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Area
from ..rules.codes import path_of
from ._seen import visible


@dataclass(frozen=True, slots=True)
class AreaFact:
    """One version of an area; `name` is in the reader's language, `valid_to` None while it is in force."""

    path: str
    version: int
    kind: str
    code: str
    name_zh: str
    name_en: str
    name: str
    centre_lon: float
    centre_lat: float
    parent_path: str
    area_m2: float
    households: int | None
    source: str
    datum: str
    valid_from: datetime
    valid_to: datetime | None
    box: tuple[float, float, float, float]


@query(rights.READ)
def area(actor: Actor, path: str) -> AreaFact:
    """The area in force at a path; NotFound `places.no_area` when there is none or not for this actor."""
    return _one(_rows(actor).filter(path=path, valid_to__isnull=True), path)


@query(rights.READ)
def at_code(actor: Actor, code: str) -> AreaFact:
    """The area in force with a code of 6, 9, 12 or 15 digits; Invalid `places.bad_code`, NotFound."""
    path = path_of(code)
    return _one(_rows(actor).filter(path=path, valid_to__isnull=True), path)


@query(rights.READ)
def as_of(actor: Actor, path: str, moment: datetime) -> AreaFact:
    """The area as it was in force at `moment`; NotFound when there was none."""
    in_force = Q(valid_from__lte=moment) & (Q(valid_to__isnull=True) | Q(valid_to__gt=moment))
    return _one(_rows(actor).filter(in_force, path=path).order_by("-version"), path)


@query(rights.READ)
def children(actor: Actor, path: str = "") -> tuple[AreaFact, ...]:
    """The areas one storey down that this actor may see, by code; "" gives the districts."""
    rows = _rows(actor).filter(parent_path=path, valid_to__isnull=True).order_by("path")
    return tuple(_fact(row) for row in rows)


@query(rights.READ)
def history(actor: Actor, path: str) -> tuple[AreaFact, ...]:
    """All versions of an area, newest first; NotFound when there is none."""
    found = tuple(_fact(row) for row in _rows(actor).filter(path=path).order_by("-version"))
    if not found:
        raise NotFound("places.no_area", path=path)
    return found


def _rows(actor: Actor) -> QuerySet[Area]:
    return Area.objects.filter(visible(actor)).defer("polygon")


def _one(rows: QuerySet[Area], path: str) -> AreaFact:
    row = rows.first()
    if row is None:
        raise NotFound("places.no_area", path=path)
    return _fact(row)


def _fact(row: Area) -> AreaFact:
    return AreaFact(
        path=row.path,
        version=row.version,
        kind=row.kind,
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        name=in_language(row.name_zh, row.name_en),
        centre_lon=row.centre_lon,
        centre_lat=row.centre_lat,
        parent_path=row.parent_path,
        area_m2=row.area_m2,
        households=row.households,
        source=row.source,
        datum=row.datum,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        box=(row.west, row.south, row.east, row.north),
    )


def in_language(zh: str, en: str) -> str:
    """The name for the reader: Chinese for Chinese readers, else English where there is one."""
    return zh if not en or (get_language() or "zh").startswith("zh") else en
