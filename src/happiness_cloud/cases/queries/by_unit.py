from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.lifecycle import OPEN
from .filters import seen


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """How the open matters of one leading unit stand."""

    unit: str
    open: int
    overdue: int
    reworks: int
    supervised: int


@query(rights.READ)
def by_unit(actor: Actor, most: int = 60) -> tuple[UnitLoad, ...]:
    """Open matters by leading unit, the most overdue first, in one query."""
    late = Count("pk", filter=Q(stage_due_at__lt=clock.now()))
    rows = (
        seen(actor)
        .filter(state__in=OPEN)
        .exclude(lead_unit="")
        .order_by()
        .values("lead_unit")
        .annotate(
            all=Count("pk"),
            late=late,
            again=Count("pk", filter=Q(reworks__gt=0)),
            watched=Count("pk", filter=Q(supervised=True)),
        )
        .order_by("-late", "-all", "lead_unit")[:most]
    )
    return tuple(
        UnitLoad(row["lead_unit"], row["all"], row["late"], row["again"], row["watched"]) for row in rows
    )
