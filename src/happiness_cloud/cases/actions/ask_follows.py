from __future__ import annotations

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Follower
from ..rules.following import UNCONFIRMED, mail_of
from ._following import hash_of, send_overview
from .follow import Asked, slow_enough


@action("cases.ask_follows", right=rights.FOLLOW, keeps=False)
def ask_follows(deed: Deed, *, address: str, network: str = "") -> Asked:
    """Send the page of all that an address follows to it, if it follows anything; the answer is always the same.

    Errors: Invalid for no address, TooMany.
    """
    deed.require(EVERYWHERE)
    mail = mail_of(address)
    slow_enough(deed, mail, network)
    found = Follower.objects.filter(address_hash=hash_of(mail), follows__state="active").first()
    if found is not None:
        send_overview(found)
    return Asked(UNCONFIRMED.days)
