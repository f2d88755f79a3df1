from __future__ import annotations

from datetime import timedelta

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Course, Delivery, Endpoint

# How long what arrived, and what did not, can be looked at. The book has it for ever: a replay tells it again.
KEPT = {"done": timedelta(days=30), "dropped": timedelta(days=30), "dead": timedelta(days=180)}
REMOVED_KEPT = timedelta(days=30)
BATCH = 20_000


@action("webhooks.sweep", right=rights.CARRY)
def sweep(deed: Deed) -> None:
    """Erase old deliveries, replays without any, receivers removed long ago, and old secrets past their time."""
    deed.require(EVERYWHERE)
    erased = {}
    for state, kept in KEPT.items():
        old = Delivery.objects.filter(state=state, ended_at__lt=deed.at - kept).order_by("pk")[:BATCH]
        erased[state], _ = Delivery.objects.filter(pk__in=old.values("pk")).delete()
    Course.objects.filter(replay=True, ended_at__lt=deed.at - KEPT["done"], delivery__isnull=True).delete()
    removed = Endpoint.objects.filter(state="removed", removed_at__lt=deed.at - REMOVED_KEPT)
    gone, _ = removed.filter(deliveries__isnull=True).delete()
    late = Endpoint.objects.filter(old_until__lte=deed.at)
    secrets = late.update(old_secret_sealed="", old_until=None)
    deed.record(**erased, removed=gone, secrets=secrets)
