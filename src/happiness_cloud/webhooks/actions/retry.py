from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Delivery
from . import _shape


@action("webhooks.retry", on="webhooks.Delivery", right=rights.EDIT, see=rights.READ)
def retry(deed: Deed, delivery: Delivery) -> None:
    """Send one delivery again now, with all its tries ahead of it and the same `webhook-id`.

    Refuses webhooks.on_its_way for one that has not been tried, webhooks.removed.
    """
    _shape.there(delivery.endpoint)
    if delivery.state == "waiting" and not delivery.tries:
        raise NotNow("webhooks.on_its_way")
    delivery.state, delivery.tries = "waiting", 0
    delivery.next_try_at, delivery.ended_at = deed.at, None
