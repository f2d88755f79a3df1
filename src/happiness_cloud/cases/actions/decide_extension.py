from __future__ import annotations

from happiness_cloud.kernel.errors import Denied, NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules import clocks as clock_rules
from ..rules.clocks import OVERALL
from ._moving import Moved, move, moves, rulebook


@moves("decide_extension")
def decide_extension(deed: Deed, case: Case, *, granted: bool) -> Moved:
    """Grant or refuse the extension that was asked for; nobody decides on his own asking."""
    asked = case.extension
    if not asked or asked.get("granted") is not None:
        raise NotNow("cases.no_extension_asked")
    if asked["by"] == deed.actor.id:
        raise Denied("ledger.no_right", right=deed.right)
    case.extension = {
        **asked,
        "granted": granted,
        "decided_by": deed.actor.id,
        "decided_at": deed.at.isoformat(),
    }
    book = rulebook(case)
    if granted:
        keeper = book.timekeeper(case.area_path)
        # In the unit it was asked in: the matter may have another kind of deadline by now.
        amount, unit = asked["amount"], asked.get("unit", "")
        case.clocks = clock_rules.extended(case.clocks, OVERALL, amount, keeper, unit)
    deed.record(granted=granted, amount=asked["amount"])
    return move(deed, case, "decide_extension", book)
