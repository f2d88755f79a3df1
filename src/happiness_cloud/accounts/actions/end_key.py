from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Key


@action("accounts.end_key", on="accounts.Key", right=rights.KEYS)
def end_key(deed: Deed, key: Key) -> None:
    """End a key at once. Refuses accounts.key_ended."""
    if key.ended_at is not None:
        raise NotNow("accounts.key_ended")
    key.ended_at = deed.at
