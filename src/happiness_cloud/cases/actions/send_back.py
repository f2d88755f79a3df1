from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, by_lead, move, moves, reasoned, rulebook


@moves("send_back")
def send_back(deed: Deed, case: Case, *, why: str) -> Moved:
    """The leading unit sends the matter back (退单) for a reason the rules know; the clock goes on.

    Refused beyond the limit of the rules and after a binding adjudication.
    """
    by_lead(deed, case)
    reasoned(deed)
    book = rulebook(case)
    if case.bound:
        raise NotNow("cases.bound")
    if case.returns >= book.pack.return_limit:
        raise NotNow("cases.return_limit", returns=case.returns, limit=book.pack.return_limit)
    if why not in book.return_reasons():
        raise Invalid("cases.unknown_reason", field="why", value=why)
    case.returns += 1
    deed.record(why=why, unit=case.lead_unit, returns=case.returns)
    return move(deed, case, "send_back", book)
