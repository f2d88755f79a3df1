from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import HandOut
from ..rules.lifecycle import OPEN
from .filters import seen

_WAITS = Q(extension__isnull=False, extension__granted=None)
# What waits for whom: name -> (the right that makes it one's own work, what lies in it).
QUEUES: dict[str, tuple[str, Callable[[Actor], Q]]] = {
    "accept": ("cases.register", lambda _who: Q(state="registered")),
    "confirm": ("cases.confirm", lambda _who: Q(state="to_confirm")),
    "file": ("cases.file", lambda _who: Q(state="to_file")),
    "dispatch": ("cases.dispatch", lambda _who: Q(state="to_dispatch")),
    "sign": ("cases.sign", lambda _who: Q(state="to_sign")),
    "handle": ("cases.handle", lambda _who: Q(state="handling")),
    "adjudicate": ("cases.adjudicate", lambda _who: Q(state="disputed")),
    "check": ("cases.check", lambda _who: Q(state="to_check")),
    "call_back": ("cases.call_back", lambda _who: Q(state="to_call_back")),
    "extension": ("cases.extend_decide", lambda _who: _WAITS),
    "partner": (
        rights.HAND_OUT,
        lambda _who: Q(pk__in=HandOut.objects.filter(unread=True).values("case")),
    ),
    "told": (rights.READ, lambda who: Q(told_unit=who.unit)),
    "overdue": (rights.READ, lambda _who: Q(stage_due_at__lt=clock.now())),
    "supervised": (rights.READ, lambda _who: Q(supervised=True)),
    "urged": (rights.READ, lambda _who: Q(urged__gt=0)),
    "waiting": (rights.READ, lambda _who: Q(state__in=("waiting", "suspended"))),
}


@dataclass(frozen=True, slots=True)
class Queue:
    """One heap of open matters: how many lie in it, and how many of them are overdue."""

    name: str
    count: int
    overdue: int


@query(rights.READ)
def queues(actor: Actor) -> tuple[Queue, ...]:
    """What waits for this actor, by the rights it holds, in one query over the open matters."""
    mine = [name for name, (right, _) in QUEUES.items() if actor.holding(right)]
    if not actor.unit:
        mine.remove("told")
    late = Q(stage_due_at__lt=clock.now())
    wanted: dict[str, Count] = {}
    for name in mine:
        right, inside = QUEUES[name]
        within = (
            inside(actor) if right == rights.READ else inside(actor) & scope(actor, right, kind="cases.Case")
        )
        wanted[f"{name}_all"] = Count("pk", filter=within)
        wanted[f"{name}_late"] = Count("pk", filter=within & late)
    told = seen(actor).filter(state__in=OPEN).order_by().aggregate(**wanted)
    return tuple(Queue(name, told[f"{name}_all"], told[f"{name}_late"]) for name in mine)
