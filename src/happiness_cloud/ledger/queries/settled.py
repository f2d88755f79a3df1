from __future__ import annotations

from happiness_cloud.kernel.access import Actor

from .. import rights
from ..door import query
from ..settled import settled_end


@query(rights.READ)
def settled(actor: Actor, patience: float = 2.0) -> int:
    """The last entry before which nothing can appear any more; NotNow("ledger.busy") after `patience` seconds."""
    return settled_end(patience)
