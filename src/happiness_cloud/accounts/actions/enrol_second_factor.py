from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.errors import Denied
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account
from ..rules import limits, steps
from . import _attempts, _factors

ISSUER = "Happiness Cloud"


@dataclass(frozen=True, slots=True)
class Offer:
    """What an authenticator app needs: the `otpauth://` address, and the secret for typing it in.

    Both are "" when the present code was wrong; `why` is then a code of the terms.
    """

    address: str = ""
    secret: str = ""
    why: str = ""


@action("accounts.enrol_second_factor", on="accounts.Account", right=rights.OWN, keeps=False)
def enrol_second_factor(deed: Deed, account: Account, *, code: str = "") -> Offer:
    """Begin to set up the second step; nothing counts until `confirm_second_factor`.

    Who has one already gives a present `code` of it first. Never call this with an idempotency key: the
    answer would be kept. Refuses accounts.staff_only, accounts.too_many_tries (429).
    """
    if account.kind != "staff":
        raise Denied("accounts.staff_only")
    if account.second_factor_sealed:
        _attempts.count(limits.SECOND_STEPS, str(account.pk), deed.at, "accounts.too_many_tries")
        step = steps.step_of(_factors.opened(account, account.second_factor_sealed), code, deed.at)
        if step is None or step <= account.second_factor_step:
            deed.record(ok=False)
            return Offer(why="accounts.wrong_code")
        account.second_factor_step = step
    secret = steps.fresh_secret()
    account.pending_factor_sealed = _factors.sealed(account, secret)
    return Offer(address=steps.address(secret, account.username, ISSUER), secret=secret)
