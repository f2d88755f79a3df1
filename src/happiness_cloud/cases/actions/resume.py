from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, move, moves


@moves("resume")
def resume(deed: Deed, case: Case) -> Moved:
    """End the hold or the wait; the clocks run again."""
    return move(deed, case, "resume")
