from __future__ import annotations

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account, Sign
from . import _sessions


@action("accounts.signed_out", on="accounts.Account", right=rights.OWN)
def signed_out(deed: Deed, account: Account, *, session_key: str) -> None:
    """End the session with this key, by the wish of its owner."""
    deed.record(ended=_sessions.end(Sign.objects.filter(account=account, session_key=session_key)))
