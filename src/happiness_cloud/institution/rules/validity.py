"""When a line of policy holds: between two dates, and in a season of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

# A leap year, so that 29 February is a day of every season that spans it.
_YEAR = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(366))


@dataclass(frozen=True, slots=True)
class Season:
    """From one (month, day) to another, both included; it may go over the turn of the year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the season."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last

    def meets(self, other: Season) -> bool:
        """Whether the two seasons share a day."""
        return any(self.holds(day) and other.holds(day) for day in _YEAR)

    def within(self, other: Season) -> bool:
        """Whether every day of this season is one of the other's."""
        return all(other.holds(day) for day in _YEAR if self.holds(day))


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which a line holds: `first` and `last` both included, None means open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meets(self, other: Period) -> bool:
        """Whether the two periods share a day."""
        return _starts_by(self, other.last) and _starts_by(other, self.last)

    def within(self, other: Period) -> bool:
        """Whether every day of this period is one of the other's."""
        early = other.first is None or (self.first is not None and self.first >= other.first)
        late = other.last is None or (self.last is not None and self.last <= other.last)
        return early and late

    @property
    def reversed(self) -> bool:
        """Whether it ends before it begins."""
        return self.first is not None and self.last is not None and self.last < self.first


def _starts_by(period: Period, last: date | None) -> bool:
    return period.first is None or last is None or period.first <= last
