"""Tidying at the door."""

from __future__ import annotations

from procrastinate.contrib.django import app

from happiness_cloud.kernel.access import house

from . import actions, rights


@app.periodic(cron="17 * * * *")
@app.task(name="accounts.sweep", queue="house", queueing_lock="accounts.sweep")
def sweep(timestamp: int) -> None:
    """Once an hour: old codes, old counts, sessions that are over."""
    actions.sweep(house("door-keeper", rights.SWEEP))
