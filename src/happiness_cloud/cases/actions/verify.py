from __future__ import annotations

from datetime import datetime

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._apart import done_then
from ._checking import finish_if_last, other_hand
from ._moving import Moved, attach, move, moves, remark


@moves("verify")
def verify(
    deed: Deed,
    case: Case,
    *,
    note: str = "",
    file_ids: tuple[int, ...] = (),
    done_at: datetime | None = None,
) -> Moved:
    """Somebody else than the handler has looked and found it done."""
    done_then(deed, done_at)
    other_hand(deed, case)
    if note:
        remark(deed, case, "verify", note)
    attach(deed, case, file_ids, "check")
    return finish_if_last(deed, case, move(deed, case, "verify"))
