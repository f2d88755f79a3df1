from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, by_lead, move, moves, reasoned


@moves("dispute")
def dispute(deed: Deed, case: Case) -> Moved:
    """The leading unit denies its responsibility: an adjudicator decides, and that binds."""
    by_lead(deed, case)
    reasoned(deed)
    if case.bound:
        raise NotNow("cases.bound")
    deed.record(unit=case.lead_unit)
    return move(deed, case, "dispute")
