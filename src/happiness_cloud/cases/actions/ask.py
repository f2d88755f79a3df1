from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, move, moves, remark
from ._reporting import tell_reporter


@moves("ask")
def ask(deed: Deed, case: Case, *, text: str) -> Moved:
    """Ask the reporter something; the clocks stand still until the answer."""
    remark(deed, case, "ask", text, public=True)
    moved = move(deed, case, "ask")
    tell_reporter(case, "asked")
    return moved
