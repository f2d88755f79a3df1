from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Delivery


@action("webhooks.drop", on="webhooks.Delivery", right=rights.EDIT, see=rights.READ)
def drop(deed: Deed, delivery: Delivery) -> None:
    """Say that a delivery that was given up is not needed any more. Refuses webhooks.not_dead."""
    if delivery.state != "dead":
        raise NotNow("webhooks.not_dead")
    delivery.state = "dropped"
