from __future__ import annotations

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query

from .. import rights
from .filters import seen


@query(rights.READ)
def known(actor: Actor, number: str) -> int:
    """The key of the matter with this number. NotFound when it is not there or not to be seen."""
    found = seen(actor).filter(number=number).order_by().values_list("pk", flat=True)[:1]
    for key in found:
        return int(key)
    raise NotFound("ledger.not_found")
