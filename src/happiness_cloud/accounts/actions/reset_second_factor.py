from __future__ import annotations

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account, Sign
from . import _sessions


@action("accounts.reset_second_factor", on="accounts.Account", right=rights.EDIT, see=rights.READ)
def reset_second_factor(deed: Deed, account: Account) -> None:
    """Forget the second step of somebody who lost the device; open sessions end, a new set-up follows."""
    account.second_factor_sealed = account.pending_factor_sealed = ""
    account.second_factor_step = 0
    deed.record(sessions_ended=_sessions.end(Sign.objects.filter(account=account)))
