from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed

from .. import rights, terms
from ..models import Case, Erasure
from ..rules import clocks as clock_rules
from ..rules.lifecycle import ENDED
from ._erasing import erased
from ._moderating import moderates


@moderates("erase_again", rights.FORGET)
def erase_again(deed: Deed, case: Case, *, basis: str) -> None:
    """Erase what had been erased before a backup brought it back; the house's own, from the list of tombstones.

    A matter that was open in the backup becomes void: without words nobody can work on it.
    """
    if basis not in terms.BASES:
        raise Invalid("cases.unknown_basis", field="basis", basis=basis[:40])
    Erasure.objects.filter(case=case, state="asked").update(
        state="declined", done_by=deed.actor.id, done_at=deed.at
    )
    if case.state not in ENDED:
        case.state = case.outcome = "void"
        case.ended_at = deed.at
        case.clocks = clock_rules.all_ended(case.clocks, deed.at)
        case.due_at = case.stage_due_at = case.look_at = None
    counts = erased(deed, case)
    Erasure.objects.create(
        case=case,
        basis=basis,
        state="done",
        asked_by=deed.actor.id,
        asked_at=deed.at,
        done_by=deed.actor.id,
        done_at=deed.at,
        counts=counts,
    )
    deed.record(basis=basis, **counts)
