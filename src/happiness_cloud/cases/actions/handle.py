from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, attach, by_lead, move, moves, remark, rulebook


@moves("handle")
def handle(deed: Deed, case: Case, *, result: str, file_ids: tuple[int, ...] = ()) -> Moved:
    """Report the work as done, with what was done and the evidence that the rules ask for."""
    by_lead(deed, case)
    book = rulebook(case)
    if book.needs_evidence(case.category) and not file_ids:
        raise Invalid("cases.needs_evidence", field="photos")
    remark(deed, case, "handle", result, public=True)
    attach(deed, case, file_ids, "after", public=case.public)
    case.result = result.strip()
    case.handled_by, case.handled_unit, case.handled_at = deed.actor.id, deed.actor.unit, deed.at
    return move(deed, case, "handle", book)
