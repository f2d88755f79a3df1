from __future__ import annotations

from datetime import datetime

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._apart import done_then
from ._moving import Moved, attach, move, moves, remark


@moves("confirm")
def confirm(
    deed: Deed,
    case: Case,
    *,
    note: str = "",
    file_ids: tuple[int, ...] = (),
    done_at: datetime | None = None,
) -> Moved:
    """The grid worker has seen it on site."""
    done_then(deed, done_at)
    if note:
        remark(deed, case, "confirm", note)
    attach(deed, case, file_ids, "before")
    return move(deed, case, "confirm")
