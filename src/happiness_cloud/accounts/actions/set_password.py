from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler

from happiness_cloud.kernel.errors import Denied
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account, Sign
from . import _passwords, _sessions


@action("accounts.set_password", on="accounts.Account", right=rights.EDIT, see=rights.READ)
def set_password(deed: Deed, account: Account, *, password: str, temporary: bool = True) -> None:
    """Give somebody a new password: open sessions end, a lock after wrong tries is lifted.

    `temporary` makes its owner change it first of all. Refuses accounts.staff_only, password_too_*.
    """
    if account.kind != "staff":
        raise Denied("accounts.staff_only")
    _passwords.check(account, password)
    account.set_password(password)
    account.must_change_password = temporary
    AxesProxyHandler.reset_attempts(username=account.username)
    deed.record(sessions_ended=_sessions.end(Sign.objects.filter(account=account)))
