from __future__ import annotations

from datetime import datetime

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._apart import done_then
from ._checking import other_hand
from ._moving import Moved, attach, move, moves, reasoned, remark


@moves("rework")
def rework(
    deed: Deed, case: Case, *, file_ids: tuple[int, ...] = (), done_at: datetime | None = None
) -> Moved:
    """Verification failed: back to the handler, counted; the clock has not stopped."""
    done_then(deed, done_at)
    other_hand(deed, case)
    reasoned(deed)
    remark(deed, case, "rework", deed.reason)
    attach(deed, case, file_ids, "check")
    case.reworks += 1
    return move(deed, case, "rework")
