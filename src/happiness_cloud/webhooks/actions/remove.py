from __future__ import annotations

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Course, Delivery, Endpoint
from . import _shape


@action("webhooks.remove", on="webhooks.Endpoint", right=rights.EDIT, see=rights.READ)
def remove(deed: Deed, endpoint: Endpoint) -> None:
    """Take a receiver away: its secrets and contact are erased at once, what waits is dropped. Refuses webhooks.removed."""
    _shape.there(endpoint)
    endpoint.state, endpoint.removed_at = "removed", deed.at
    endpoint.secret_sealed = endpoint.old_secret_sealed = endpoint.contact_sealed = ""
    endpoint.old_until = None
    Course.objects.filter(endpoint=endpoint, ended_at=None).update(ended_at=deed.at)
    waiting = Delivery.objects.filter(endpoint=endpoint, state__in=("waiting", "dead"))
    deed.record(dropped=waiting.update(state="dropped", next_try_at=None, ended_at=deed.at))
