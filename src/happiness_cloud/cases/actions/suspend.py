from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, by_lead, move, moves, reasoned, rulebook


@moves("suspend")
def suspend(deed: Deed, case: Case, *, why: str) -> Moved:
    """Put the matter on hold (挂起) for a reason the rules allow; the clocks stand still."""
    by_lead(deed, case)
    reasoned(deed)
    book = rulebook(case)
    if why not in book.suspend_reasons():
        raise Invalid("cases.unknown_reason", field="why", value=why)
    deed.record(why=why)
    return move(deed, case, "suspend", book)
