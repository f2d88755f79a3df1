"""The watch over the deadlines, the finding of hot topics, news for who follows something, and the forwarder abroad."""

from __future__ import annotations

import logging
from contextlib import suppress

from procrastinate.contrib.django import app

from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Later, NotNow
from happiness_cloud.ledger.turns import Turn, again

from . import actions, forwarder, queries, rights

log = logging.getLogger("happiness_cloud.cases")
# So many rows are held at once; whoever works on one of them waits no longer than these take.
AT_ONCE = 100


@app.periodic(cron="* * * * *")
@app.task(name="cases.watch", queue="house", queueing_lock="cases.watch")
def watch(timestamp: int) -> None:
    """Warn of what is soon due, escalate what is overdue."""
    watchman = house("deadline-watch", rights.WATCH)
    turn = Turn()
    while queries.looks_due(watchman):
        if not actions.watch(watchman, limit=AT_ONCE).looked:
            return
        if turn.over:
            again(watch)
            return


@app.periodic(cron="7 * * * *")
@app.task(name="cases.remind_partners", queue="house", queueing_lock="cases.remind_partners")
def remind_partners(timestamp: int) -> None:
    """Remind partners whose link ends soon."""
    actions.remind_partners(house("deadline-watch", rights.WATCH))


@app.periodic(cron="41 3 * * *")
@app.task(name="cases.forget_wordings", queue="house", queueing_lock="cases.forget_wordings")
def forget_wordings(timestamp: int) -> None:
    """Destroy what stood before it was covered, once its time is over."""
    actions.forget_wordings(house("forgetting", rights.FORGET))


@app.task(name="cases.learn_again", queue="house")
def learn_again(timestamp: int, kind: str = "category") -> None:
    """Learn to suggest anew, after a model was emptied since it knew words that were erased."""
    # Where there are too few to learn from, the words of the lists suggest until there are more.
    with suppress(NotNow):
        actions.learn(house("learner", rights.LEARN), kind=kind)


@app.periodic(cron="*/10 * * * *")
@app.task(name="cases.find_topics", queue="house", queueing_lock="cases.find_topics")
def find_topics(timestamp: int) -> None:
    """Find the hot topics anew when there is something new; pages only read what was found."""
    finder = house("topic-finder", rights.FIND_TOPICS)
    if queries.topics_due(finder):
        actions.find_topics(finder)


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


@app.periodic(cron="* * * * *")
@app.task(name="cases.news", queue="house", queueing_lock="cases.news")
def news(timestamp: int) -> None:
    """Match what happened with who follows it, and send what may go out now."""
    teller = house("news", rights.TELL)
    turn = Turn()
    while queries.news_unread(teller):
        if not actions.gather_news(teller).more:
            break
        if turn.over:
            again(news)
            return
    for follower_id in queries.to_tell(teller):
        if turn.over:
            again(news)
            return
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
