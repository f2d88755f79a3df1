from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._checking import no_open_parts
from ._moving import Moved, move, moves, reasoned


@moves("void")
def void(deed: Deed, case: Case) -> Moved:
    """Declare the matter void, for example a test or a slip; nothing is deleted."""
    reasoned(deed)
    no_open_parts(deed, case)
    case.outcome = "void"
    return move(deed, case, "void")
