from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, move, moves, reasoned, remark
from ._reporting import tell_all


@moves("refuse")
def refuse(deed: Deed, case: Case, *, instead: str) -> Moved:
    """Decline the matter with a reason, and say where it can be taken instead."""
    reasoned(deed)
    if not instead.strip():
        raise Invalid("cases.needs_reason", field="instead")
    remark(deed, case, "refuse", f"{deed.reason.strip()}\n{instead.strip()}", public=True)
    case.outcome, case.result = "refused", instead.strip()
    moved = move(deed, case, "refuse")
    tell_all(case, "refused")
    return moved
