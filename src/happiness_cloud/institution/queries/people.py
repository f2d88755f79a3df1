from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Place, may
from happiness_cloud.kernel.errors import Denied, NotFound
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Position
from ._book import book
from ._language import told
from .unit import Unit


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a position; `may_end` whether the asking person may dismiss him."""

    id: int
    account_id: int
    name: str
    title: str
    unit: str
    area: str
    since: date
    until: date | None
    version: int
    may_end: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of position, for a form."""

    key: str
    name: str
    level: str
    own_unit: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit with its parts and the people who hold positions in it."""

    unit: Unit
    above: Unit | None
    parts: tuple[Unit, ...]
    people: tuple[Holder, ...]
    may_appoint: bool


@query(rights.READ)
def people(actor: Actor, unit: str = "", most: int = 200) -> tuple[Holder, ...]:
    """Who holds a position today, in a unit (its parts not counted) or anywhere; for staff only."""
    _among_staff(actor)
    held = book()
    today = held.day_of(clock.now())
    rows = Position.objects.filter(Q(to_day__isnull=True) | Q(to_day__gte=today), from_day__lte=today)
    if unit:
        rows = rows.filter(unit=unit)
    kinds = held.positions.kinds
    columns = (
        "id",
        "account_id",
        "account__name",
        "kind",
        "unit",
        "area_path",
        "from_day",
        "to_day",
        "version",
    )
    return tuple(
        Holder(
            id=id_,
            account_id=account,
            name=name,
            title=told(kinds[kind].zh, kinds[kind].en) if kind in kinds else kind,
            unit=at,
            area=area,
            since=since,
            until=until,
            version=version,
            may_end=may(actor, rights.EDIT, Place(area)),
        )
        for id_, account, name, kind, at, area, since, until, version in rows.order_by(
            "unit", "kind", "area_path", "id"
        )[: max(1, min(most, 1000))].values_list(*columns)
    )


@query(rights.READ)
def unit_page(actor: Actor, unit_id: int) -> UnitPage:
    """One unit that serves today, for staff. NotFound when there is none."""
    _among_staff(actor)
    held = book()
    unit = next((one for one in held.units.values() if one.id == unit_id), None)
    if unit is None:
        raise NotFound("ledger.not_found")
    parent = unit.path.rstrip("/").rpartition("/")[0] + "/"
    below = tuple(
        one for one in held.units.values() if one.path.startswith(unit.path) and one.depth == unit.depth + 1
    )
    may_appoint = may(actor, rights.EDIT, Place(unit.area, (unit.path,)))
    return UnitPage(unit, held.units.get(parent), below, people(actor, unit.path), may_appoint)


@query(rights.READ)
def position_kinds(actor: Actor) -> tuple[Kind, ...]:
    """The kinds of position there are, in the reader's language."""
    kinds = book().positions.kinds.values()
    return tuple(Kind(one.key, told(one.zh, one.en), one.level, one.own_unit) for one in kinds)


def _among_staff(actor: Actor) -> None:
    # Names of colleagues are for colleagues: a visitor holds institution.read too, for the categories.
    if actor.kind not in ("staff", "house"):
        raise Denied("ledger.no_right", right=rights.READ)
