from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account, Key, Sign
from . import _sessions


@action("accounts.end_account", on="accounts.Account", right=rights.EDIT, see=rights.READ)
def end_account(deed: Deed, account: Account) -> None:
    """Close an account for good: its sessions end, and so do the keys it made. Its history stays.

    Refuses accounts.not_yourself, accounts.account_ended.
    """
    if deed.actor.id == f"account:{account.pk}":
        raise NotNow("accounts.not_yourself")
    if not account.is_active:
        raise NotNow("accounts.account_ended")
    account.is_active = False
    account.set_unusable_password()
    account.second_factor_sealed = account.pending_factor_sealed = ""
    keys = Key.objects.filter(created_by=f"account:{account.pk}", ended_at=None)
    deed.record(
        sessions_ended=_sessions.end(Sign.objects.filter(account=account)),
        keys_ended=keys.update(ended_at=deed.at),
    )
