from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case, Whistle
from ._moving import Moved, move, moves


@moves("arrive")
def arrive(deed: Deed, case: Case) -> Moved:
    """A convened unit has come (部门报到)."""
    came = Whistle.objects.filter(case=case, unit=deed.actor.unit, arrived_at=None).update(arrived_at=deed.at)
    if not came:
        raise NotNow("cases.no_whistle")
    deed.record(unit=deed.actor.unit)
    return move(deed, case, "arrive")
