from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..events import CaseEscalated
from ..models import Case
from ..rules.clocks import STANDING
from ._watching import Looked, look, next_look, unit_to_tell


@action("cases.escalate", on="cases.Case", right=rights.WATCH, see=rights.READ)
def escalate(deed: Deed, case: Case) -> Looked:
    """Tell the next unit up the organisation that a matter is overdue; no clock moves.

    First the unit that leads, then the one above it, up to the district, and there again and again.
    """
    clock, due = look(deed, case)
    if due > deed.at or case.state in STANDING:
        raise NotNow("cases.not_due_yet")
    case.escalated += 1
    unit = unit_to_tell(case, case.escalated)
    case.look_at, case.told_unit = next_look(deed, case), unit
    deed.record(stage=clock.stage, level=case.escalated, told=unit, due=due.isoformat())
    deed.publish(
        CaseEscalated(
            case_id=case.pk,
            number=case.number,
            stage=clock.stage,
            level=case.escalated,
            unit=unit,
            due=due.isoformat(),
            at=deed.at.isoformat(),
        )
    )
    return Looked(id=case.pk, number=case.number, stage=clock.stage, level=case.escalated, unit=unit)
