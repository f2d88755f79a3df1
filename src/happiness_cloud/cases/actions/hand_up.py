from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules.levels import above
from ._moving import Moved, move, moves, reasoned


@moves("hand_up")
def hand_up(deed: Deed, case: Case) -> Moved:
    """Beyond the powers of this level: the matter goes one level up to be dispatched there."""
    reasoned(deed)
    higher = above(case.level)
    if not higher:
        raise NotNow("cases.top_level")
    case.level = higher
    deed.record(level=higher)
    return move(deed, case, "hand_up")
