from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account
from ..rules import limits, steps
from . import _attempts, _factors


@dataclass(frozen=True, slots=True)
class Stepped:
    """Whether the code was right. When not, `why` is a code of the terms; the try has been written down."""

    ok: bool
    why: str = ""


@action("accounts.second_step", on="accounts.Account", right=rights.SIGN_IN)
def second_step(deed: Deed, account: Account, *, code: str) -> Stepped:
    """Check the time-based code of an account whose password was right; a code is good for one time.

    Refuses accounts.too_many_tries (429, five wrong ones in 15 minutes).
    """
    _attempts.count(limits.SECOND_STEPS, str(account.pk), deed.at, "accounts.too_many_tries")
    step = None
    if account.second_factor_sealed and account.is_active:
        step = steps.step_of(_factors.opened(account, account.second_factor_sealed), code, deed.at)
    why = "accounts.wrong_code" if step is None else ""
    if step is not None and step <= account.second_factor_step:
        why = "accounts.code_used"
    deed.record(ok=not why, why=why)
    if step is None or why:
        return Stepped(ok=False, why=why)
    account.second_factor_step = step
    _attempts.forget(limits.SECOND_STEPS, str(account.pk))
    return Stepped(ok=True)
