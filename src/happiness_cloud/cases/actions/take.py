from __future__ import annotations

from happiness_cloud.kernel.errors import Denied
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules.clocks import OVERALL
from ._moving import Moved, concern, known_unit, move, moves, remark, rulebook, start_clock, whistled


@moves("take")
def take(deed: Deed, case: Case, *, note: str = "") -> Moved:
    """The small loop: a unit close by takes the matter itself, without the round through dispatch.

    Only for the categories that the rules name for it, and only the actor's own unit.
    """
    book = rulebook(case)
    if not book.small_loop(case.category) or not deed.actor.unit:
        raise Denied("ledger.no_right", right=deed.right)
    concern(case, known_unit(book, deed.actor.unit), (), *whistled(case))
    case.why = [{"code": "small_loop", "category": case.category, "unit": deed.actor.unit}]
    case.dispatched_at = case.dispatched_at or deed.at
    if note:
        remark(deed, case, "take", note)
    start_clock(deed, case, OVERALL, book)
    deed.record(lead=case.lead_unit)
    return move(deed, case, "take", book)
