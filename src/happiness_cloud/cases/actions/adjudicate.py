from __future__ import annotations

from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._moving import Moved, concern, known_unit, move, moves, reasoned, rulebook, whistled


@moves("adjudicate")
def adjudicate(deed: Deed, case: Case, *, lead: str, assists: tuple[str, ...] = ()) -> Moved:
    """Decide who leads. The decision binds: the matter cannot be sent back or disputed again."""
    reasoned(deed)
    book = rulebook(case)
    helping = tuple(known_unit(book, one) for one in assists if one != lead)
    concern(case, known_unit(book, lead), helping, *whistled(case))
    case.bound = True
    case.why = [{"code": "adjudicated", "unit": lead, "reason": masked(deed.reason)}, *case.why]
    deed.record(lead=lead, assists=list(case.assist_units))
    return move(deed, case, "adjudicate", book)
