from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account
from ..rules import steps
from . import _factors


@action("accounts.confirm_second_factor", on="accounts.Account", right=rights.OWN)
def confirm_second_factor(deed: Deed, account: Account, *, code: str) -> None:
    """Show by a code that the app holds the offered secret; from now on it is asked for at sign-in.

    Refuses accounts.no_pending_factor, accounts.wrong_code.
    """
    if not account.pending_factor_sealed:
        raise NotNow("accounts.no_pending_factor")
    step = steps.step_of(_factors.opened(account, account.pending_factor_sealed), code, deed.at)
    if step is None:
        raise Invalid("accounts.wrong_code", field="code")
    account.second_factor_sealed = account.pending_factor_sealed
    account.pending_factor_sealed = ""
    account.second_factor_step = step
