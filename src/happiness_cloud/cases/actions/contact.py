from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules.clocks import CONTACT
from ._moving import Moved, move, moves, remark, stop_clock


@moves("contact")
def contact(deed: Deed, case: Case, *, reached: bool = True, note: str = "") -> Moved:
    """Note that the reporter was contacted (先行联系); the first time it succeeds ends the contact clock."""
    if reached and case.contacted_at is None:
        case.contacted_at = deed.at
        stop_clock(deed, case, CONTACT)
    if note:
        remark(deed, case, "contact", note)
    deed.record(reached=reached)
    return move(deed, case, "contact")
