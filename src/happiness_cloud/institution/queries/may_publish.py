from __future__ import annotations

from happiness_cloud.kernel.access import Actor, Place, may
from happiness_cloud.ledger.door import query

from .. import rights
from ._districts import districts


@query(rights.PUBLISH)
def may_publish(actor: Actor) -> bool:
    """Whether `publish` would let the actor in: the right holds in every district there is."""
    return all(may(actor, rights.PUBLISH, Place(area)) for area in districts())
