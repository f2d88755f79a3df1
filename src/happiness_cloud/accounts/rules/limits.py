"""How often something may be tried, counted from the first try until the window has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries of `kind` in `seconds`, for each phone, address or account."""

    kind: str
    most: int
    seconds: int

    def wait(self, count: int, since: datetime, now: datetime) -> int:
        """Seconds to wait when `count` tries (this one included) since `since` are too many; 0 when not."""
        if count <= self.most:
            return 0
        left = since + timedelta(seconds=self.seconds) - now
        return max(1, int(left.total_seconds()) + 1)


CODES_PER_PHONE = Limit("code-phone", 3, 3600)
CODES_PER_ADDRESS = Limit("code-address", 20, 3600)
CODE_TRIES_PER_ADDRESS = Limit("code-try-address", 40, 3600)
SECOND_STEPS = Limit("second-step", 5, 900)
# Wrong passwords from one address over all names; one name at one address is counted by axes.
PASSWORDS_PER_ADDRESS = Limit("password-address", 60, 900)

CODE_SECONDS = 300
CODE_TRIES = 5
SECOND_STEP_SECONDS = 300
