from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, move, moves, reasoned


@moves("supervise")
def supervise(deed: Deed, case: Case) -> Moved:
    """Put the matter under supervision (督办). It never moves a clock."""
    reasoned(deed)
    case.supervised = True
    return move(deed, case, "supervise")
