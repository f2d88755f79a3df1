"""What the watch looks at, and whom it tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules import escalation
from ..rules.clocks import Clock
from ._moving import HOUSE, rulebook, watched

# An overdue matter is told of again after so many working hours, one unit higher.
AGAIN_HOURS = 24


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found: the stage whose clock it was, the level (0 = a warning) and the unit that is told."""

    id: int
    number: str
    stage: str
    level: int
    unit: str
    version: int = 0


def look(deed: Deed, case: Case) -> tuple[Clock, datetime]:
    """The clock that the watch looks at and when it is due. NotNow when it is not the time for a look."""
    clock = watched(case)
    waiting = case.look_at is None or case.look_at > deed.at
    if waiting or clock is None or clock.due is None:
        raise NotNow("cases.not_due_yet")
    return clock, clock.due


def unit_to_tell(case: Case, level: int) -> str:
    """The unit on the ladder of this matter at a level, 1 first."""
    units = ((one.path, one.kind, one.area) for one in institution.units(HOUSE))
    return escalation.told(escalation.ladder(case.lead_unit, case.area_path, units), level)


def next_look(deed: Deed, case: Case) -> datetime | None:
    """When the watch looks at an overdue matter again."""
    pause = Clock(stage="escalation", started=deed.at, amount=AGAIN_HOURS, unit="work_hours")
    return rulebook(case).timekeeper(case.area_path).due(pause)


def quiet_until(case: Case, at: datetime) -> datetime | None:
    """When the quiet hours are over in which nobody is told of a matter like this; None outside of them."""
    return rulebook(case).quiet_until(case.area_path, case.severity, at)
