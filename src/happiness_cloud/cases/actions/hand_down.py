from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules.levels import below
from ._moving import Moved, move, moves, reasoned, remark


@moves("hand_down")
def hand_down(deed: Deed, case: Case, *, means: str) -> Moved:
    """One level down, together with the people and powers (`means`) that the work needs."""
    reasoned(deed)
    if not means.strip():
        raise Invalid("cases.hand_down_means", field="means")
    lower = below(case.level)
    if not lower:
        raise NotNow("cases.lowest_level")
    case.level = lower
    remark(deed, case, "hand_down", means)
    deed.record(level=lower)
    return move(deed, case, "hand_down")
