from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights, terms
from ..models import Course, Delivery, Endpoint
from . import _shape


@dataclass(frozen=True, slots=True)
class Pinged:
    """The test on its way."""

    delivery_id: int


@action("webhooks.ping", on="webhooks.Endpoint", right=rights.EDIT, see=rights.READ)
def ping(deed: Deed, endpoint: Endpoint) -> Pinged:
    """Send a test that tells nothing; how it went is seen among the deliveries. Refuses is_paused, removed."""
    _shape.there(endpoint)
    if endpoint.state == "paused":
        raise NotNow("webhooks.is_paused")
    row = Delivery.objects.create(
        endpoint=endpoint,
        course=Course.objects.get(endpoint=endpoint, replay=False),
        entry_id=0,
        verb=terms.PING,
        happened_at=deed.at,
        area_path=endpoint.area_path,
        next_try_at=deed.at,
    )
    deed.record(delivery=row.pk)
    return Pinged(delivery_id=row.pk)
