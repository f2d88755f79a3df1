from __future__ import annotations

from django.utils import timezone

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Key


@action("accounts.key_used", on="accounts.Key", right=rights.SEAT)
def key_used(deed: Deed, key: Key) -> None:
    """Note the day a key was used; called when `key_actor` says it is its first use today."""
    key.last_used_on = timezone.localdate(deed.at)
