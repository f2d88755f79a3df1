from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._correcting import categorise
from ._moving import Moved, move, moves, remark, rulebook


@moves("file")
def file(deed: Deed, case: Case, *, category: str = "", severity: str = "", note: str = "") -> Moved:
    """File the matter under a category and severity: from here on it counts and must be handled."""
    book = rulebook(case)
    categorise(deed, case, book, category or case.category, severity or case.severity)
    if note:
        remark(deed, case, "file", note)
    return move(deed, case, "file", book)
