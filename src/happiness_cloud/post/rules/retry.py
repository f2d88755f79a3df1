"""When a message that did not go out is tried again, and when the house gives up."""

from __future__ import annotations

from datetime import timedelta

# Minutes after the first, second … failure: the last try falls about four and a half hours after the first.
PAUSES = (1, 5, 20, 60, 180)


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after `tries` failed tries (1 or more); None when it is time to give up."""
    if tries < 1:
        raise ValueError("a pause follows a failed try")
    return timedelta(minutes=PAUSES[tries - 1]) if tries <= len(PAUSES) else None
