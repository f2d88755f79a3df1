from __future__ import annotations

from collections import Counter

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from .filters import seen

# Enough to know what is common; few enough to be read at once at any size of the house.
LATEST = 1000


@query(rights.READ)
def commonest(actor: Actor, limit: int = 8) -> tuple[str, ...]:
    """The categories that occur most among the latest matters this actor may see, most frequent first."""
    latest = seen(actor).exclude(category="").order_by("-reported_at", "-id")
    counted = Counter(latest.values_list("category", flat=True)[:LATEST])
    return tuple(code for code, _times in counted.most_common(limit))
