from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, attach, move, moves, remark


@moves("reply")
def reply(deed: Deed, case: Case, *, text: str, file_ids: tuple[int, ...] = ()) -> Moved:
    """The reporter's answer (or an operator's note of it); the clocks run again."""
    remark(deed, case, "reply", text, public=True)
    attach(deed, case, file_ids, "before")
    return move(deed, case, "reply")
