"""The postman of the house, the keeper of the seals, and who takes up what a dead worker left lying."""

from __future__ import annotations

from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from happiness_cloud.kernel.access import house

from . import actions, events, queries, rights

# 4, 16, 64 … seconds: the last try comes some six hours after the first.
MOST = 8
PATIENT = RetryStrategy(max_attempts=MOST, exponential_wait=4)


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


@app.periodic(cron="* * * * *")
@app.task(name="ledger.take_up", queue="house", queueing_lock="ledger.take_up", pass_context=True)
async def take_up(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died, or lost its database, to another: nothing that was deferred is lost.

    A worker shows every ten seconds that it lives; after half a minute without a sign its jobs are free. Tasks
    bear being done twice. One that was begun again and again is given up as failed, and shown as such.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        by_itself = job.queueing_lock is not None
        if by_itself or job.attempts >= MOST:
            # What comes by itself each minute has come again already.
            await jobs.finish_job(job, status=Status.FAILED, delete_job=by_itself)
        else:
            await jobs.retry_job(job)
