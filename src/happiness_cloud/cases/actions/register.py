from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._correcting import categorise
from ._moving import Moved, move, moves, remark, rulebook


@moves("register")
def register(deed: Deed, case: Case, *, category: str = "", severity: str = "", note: str = "") -> Moved:
    """Accept the matter: its category and severity are settled, it goes on to confirmation or further."""
    book = rulebook(case)
    categorise(deed, case, book, category or case.category, severity or case.severity)
    if note:
        remark(deed, case, "register", note)
    return move(deed, case, "register", book)
