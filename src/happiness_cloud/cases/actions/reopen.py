from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..queries.possible import reopen_until
from ._moving import Moved, move, moves, reasoned, remark, rulebook


@moves("reopen")
def reopen(deed: Deed, case: Case) -> Moved:
    """Open the matter again, within the window of the rules counted from the stored end."""
    reasoned(deed)
    book = rulebook(case)
    until = reopen_until(case, book)
    if deed.at > until:
        raise NotNow("cases.reopen_window", until=until.date().isoformat())
    remark(deed, case, "reopen", deed.reason, public=True)
    case.reopened += 1
    case.ended_at, case.on_time, case.outcome = None, None, ""
    case.stars, case.solved, case.calls, case.rating_words = None, None, [], ""
    case.call_stars, case.call_solved = None, None
    # A new round: the reporter is contacted again, and nothing of it has been escalated.
    case.contacted_at, case.escalated, case.told_unit = None, 0, ""
    return move(deed, case, "reopen", book)
