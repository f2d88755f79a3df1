from __future__ import annotations

from django.db.models import Max

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.models import Entry

from .. import rights
from ..models import Course, Delivery, Endpoint, Standing
from . import _shape


@action("webhooks.resume", on="webhooks.Endpoint", right=rights.EDIT, see=rights.READ)
def resume(deed: Deed, endpoint: Endpoint, *, skip: bool = False) -> None:
    """Send again, from where it stopped; with `skip` from now on, and what waits is dropped.

    Refuses webhooks.not_paused, webhooks.removed.
    """
    _shape.there(endpoint)
    if endpoint.state != "paused":
        raise NotNow("webhooks.not_paused")
    endpoint.state, endpoint.paused_for, endpoint.paused_at = "active", "", None
    Standing.objects.filter(endpoint=endpoint).update(failures=0, failing_since=None, quiet_until=None)
    if skip:
        last = Entry.objects.aggregate(last=Max("id"))["last"] or 0
        Course.objects.filter(endpoint=endpoint, replay=False).update(told_to=last)
        waiting = Delivery.objects.filter(endpoint=endpoint, state="waiting")
        dropped = waiting.update(state="dropped", next_try_at=None, ended_at=deed.at)
        deed.record(skipped_to=last, dropped=dropped)
