from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.lifecycle import OPEN
from .filters import Filter, narrowed, seen


@dataclass(frozen=True, slots=True)
class AreaLoad:
    """How many open matters lie in one grid, and how many of them are overdue."""

    area_path: str
    open: int
    overdue: int


@query(rights.READ)
def by_area(actor: Actor, wanted: Filter, most: int = 6000) -> tuple[AreaLoad, ...]:
    """Open matters that fit the filter, by grid, in one query."""
    late = Count("pk", filter=Q(stage_due_at__lt=clock.now()))
    rows = (
        narrowed(seen(actor), wanted)
        .filter(state__in=OPEN)
        .order_by()
        .values("area_path")
        .annotate(all=Count("pk"), late=late)[:most]
    )
    return tuple(AreaLoad(row["area_path"], row["all"], row["late"]) for row in rows)
