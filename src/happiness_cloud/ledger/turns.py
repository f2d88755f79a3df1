"""Jobs in turns: one that finds a great deal to do works for a while and lets those who wait go first.

A worker does one job at a time. A sweep over a hundred thousand matters would keep a sign-in code waiting for as long.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

TURN_SECONDS = 3.0


class Turn:
    """What a job may work now; `over` once it should let others go first."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + TURN_SECONDS

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._ends


def again(task: Any) -> None:
    """Put a periodic job at the end of the queue, behind whoever waits already; one that waits is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(timestamp=0)
