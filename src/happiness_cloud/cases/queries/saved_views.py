from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import SavedView


@dataclass(frozen=True, slots=True)
class View:
    """A filter kept under a name."""

    id: int
    name: str
    query: str


@query(rights.READ)
def saved_views(actor: Actor) -> tuple[View, ...]:
    """The actor's own kept filters, by name."""
    mine = SavedView.objects.filter(owner=actor.id).order_by("name")[:40]
    return tuple(View(id=one.pk, name=one.name, query=one.query) for one in mine)
