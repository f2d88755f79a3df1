from __future__ import annotations

import shutil
from pathlib import Path

import click

from happiness_cloud.interfaces.engine import postgres
from happiness_cloud.interfaces.engine.layout import layout

from . import ground


@click.command(epilog="Example: happiness reset --data .happiness --yes")
@ground.data_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(data: Path | None, yes: bool) -> None:
    """Remove everything in the data folder: database, files, secrets. There is no way back."""
    place = ground.folder(data)
    if postgres.attach(place) is not None:
        ground.fail("It is running. Stop it first (Ctrl-C where `happiness up` runs).")
    plan = layout(place)
    if not plan.root.exists():
        ground.fail(f"There is no data folder at {place}.")
    if not yes:
        click.confirm(f"Remove everything in {place}?", abort=True)
    for one in {plan.home, plan.root}:
        shutil.rmtree(one, ignore_errors=True)
    click.echo("Removed.")
