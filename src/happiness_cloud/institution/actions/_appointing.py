"""What must hold before somebody is given a position."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from datetime import date

from django.db import transaction

from happiness_cloud.kernel.errors import Invalid, NotFound, NotNow

from .. import terms
from ..models import Edition
from ..queries import forget
from ..queries._book import Book
from ..queries._language import told
from ..rules.positions import Held

_AREA = re.compile(r"/[0-9]{6}/(?:[0-9]{3}/){0,3}")


def reseat() -> None:
    """Tell every process that positions have changed; it takes that up within a second of the commit."""
    Edition.objects.filter(pk=1).update(seating=uuid.uuid4())
    forget()
    transaction.on_commit(forget)


def shaped(area: str) -> str:
    """The area when it is one, from a district down to a grid; else a refusal."""
    if not _AREA.fullmatch(area):
        raise Invalid("institution.bad_area", field="area", area=area[:60])
    return area


def fits(held: Book, asked: Held, today: date) -> None:
    """Refuse a kind that is not known, an area too wide for it, a unit that is missing or elsewhere."""
    kind = held.positions.kinds.get(asked.kind)
    if kind is None:
        raise Invalid("institution.unknown_role", field="kind", value=asked.kind[:40])
    name = told(kind.zh, kind.en)
    if held.positions.too_wide(asked):
        raise Invalid(
            "institution.area_too_wide", field="area", kind=name, level=str(terms.LEVELS[kind.level])
        )
    if kind.own_unit and not asked.unit:
        raise Invalid("institution.needs_unit", field="unit", kind=name)
    if asked.unit:
        unit = held.units.get(asked.unit)
        if unit is None:
            raise NotFound("institution.no_unit", unit=asked.unit[:200])
        if not (unit.area.startswith(asked.area) or asked.area.startswith(unit.area)):
            raise Invalid("institution.area_outside", field="area", area=asked.area, unit=asked.unit)


def apart(held: Book, kinds: Collection[str], more: str) -> None:
    """Refuse two kinds of position in one hand that must be kept apart."""
    quarrel = held.positions.quarrel(kinds, more)
    if quarrel is not None:
        other, why = quarrel
        names = {
            key: told(held.positions.kinds[key].zh, held.positions.kinds[key].en) for key in (more, other)
        }
        raise NotNow(
            "institution.incompatible",
            kind=names[more],
            other=names[other],
            why=told(*why),
            pair=sorted((more, other)),
        )
