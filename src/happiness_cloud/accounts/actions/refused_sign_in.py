from __future__ import annotations

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.text import fold
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account
from ..rules import limits
from . import _attempts


@action("accounts.refused_sign_in", right=rights.SIGN_IN)
def refused_sign_in(deed: Deed, *, username: str, address: str = "", why: str = "password") -> None:
    """Write down a sign-in that failed, without the name or the password that was typed.

    When the name is an account's, the row stands in that account's history. Refuses accounts.locked (429)
    when one network address fails over and over, whatever the names.
    """
    deed.require(EVERYWHERE)
    if address:
        _attempts.count(limits.PASSWORDS_PER_ADDRESS, address, deed.at, "accounts.locked")
    account = Account.objects.filter(username=fold(username)).first()
    if account is not None:
        deed.created(account)
    deed.record(why=why)
