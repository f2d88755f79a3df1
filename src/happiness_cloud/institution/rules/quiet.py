"""Quiet hours: a part of the local day in which nobody is told of what can wait until morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `begin` to `end`, minutes of the local day, over midnight when the end comes first.

    Matters of the `spared` severities know no quiet hours.
    """

    begin: int
    end: int
    spared: tuple[str, ...] = ()

    def until(self, severity: str, local: datetime) -> datetime | None:
        """When the quiet around this moment (aware, in the zone of the place) is over; None outside of it."""
        minute = local.hour * 60 + local.minute
        if severity in self.spared or not self._holds(minute):
            return None
        day = local.date() + timedelta(days=int(self.begin > self.end and minute >= self.begin))
        day, end = (day + timedelta(days=1), 0) if self.end == 1440 else (day, self.end)
        return datetime(day.year, day.month, day.day, end // 60, end % 60, tzinfo=local.tzinfo)

    def _holds(self, minute: int) -> bool:
        if self.begin < self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end
