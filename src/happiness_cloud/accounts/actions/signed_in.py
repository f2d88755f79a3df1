from __future__ import annotations

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Account, Sign
from ..rules.names import device
from . import _sessions


@action("accounts.signed_in", on="accounts.Account", right=rights.OWN)
def signed_in(
    deed: Deed, account: Account, *, session_key: str, agent: str = "", how: str = "password"
) -> None:
    """Write down that a session has begun; the oldest ones beyond the account's limit end.

    Called by the door as the person who has just proved who it is. `agent` is the browser's description.
    """
    Sign.objects.create(account=account, session_key=session_key, device=device(agent)[:120], at=deed.at)
    kept = Sign.objects.filter(account=account).order_by("-at", "-pk")[: account.session_limit]
    beyond = Sign.objects.filter(account=account).exclude(pk__in=[one.pk for one in kept])
    deed.record(how=how, ended=_sessions.end(beyond))
