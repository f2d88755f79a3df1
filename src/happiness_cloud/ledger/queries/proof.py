from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from happiness_cloud.kernel.access import Actor

from .. import rights
from ..chain import digest_of
from ..door import query
from ..models import Entry, Seal


@dataclass(frozen=True, slots=True)
class Flaw:
    """A sealed batch that is no longer what was sealed: `changed` or `missing` rows, or a `broken` chain."""

    kind: str
    first_id: int
    last_id: int
    rows_sealed: int
    rows_found: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What a check of the whole book found; `unsealed` rows are newer than the last seal."""

    seals: int
    rows: int
    unsealed: int
    flaws: tuple[Flaw, ...]


@query(rights.VERIFY)
def proof(actor: Actor, told: Callable[[int], None] | None = None) -> Proof:
    """Recompute every seal from the rows and say where the book differs; `told(rows)` after each batch."""
    flaws: list[Flaw] = []
    previous, count, rows = "", 0, 0
    # Below every number there is: a row slipped in may have any.
    last_id = -(2**63)
    for seal in Seal.objects.order_by("last_id").iterator():
        found, digest = digest_of(seal.first_id, seal.last_id, seal.previous)
        # Rows slipped in between two batches belong to none of them.
        strays = Entry.objects.filter(id__gt=last_id, id__lt=seal.first_id).count()
        if seal.previous != previous:
            flaws.append(Flaw("broken", seal.first_id, seal.last_id, seal.rows, found))
        elif found != seal.rows or strays:
            flaws.append(Flaw("missing", seal.first_id, seal.last_id, seal.rows, found + strays))
        elif digest != seal.digest:
            flaws.append(Flaw("changed", seal.first_id, seal.last_id, seal.rows, found))
        previous, last_id = seal.digest, seal.last_id
        count, rows = count + 1, rows + found
        if told:
            told(rows)
    rest = Entry.objects.filter(id__gt=last_id).count()
    return Proof(seals=count, rows=rows, unsealed=rest, flaws=tuple(flaws))
