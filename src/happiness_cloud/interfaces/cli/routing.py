from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from . import ground


@click.group()
def routing() -> None:
    """Try a duty directory before it is published.

    \b
    Example: happiness routing try --file duties.yaml --last 10000
    """


@routing.command("try", epilog="Example: happiness routing try --file duties.yaml --last 10000 --json")
@ground.data_option
@ground.json_option
@click.option(
    "--file",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The duty directory as it would be.",
)
@click.option(
    "--last", default=10_000, show_default=True, type=click.IntRange(1, 100_000), help="Newest matters."
)
@click.option("--area", default="", help="Only this area and below, such as /990106/001/.")
def try_(data: Path | None, as_json: bool, file: Path, last: int, area: str) -> None:
    """Who would have received what: the newest matters routed by the rules in force and by FILE. Nothing is written.

    Exit code 1: the file could not be published; every finding is told with its line and the mend.
    """
    with ground.house(data):
        from happiness_cloud.cases import queries
        from happiness_cloud.kernel.access import house

        who = house("routing-try", "cases.read", "institution.read", "institution.publish")
        text = file.read_text(encoding="utf-8-sig", errors="replace")
        told = asdict(queries.routing_trial(who, text, last=last, area=area, filename=file.name))
    ground.tell(told, as_json, _words)


def _words(told: dict[str, Any]) -> str:
    lines = [f"{told['n']} matters routed, {told['changed']} to another unit"]
    lines += [
        f"  {one['unit']:<40} {one['before']:>7} -> {one['after']:<7} +{one['gained']} -{one['lost']}"
        for one in told["units"]
    ]
    lines += [f"note: {one['code']} {one.get('row', '')}" for one in told["notes"]]
    return "\n".join(lines)
