from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._checking import no_open_parts, settle_account
from ._moving import Moved, move, moves, rulebook


@moves("close")
def close(deed: Deed, case: Case, *, force: bool = False) -> Moved:
    """End the matter after the call-back; not reached only after the tries that the rules ask for."""
    book = rulebook(case)
    no_open_parts(deed, case, force)
    reached = any(one["reached"] for one in case.calls) or case.stars is not None
    if not reached and len(case.calls) < book.pack.call_back.tries:
        raise NotNow("cases.not_reached_tries", tries=book.pack.call_back.tries)
    settle_account(deed, case, "handled" if reached else "not_reached")
    return move(deed, case, "close", book)
