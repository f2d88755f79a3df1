from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, Grant
from happiness_cloud.kernel.errors import Denied
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import Position
from ..rules.positions import Held
from ._book import book
from ._language import told


@dataclass(frozen=True, slots=True)
class Seat:
    """What the positions of an account add up to; `unit` is the home unit, "" when none."""

    grants: tuple[Grant, ...]
    unit: str
    titles: tuple[str, ...]


@query(rights.READ)
def seats(actor: Actor, account_id: int) -> Seat:
    """The rights of an account by the positions it holds today. For the house, and for oneself.

    One database query, and one more at most once a second.
    """
    if actor.kind != "house" and actor.id != f"account:{account_id}":
        raise Denied("ledger.no_right", right=rights.READ)
    held = book()
    today = held.day_of(clock.now())
    rows = Position.objects.filter(
        Q(to_day__isnull=True) | Q(to_day__gte=today), account_id=account_id, from_day__lte=today
    )
    kept = [Held(*row) for row in rows.order_by("id").values_list("kind", "unit", "area_path")]
    kinds = held.positions.kinds
    # A position bound to its unit says where somebody is at home; others only name it.
    bound = {one.key for one in kinds.values() if one.own_unit}
    ranked = sorted(kept, key=lambda one: (one.unit == "", one.kind not in bound))
    home = ranked[0].unit if ranked else ""
    titles = dict.fromkeys(told(kinds[one.kind].zh, kinds[one.kind].en) for one in kept if one.kind in kinds)
    return Seat(held.positions.grants(kept), home, tuple(titles))
