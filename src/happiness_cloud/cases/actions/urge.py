from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, move, moves, remark


@moves("urge")
def urge(deed: Deed, case: Case, *, words: str = "") -> Moved:
    """Ask to hurry (催办). Counted and shown; it never moves a clock."""
    case.urged += 1
    if words.strip():
        remark(deed, case, "urge", words, public=True)
    return move(deed, case, "urge")
