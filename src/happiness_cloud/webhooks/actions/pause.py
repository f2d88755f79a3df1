from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Endpoint
from . import _shape


@action("webhooks.pause", on="webhooks.Endpoint", right=rights.EDIT, see=rights.READ)
def pause(deed: Deed, endpoint: Endpoint) -> None:
    """Send nothing more for now. The book is read on from the same place afterwards: nothing is lost.

    Refuses webhooks.is_paused, webhooks.removed.
    """
    _shape.there(endpoint)
    if endpoint.state == "paused":
        raise NotNow("webhooks.is_paused")
    endpoint.state, endpoint.paused_for, endpoint.paused_at = "paused", "hand", deed.at
