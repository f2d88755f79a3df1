from __future__ import annotations

from happiness_cloud.kernel.errors import NotFound, NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules.lifecycle import ENDED
from ._checking import no_open_parts
from ._joining import joined, locked
from ._moving import Moved, moves, seen


@moves("merge")
def merge(deed: Deed, case: Case, *, master_id: int) -> Moved:
    """Join this matter to an earlier one (`master_id`): its voices count there, its reporter follows it."""
    if master_id == case.pk:
        raise NotNow("cases.merge_self")
    master = locked(case, master_id)
    if master is None or not seen(deed, master):
        raise NotFound("ledger.not_found")
    if master.merged_into_id == case.pk or case.pk in _wholes(master):
        raise NotNow("cases.merge_circle")
    if master.state in ENDED:
        raise NotNow("cases.merge_ended", number=master.number)
    no_open_parts(deed, case)
    return joined(deed, case, master)


def _wholes(part: Case) -> set[int]:
    """The matters that this one was split from, near and far."""
    found: set[int] = set()
    above = part.parent_id
    while above and above not in found:
        found.add(above)
        above = Case.objects.filter(pk=above).values_list("parent_id", flat=True).first()
    return found
