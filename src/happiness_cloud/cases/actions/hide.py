from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from .. import rights
from ..models import Case
from ._moderating import moderates
from ._moving import reasoned


@moderates("hide", rights.HIDE)
def hide(deed: Deed, case: Case) -> None:
    """Take the matter from everything the public sees (隐藏), with a reason; staff and reporter go on seeing it."""
    reasoned(deed)
    if not case.public:
        raise NotNow("cases.not_public")
    case.public, case.hidden = False, True
