from __future__ import annotations

from datetime import timedelta

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import HotRun
from .filters import seen

# However quiet it is: what nobody speaks of any more must cool down.
LONGEST = timedelta(hours=12)


@query(rights.FIND_TOPICS)
def topics_due(actor: Actor) -> bool:
    """Whether the hot topics should be found anew: something was reported since, or it was long ago."""
    at = HotRun.objects.order_by("-id").values_list("at", flat=True).first()
    if at is None or clock.now() - at > LONGEST:
        return True
    return seen(actor, rights.FIND_TOPICS).filter(reported_at__gt=at).exists()
