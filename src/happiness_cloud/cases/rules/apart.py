"""A deed done without network and told later: which moment of doing the house believes."""

from __future__ import annotations

from datetime import datetime, timedelta

# A device keeps an entry for 14 days (decision 8); the rest is for a line that is slow and a clock that is off.
OLDEST = timedelta(days=15)
AHEAD = timedelta(minutes=5)


def believed(done_at: datetime, now: datetime) -> datetime | None:
    """When it was done, never later than `now`; None when the device's clock cannot be right."""
    return min(done_at, now) if now - OLDEST <= done_at <= now + AHEAD else None
