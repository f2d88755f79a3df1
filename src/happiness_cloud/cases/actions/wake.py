from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case
from ..rules.clocks import STANDING
from ._moving import move
from ._watching import Looked, look, unit_to_tell


@action("cases.wake", on="cases.Case", right=rights.WATCH, see=rights.READ)
def wake(deed: Deed, case: Case) -> Looked:
    """End a wait or a hold that has lasted as long as the rules allow: the clocks run again.

    So no question to a reporter and no hold stops a promise for ever; the leading unit is told.
    """
    clock, due = look(deed, case)
    if due > deed.at or case.state not in STANDING:
        raise NotNow("cases.not_due_yet")
    move(deed, case, "resume")
    case.told_unit = unit_to_tell(case, 1)
    deed.record(stage=clock.stage, told=case.told_unit, over=due.isoformat())
    return Looked(id=case.pk, number=case.number, stage=clock.stage, level=0, unit=case.told_unit)
