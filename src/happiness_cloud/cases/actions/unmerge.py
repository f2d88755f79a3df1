from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from ..models import Case
from ._joining import gain_voices, locked
from ._moving import Moved, move, moves, reasoned


@moves("unmerge")
def unmerge(deed: Deed, case: Case) -> Moved:
    """Take a merge back: the matter stands where it stood, its clocks run on, its voices are its own again."""
    reasoned(deed)
    master = locked(case, case.merged_into_id)
    if master is not None:
        deed.record(master=master.pk, master_number=master.number)
    # A master that was merged itself has passed the voices on.
    while master is not None:
        gain_voices(deed, case, master, -case.voices)
        master = locked(case, master.merged_into_id)
    case.merged_into, case.outcome = None, ""
    # The move still reads when the clocks were stopped.
    moved = move(deed, case, "unmerge")
    case.ended_at = None
    return moved
