from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, move, moves, remark


@moves("call_back")
def call_back(
    deed: Deed,
    case: Case,
    *,
    reached: bool,
    solved: bool | None = None,
    satisfied: int | None = None,
    note: str = "",
) -> Moved:
    """Record one call to the reporter: reached or not, solved or not, how satisfied (1-5).

    The rating itself stays the reporter's own, by the link.
    """
    if satisfied is not None and not 1 <= satisfied <= 5:
        raise Invalid("cases.bad_stars", field="satisfied")
    case.calls = [*case.calls, {"at": deed.at.isoformat(), "reached": reached, "by": deed.actor.id}]
    # What an agent heard stands beside the reporter's own rating, never in its place.
    if reached:
        case.call_solved, case.call_stars = solved, satisfied
    if note:
        remark(deed, case, "call_back", note)
    deed.record(reached=reached, solved=solved, satisfied=satisfied)
    return move(deed, case, "call_back")
