"""What a working calendar says of the clocks of other rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..rules import deadlines
from ..rules.calendars import WorkCalendar


@dataclass(frozen=True, slots=True)
class Timekeeper:
    """Answers for one area: its calendar, and the part of a clock after which it warns."""

    calendar: WorkCalendar
    share: Decimal

    def due(self, clock: Any) -> datetime | None:
        """When the clock's time is used up; None while a pause stands open."""
        return deadlines.due_of(own(clock), self.calendar)

    def warns_at(self, clock: Any) -> datetime | None:
        """When most of its time will be used up; None while a pause stands open."""
        return deadlines.warns_at(own(clock), self.calendar, self.share)

    def carried(self, clock: Any, now: datetime, unit: str) -> tuple[int, datetime | None]:
        """What a change to `unit` at `now` carries over: seconds used, and since when the new measure counts."""
        moved = deadlines.retarget(own(clock), now, 1, unit, self.calendar)
        return moved.carried, moved.counted_from

    def remaining(self, clock: Any, now: datetime) -> int:
        """Seconds left in the clock's own measure; negative when more was used than given."""
        return deadlines.remaining(own(clock), now, self.calendar)

    def certain(self, moment: datetime) -> bool:
        """Whether a deadline at `moment` rests on published holidays."""
        return self.calendar.certain(moment)


def own(clock: Any) -> deadlines.Clock:
    """A clock of another room (started, amount, unit, extensions, pauses, carried, counted_from) as ours."""
    return deadlines.Clock(
        started_at=clock.started,
        amount=clock.amount,
        unit=clock.unit,
        paused=tuple(clock.pauses),
        extensions=tuple(deadlines.Extension(much, unit) for much, unit in clock.extensions),
        carried=clock.carried,
        counted_from=clock.counted_from,
    )
