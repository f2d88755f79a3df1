"""The broom of the house: removed files are erased, leftovers of undone deeds cleared."""

from __future__ import annotations

from procrastinate.contrib.django import app

from happiness_cloud.kernel.access import house

from . import actions, rights


@app.periodic(cron="17 * * * *")
@app.task(name="files.sweep", queue="house", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Sweep the storage once an hour."""
    actions.sweep(house("file-sweeper", rights.SWEEP))
