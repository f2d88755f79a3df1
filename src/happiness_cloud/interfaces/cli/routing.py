from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from . import ground


@click.group()
def routing() -> None:
    """Who receives what, by the duty directory.

    \b
    Example: happiness routing try --file duties.yaml --last 10000
    """


@routing.command("try", epilog="Example: happiness routing try --file duties.yaml --last 10000 --json")
@click.option("--file", "file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--last", default=1000, show_default=True, type=click.IntRange(1, 100_000), help="So many matters."
)
@click.option("--area", default="", help="Only matters of this area and below: a path such as /990106/001/.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="As the rules will stand on this day; without it the first on which all that is new has begun.",
)
@ground.data_option
@ground.json_option
def try_(file: Path, last: int, area: str, on: datetime | None, data: Path | None, as_json: bool) -> None:
    """Try a duties file on the last matters: who would have received what. Nothing is written.

    Exit code 1 when the file could not be published; each finding is told with its line.
    """
    with ground.house(data):
        from happiness_cloud.cases import queries
        from happiness_cloud.kernel.access import house
        from happiness_cloud.kernel.errors import Invalid

        actor = house("routing", "institution.read", "cases.read")
        try:
            text = file.read_text(encoding="utf-8")
            day = on.date() if on else None
            told = queries.routing_trial(actor, text, last, area, filename=file.name, on=day)
        except UnicodeDecodeError:
            raise Invalid("institution.unreadable", file=file.name) from None
        except Invalid as refused:
            _findings(refused.facts.get("findings"), as_json)
            raise
        if as_json:
            click.echo(json.dumps(asdict(told), ensure_ascii=False, default=str))
        else:
            _table(told)


def _findings(found: Any, as_json: bool) -> None:
    from happiness_cloud.institution import terms

    if as_json:
        click.echo(json.dumps({"findings": found or []}, ensure_ascii=False, default=str))
        return
    for one in found or ():
        click.echo(terms.told(one), err=True)


def _table(told: Any) -> None:
    from happiness_cloud.institution import terms

    for note in told.notes:
        click.echo(terms.told(note), err=True)
    click.echo(f"By the rules as they will stand on {told.on}.")
    click.echo(f"{told.n} matters: {told.unchanged} as before, {told.changed} to another unit")
    for one in told.units:
        click.echo(f"{one.key:40} {one.before:>7} -> {one.after:>7}   +{one.gained} -{one.lost}")
