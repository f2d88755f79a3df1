from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, attach, move, moves, remark


@moves("confirm")
def confirm(deed: Deed, case: Case, *, note: str = "", file_ids: tuple[int, ...] = ()) -> Moved:
    """The grid worker has seen it on site."""
    if note:
        remark(deed, case, "confirm", note)
    attach(deed, case, file_ids, "before")
    return move(deed, case, "confirm")
