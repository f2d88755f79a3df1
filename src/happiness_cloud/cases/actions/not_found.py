from __future__ import annotations

from datetime import datetime

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._apart import done_then
from ._moving import Moved, attach, move, moves, reasoned, remark
from ._reporting import tell_all


@moves("not_found")
def not_found(
    deed: Deed, case: Case, *, file_ids: tuple[int, ...] = (), done_at: datetime | None = None
) -> Moved:
    """The grid worker was on site and there is no such matter (any more)."""
    done_then(deed, done_at)
    reasoned(deed)
    remark(deed, case, "not_found", deed.reason, public=True)
    attach(deed, case, file_ids, "check")
    case.outcome = "not_found"
    moved = move(deed, case, "not_found")
    tell_all(case, "refused")
    return moved
