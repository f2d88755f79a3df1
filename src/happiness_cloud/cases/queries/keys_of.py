from __future__ import annotations

from collections.abc import Sequence

from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from .filters import seen

MOST = 500


@query(rights.READ)
def keys_of(actor: Actor, numbers: Sequence[str]) -> dict[str, int]:
    """The keys of the matters with these numbers, at most 500 of them; those not there or hidden are left out."""
    wanted = list(dict.fromkeys(numbers))[:MOST]
    return dict(seen(actor).filter(number__in=wanted).order_by().values_list("number", "pk"))
