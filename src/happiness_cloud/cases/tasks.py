"""The watch over the deadlines, and the forwarder between this server and others."""

from __future__ import annotations

from procrastinate.contrib.django import app

from happiness_cloud.kernel.access import house

from . import actions, forwarder, queries, rights

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


@app.task(name="cases.carry", queue="post", retry=3)
def carry(forwarded_id: int) -> None:
    """One try to bring a matter to another server; the next try plans itself."""
    forwarder.carry(forwarded_id)


@app.periodic(cron="* * * * *")
@app.task(name="cases.carry_due", queue="post", queueing_lock="cases.carry_due")
def carry_due(timestamp: int) -> None:
    """Try again what is due, and what a try that died has left."""
    forwarder.carry_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="cases.listen", queue="post", queueing_lock="cases.listen")
def listen(timestamp: int) -> None:
    """Bring back what happened to our matters at other servers, and tell them what happened here."""
    forwarder.listen()
