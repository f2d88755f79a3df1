"""Who keeps the sender at work, and who tidies up."""

from __future__ import annotations

from procrastinate.contrib.django import app

from happiness_cloud.kernel.access import house

from . import actions, queries, rights, sender


@app.periodic(cron="* * * * *")
@app.task(name="webhooks.keep", queue="house", queueing_lock="webhooks.keep")
def keep(timestamp: int) -> None:
    """See to it that this worker sends, as long as there is anybody to send to."""
    if queries.anybody(house("webhooks", rights.CARRY)):
        sender.keep_going()


@app.periodic(cron="41 3 * * *")
@app.task(name="webhooks.sweep", queue="house", queueing_lock="webhooks.sweep")
def sweep(timestamp: int) -> None:
    """Once a day: old deliveries, receivers removed long ago, secrets past their time."""
    actions.sweep(house("webhooks", rights.CARRY))
