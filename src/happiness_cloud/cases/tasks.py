"""The watch over the deadlines, and the finding of hot topics."""

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


@app.periodic(cron="*/10 * * * *")
@app.task(name="cases.find_topics", queue="house", queueing_lock="cases.find_topics")
def find_topics(timestamp: int) -> None:
    """Find the hot topics anew when there is something new; pages only read what was found."""
    finder = house("topic-finder", rights.FIND_TOPICS)
    if queries.topics_due(finder):
        actions.find_topics(finder)
