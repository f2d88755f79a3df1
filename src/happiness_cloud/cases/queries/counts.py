from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.lifecycle import OPEN
from .filters import Filter, narrowed, seen

# Beyond this a count is told as "more than": nobody needs 1,000,000 counted for a page head.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Counts:
    """Open matters by state, how many are overdue, and how many fit a filter (at most MOST)."""

    by_state: dict[str, int]
    overdue: int


@query(rights.READ)
def counts(actor: Actor) -> Counts:
    """How the open matters of this actor stand, in one query."""
    rows = seen(actor).filter(state__in=OPEN).order_by().values("state")
    told = rows.annotate(all=Count("pk"), late=Count("pk", filter=Q(stage_due_at__lt=clock.now())))
    listed = list(told.values_list("state", "all", "late"))
    return Counts(
        by_state={state: number for state, number, _ in listed}, overdue=sum(late for *_, late in listed)
    )


@query(rights.READ)
def matching(actor: Actor, wanted: Filter) -> int:
    """How many matters fit, counted up to MOST."""
    return narrowed(seen(actor), wanted).order_by()[: MOST + 1].count()
