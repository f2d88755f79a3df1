from __future__ import annotations

from datetime import timedelta

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import Message


@query(rights.DELIVER)
def left_behind(actor: Actor, minutes: int = 10, limit: int = 100) -> tuple[int, ...]:
    """Messages whose try is overdue by more than `minutes`: their job was lost with its worker."""
    rows = Message.objects.filter(
        scope(actor, rights.DELIVER, kind="post.Message", units=None),
        next_try_at__lt=clock.now() - timedelta(minutes=minutes),
    )
    return tuple(rows.order_by("next_try_at").values_list("pk", flat=True)[:limit])
