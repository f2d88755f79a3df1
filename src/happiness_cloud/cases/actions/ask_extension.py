from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules import clocks as clock_rules
from ..rules.clocks import OVERALL
from ._moving import Moved, by_lead, move, moves, reasoned, rulebook


@moves("ask_extension")
def ask_extension(deed: Deed, case: Case, *, amount: int) -> Moved:
    """Ask for more time (延期), in the unit of the running clock, at most as much again as was given."""
    by_lead(deed, case)
    reasoned(deed)
    if case.extension and case.extension.get("granted") is None:
        raise NotNow("cases.extension_waiting")
    clock = clock_rules.running(case.clocks, OVERALL)
    if clock and len(clock.extensions) >= rulebook(case).pack.extensions:
        raise NotNow("cases.extension_limit", limit=len(clock.extensions))
    limit = int(clock.amount) if clock else 0
    if not 0 < amount <= limit:
        raise Invalid("cases.bad_extension", field="amount", limit=limit)
    case.extension = {
        "amount": amount,
        "unit": clock.unit if clock else "",
        "by": deed.actor.id,
        "at": deed.at.isoformat(),
        "granted": None,
    }
    deed.record(amount=amount)
    return move(deed, case, "ask_extension")
