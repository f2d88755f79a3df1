from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..events import CaseWarned
from ..models import Case
from ._watching import Looked, look, unit_to_tell


@action("cases.warn", on="cases.Case", right=rights.WATCH, see=rights.READ)
def warn(deed: Deed, case: Case) -> Looked:
    """Say once that a matter will soon be overdue; the next look is when it is."""
    clock, due = look(deed, case)
    if due <= deed.at:
        raise NotNow("cases.not_due_yet")
    unit = unit_to_tell(case, 1)
    case.look_at, case.told_unit = due, unit
    deed.record(stage=clock.stage, told=unit, due=due.isoformat())
    deed.publish(
        CaseWarned(
            case_id=case.pk,
            number=case.number,
            stage=clock.stage,
            unit=unit,
            due=due.isoformat(),
            at=deed.at.isoformat(),
        )
    )
    return Looked(id=case.pk, number=case.number, stage=clock.stage, level=0, unit=unit)
