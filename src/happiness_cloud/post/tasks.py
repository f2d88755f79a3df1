"""The postman."""

from __future__ import annotations

from procrastinate.contrib.django import app

from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import NotFound

from . import actions, queries, rights


@app.task(name="post.deliver", queue="post", retry=3)
def deliver(message_id: int) -> None:
    """One try of one message; the next try plans itself."""
    # Erased by retention meanwhile: nothing left to bring.
    try:
        actions.deliver(house("postman", rights.DELIVER), message_id)
    except NotFound:
        return


@app.periodic(cron="*/5 * * * *")
@app.task(name="post.sweep", queue="post", queueing_lock="post.sweep")
def sweep(timestamp: int) -> None:
    """Bring out what a worker that died left behind."""
    postman = house("postman", rights.DELIVER)
    for message_id in queries.left_behind(postman):
        actions.deliver(postman, message_id)
