from __future__ import annotations

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from .filters import seen


@query(rights.WATCH)
def looks_due(actor: Actor) -> bool:
    """Whether there is any matter that the watch should look at now."""
    return seen(actor, rights.WATCH).filter(look_at__lte=clock.now()).exists()
