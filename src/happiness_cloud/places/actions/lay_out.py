from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import shapely
from django.db import connection
from django.db.models import Model

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Area, Building, Dwelling
from ._drawing import Drawn, hold, row_of, turn

Ring = Sequence[tuple[float, float]]


class AreaSpec(Protocol):
    """An area to lay out: closed rings (outer first) of (lon, lat) in WGS84."""

    @property
    def path(self) -> str: ...
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def polygon(self) -> Sequence[Ring]: ...
    @property
    def households(self) -> int | None: ...


class BuildingSpec(Protocol):
    """A house to lay out; its path is the grid's with its code and a slash."""

    @property
    def grid_path(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def estate(self) -> str: ...
    @property
    def use(self) -> str: ...
    @property
    def polygon(self) -> Sequence[Ring]: ...
    @property
    def units(self) -> int: ...
    @property
    def floors(self) -> int: ...
    @property
    def rooms_per_floor(self) -> int: ...


class DwellingSpec(Protocol):
    """A flat to lay out: its path is that of the house with one more segment."""

    @property
    def path(self) -> str: ...
    @property
    def unit(self) -> int: ...
    @property
    def floor(self) -> int: ...
    @property
    def room(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LaidOut:
    """How many rows were written."""

    areas: int
    buildings: int
    dwellings: int


@action(rights.IMPORT)
def lay_out(
    deed: Deed,
    *,
    under: str,
    areas: Iterable[AreaSpec] = (),
    buildings: Iterable[BuildingSpec] = (),
    dwellings: Iterable[DwellingSpec] = (),
    source: str = "",
) -> LaidOut:
    """Write a whole district at once into a place where there is none yet: areas, houses, dwellings.

    For content made to fit together (the sample district): borders are taken as they are, only looked at
    one by one. Dwellings are streamed; areas and houses are held in memory. Raises NotNow
    `places.already_laid_out`, Invalid `places.outside_under`, `places.shape_broken`, `places.no_building`.
    """
    deed.require(under)
    edition = hold()
    if Area.objects.filter(path__startswith=under).exists():
        raise NotNow("places.already_laid_out", path=under)
    drawn = [_area(one, under, source, deed.at) for one in areas]
    rows = _copy(Area, (_values(one) for one in drawn))
    ids: dict[str, int] = {}
    specs = list(buildings)
    # The keys are drawn first: nothing can be asked of the database while a copy runs.
    keys = _keys(Building, len(specs))
    houses = _copy(Building, _houses(zip(keys, specs, strict=True), under, ids), with_id=True)
    homes = _copy(Dwelling, _homes(dwellings, ids))
    turn(edition, deed.at)
    answer = LaidOut(rows, houses, homes)
    deed.record(under=under, areas=rows, buildings=houses, dwellings=homes, source=source)
    return answer


def _area(spec: AreaSpec, under: str, source: str, at: datetime) -> Area:
    if not spec.path.startswith(under):
        raise Invalid("places.outside_under", path=spec.path, under=under)
    shape = _polygon(spec.path, spec.polygon)
    return row_of(Drawn(spec.path, spec.name_zh, spec.name_en, shape, spec.households, source), at)


def _polygon(path: str, rings: Sequence[Ring]) -> shapely.Polygon:
    shape = shapely.Polygon(rings[0], rings[1:])
    if not shape.is_valid or shape.is_empty:
        raise Invalid("places.shape_broken", path=path)
    return shape


def _houses(
    specs: Iterable[tuple[int, BuildingSpec]], under: str, ids: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    for key, one in specs:
        if not one.grid_path.startswith(under):
            raise Invalid("places.outside_under", path=one.grid_path, under=under)
        path = f"{one.grid_path}{one.code}/"
        ids[path] = key
        shape = _polygon(path, one.polygon)
        yield (
            key, one.grid_path, one.code, one.name, one.estate, one.use, shapely.to_wkb(shape),
            shape.centroid.x, shape.centroid.y, one.units, one.floors, one.rooms_per_floor,
        )  # fmt: skip


def _homes(specs: Iterable[DwellingSpec], ids: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    for one in specs:
        house, _slash, code = one.path[:-1].rpartition("/")
        key = ids.get(f"{house}/")
        if key is None:
            raise Invalid("places.no_building", path=one.path)
        yield key, one.unit, one.floor, one.room, code


def _values(row: Area) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _columns(Area, with_id=False))


def _columns(model: type[Model], with_id: bool) -> list[str]:
    return [one.attname for one in model._meta.concrete_fields if with_id or not one.primary_key]


def _keys(model: type[Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _copy(model: type[Model], rows: Iterable[tuple[Any, ...]], with_id: bool = False) -> int:
    """Stream rows into a table through the connection of this transaction; how many there were."""
    columns = ", ".join(f'"{name}"' for name in _columns(model, with_id))
    count = 0
    table = model._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
