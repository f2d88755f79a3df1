from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from .. import rights
from ..models import Case
from ._moderating import moderates
from ._moving import reasoned


@moderates("show_again", rights.HIDE)
def show_again(deed: Deed, case: Case) -> None:
    """Show to the public again what was hidden; never what its reporter did not agree to show."""
    reasoned(deed)
    if not case.hidden:
        raise NotNow("cases.not_hidden")
    case.public, case.hidden = True, False
