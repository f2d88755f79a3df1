from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, by_lead, move, moves


@moves("sign")
def sign(deed: Deed, case: Case) -> Moved:
    """The leading unit takes the matter on. Its clock has run since dispatch."""
    by_lead(deed, case)
    return move(deed, case, "sign")
