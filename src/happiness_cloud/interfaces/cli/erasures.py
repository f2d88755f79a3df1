from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO

import click

from . import ground


@click.group()
def erasures() -> None:
    """Matters that were erased for good, and erasing them again after a backup came back.

    \b
    Example: happiness erasures list > erased.jsonl
    """


@erasures.command("list", epilog="Example: happiness erasures list > erased.jsonl")
@ground.data_option
def listed(data: Path | None) -> None:
    """Write one line of JSON a matter: number, ground, when. Keep it apart from the backups of the database."""
    with ground.house(data):
        from happiness_cloud.cases import queries, rights
        from happiness_cloud.kernel.access import house

        for one in queries.erased(house("erasures", rights.FORGET)):
            click.echo(json.dumps({"number": one.number, "basis": one.basis, "at": one.at.isoformat()}))


@erasures.command(epilog="Example: happiness erasures replay erased.jsonl")
@click.argument("tombstones", type=click.File(encoding="utf-8"))
@ground.data_option
@ground.json_option
def replay(tombstones: TextIO, data: Path | None, as_json: bool) -> None:
    """Erase again what stands in a list of `happiness erasures list` and what a backup brought back.

    Exit code 3 when some could not be erased; each is told by its number.
    """
    wanted = [json.loads(line) for line in tombstones if line.strip()]
    with ground.house(data):
        from happiness_cloud.cases import actions, rights
        from happiness_cloud.kernel.access import house
        from happiness_cloud.kernel.errors import NotFound, Refused

        keeper = house("erasures", rights.FORGET)
        figures: dict[str, Any] = {"erased": 0, "erased_before": 0, "not_there": 0, "refused": {}}
        for one in wanted:
            try:
                actions.erase_again(keeper, str(one["number"]), basis=str(one["basis"]))
                figures["erased"] += 1
            except NotFound:
                figures["not_there"] += 1
            except Refused as refused:
                if refused.code == "cases.erased":
                    figures["erased_before"] += 1
                else:
                    figures["refused"][str(one["number"])] = refused.code
    ground.tell(figures, as_json, _words)
    if figures["refused"]:
        raise SystemExit(3)


def _words(figures: dict[str, Any]) -> str:
    head = (
        f"{figures['erased']} erased again, {figures['erased_before']} were erased still, "
        f"{figures['not_there']} are not in this database."
    )
    return "\n".join([head, *(f"  {number}: {code}" for number, code in figures["refused"].items())])
