from __future__ import annotations

from django.contrib.auth.hashers import check_password

from happiness_cloud.kernel.errors import Denied, Invalid
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account, Sign
from ..rules import limits
from . import _attempts, _passwords, _sessions
from .second_step import Stepped


@action("accounts.change_password", on="accounts.Account", right=rights.OWN)
def change_password(deed: Deed, account: Account, *, old: str, password: str) -> Stepped:
    """Change the own password; every session ends, the door opens a new one for the one who changed it.

    A wrong old password is answered, not refused, since the try must be kept. Refuses accounts.staff_only,
    password_same, password_too_*, too_many_tries (429).
    """
    if account.kind != "staff":
        raise Denied("accounts.staff_only")
    _attempts.count(limits.SECOND_STEPS, f"password:{account.pk}", deed.at, "accounts.too_many_tries")
    # The plain function: the method of the row would save a stronger hash past the door.
    if not check_password(old, account.password):
        deed.record(ok=False)
        return Stepped(ok=False, why="accounts.wrong_password")
    if old == password:
        raise Invalid("accounts.password_same", field="password")
    _passwords.check(account, password)
    account.set_password(password)
    account.must_change_password = False
    deed.record(ok=True, sessions_ended=_sessions.end(Sign.objects.filter(account=account)))
    _attempts.forget(limits.SECOND_STEPS, f"password:{account.pk}")
    return Stepped(ok=True)
