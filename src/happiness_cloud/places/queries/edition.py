from __future__ import annotations

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from . import _held


@query(rights.READ)
def edition(actor: Actor) -> str:
    """A word that changes whenever an area changes: for ETags and caches; "" before the first area."""
    return _held.seen()
