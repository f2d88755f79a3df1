"""The watch over the deadlines, and the news for who follows something."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Later

from . import actions, queries, rights

log = logging.getLogger("happiness_cloud.cases")
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


@app.periodic(cron="* * * * *")
@app.task(name="cases.news", queue="house", queueing_lock="cases.news")
def news(timestamp: int) -> None:
    """Match what happened with who follows it, and send what may go out now."""
    teller = house("news", rights.TELL)
    while queries.news_unread(teller):
        if not actions.gather_news(teller).more:
            break
    for follower_id in queries.to_tell(teller):
        try:
            actions.tell_news(teller, follower_id)
        except Later:
            raise
        except Exception:
            # One that cannot be told must not keep the others from being told.
            log.exception("follower %s could not be told", follower_id)


@app.periodic(cron="17 3 * * *")
@app.task(name="cases.tidy_follows", queue="house", queueing_lock="cases.tidy_follows")
def tidy_follows(timestamp: int) -> None:
    """Erase what was never confirmed, and what has long ended."""
    actions.tidy_follows(house("news", rights.TELL))
