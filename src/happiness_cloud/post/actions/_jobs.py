"""The job that brings a message out, deferred in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app as jobs


def at(message_id: int, moment: datetime | None = None) -> None:
    """Defer one try of a message, now or at `moment`."""
    jobs.configure_task("post.deliver", queue="post", schedule_at=moment).defer(message_id=message_id)
