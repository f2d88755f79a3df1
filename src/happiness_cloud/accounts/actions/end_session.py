from __future__ import annotations

from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account, Sign
from . import _sessions


@action("accounts.end_session", on="accounts.Account", right=rights.OWN)
def end_session(deed: Deed, account: Account, *, sign_id: int) -> None:
    """End one of the own sessions, on whatever device it is."""
    if not _sessions.end(Sign.objects.filter(account=account, pk=sign_id)):
        raise NotFound("ledger.not_found")
