from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant
from happiness_cloud.kernel.errors import Denied
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Position
from ..rules.positions import Held
from ._book import Book, book
from ._language import told
from ._shelf import seating


@dataclass(frozen=True, slots=True)
class Seat:
    """What the positions of an account add up to; `unit` is the home unit, "" when none."""

    grants: tuple[Grant, ...]
    unit: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sitting:
    grants: tuple[Grant, ...]
    home: str
    kinds: tuple[str, ...]


# What the accounts sit on, under the stamps and the day they were read at.
_kept: tuple[Any, dict[int, _Sitting]] = (None, {})


@query(rights.READ)
def seats(actor: Actor, account_id: int) -> Seat:
    """The rights of an account by the positions it holds today. For the house, and for oneself.

    Kept until any position or rule changes; another process takes a change up within a second of its commit.
    """
    if actor.kind != "house" and actor.id != f"account:{account_id}":
        raise Denied("ledger.no_right", right=rights.READ)
    # Looked at before the positions are read: newer ones may be kept under it, older ones never.
    at = seating()
    held = book()
    today = held.day_of(clock.now())
    global _kept
    kept = _kept
    if kept[0] != (at, today):
        kept = _kept = ((at, today), {})
    sitting = kept[1].get(account_id)
    if sitting is None:
        sitting = kept[1][account_id] = _sitting(held, account_id, today)
    kinds = held.positions.kinds
    titles = dict.fromkeys(told(kinds[one].zh, kinds[one].en) for one in sitting.kinds)
    return Seat(sitting.grants, sitting.home, tuple(titles))


def _sitting(held: Book, account_id: int, today: date) -> _Sitting:
    rows = Position.objects.filter(
        Q(to_day__isnull=True) | Q(to_day__gte=today), account_id=account_id, from_day__lte=today
    )
    kept = [Held(*row) for row in rows.order_by("id").values_list("kind", "unit", "area_path")]
    kinds = held.positions.kinds
    # A position bound to its unit says where somebody is at home; others only name it.
    bound = {one.key for one in kinds.values() if one.own_unit}
    ranked = sorted(kept, key=lambda one: (one.unit == "", one.kind not in bound))
    home = ranked[0].unit if ranked else ""
    return _Sitting(held.positions.grants(kept), home, tuple(one.kind for one in kept if one.kind in kinds))
