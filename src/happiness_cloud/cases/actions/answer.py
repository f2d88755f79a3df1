from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, move, moves, remark
from ._reporting import tell_all


@moves("answer")
def answer(deed: Deed, case: Case, *, text: str) -> Moved:
    """Answer on the spot: the matter ends here, the reporter reads the answer."""
    remark(deed, case, "answer", text, public=True)
    case.outcome, case.result = "answered", text.strip()
    moved = move(deed, case, "answer")
    tell_all(case, "answered")
    return moved
