from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import Erasure


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A matter that was erased: its number, on which ground, when."""

    number: str
    basis: str
    at: datetime


@query(rights.FORGET)
def erased(actor: Actor) -> tuple[Tombstone, ...]:
    """Every matter that was erased, oldest first: the list to erase again after a backup came back."""
    within = scope(actor, rights.FORGET, kind="cases.Case", area="case__area_path", units="case__unit_paths")
    rows = Erasure.objects.filter(within, state="done").order_by("id")
    told = rows.values_list("case__number", "basis", "done_at")
    return tuple(Tombstone(number, basis, at) for number, basis, at in told if at is not None)
