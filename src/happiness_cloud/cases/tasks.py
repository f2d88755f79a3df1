"""The watch over the deadlines."""

from __future__ import annotations

from procrastinate.contrib.django import app

from happiness_cloud.kernel.access import house

from . import actions, queries, rights

# So many rows are held at once; whoever works on one of them waits no longer than these take.
AT_ONCE = 100


@app.periodic(cron="* * * * *")
@app.task(name="cases.watch", queue="house", queueing_lock="cases.watch")
def watch(timestamp: int) -> None:
    """Warn of what is soon due, escalate what is overdue."""
    watchman = house("deadline-watch", rights.WATCH)
    while queries.looks_due(watchman):
        if not actions.watch(watchman, limit=AT_ONCE).looked:
            return


@app.periodic(cron="7 * * * *")
@app.task(name="cases.remind_partners", queue="house", queueing_lock="cases.remind_partners")
def remind_partners(timestamp: int) -> None:
    """Remind partners whose link ends soon."""
    actions.remind_partners(house("deadline-watch", rights.WATCH))
