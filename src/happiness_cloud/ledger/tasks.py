"""The postman of the house and the keeper of the seals."""

from __future__ import annotations

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from happiness_cloud.kernel.access import house

from . import actions, events, queries, rights

# 4, 16, 64 … seconds: the last try comes some six hours after the first.
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="ledger.deliver", queue="news", retry=PATIENT)
def deliver(event: str, facts: dict[str, Any], listener: str) -> None:
    """Bring one event to one listener; tried again with growing pauses when it fails."""
    events.tell(event, facts, listener)


@app.periodic(cron="* * * * *")
@app.task(name="ledger.seal", queue="house", queueing_lock="ledger.seal")
def seal(timestamp: int) -> None:
    """Seal what has been written since the last seal."""
    keeper = house("seal-keeper", rights.SEAL)
    if queries.unsealed(keeper):
        actions.seal(keeper)
