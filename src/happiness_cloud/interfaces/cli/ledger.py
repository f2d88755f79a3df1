from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from . import ground


@click.group()
def ledger() -> None:
    """The book of what happened.

    \b
    Example: happiness ledger verify
    """


@ledger.command(epilog="Example: happiness ledger verify --json")
@ground.data_option
@ground.json_option
def verify(data: Path | None, as_json: bool) -> None:
    """Recompute every seal; exit code 3 when a sealed row was changed, removed or slipped in."""
    with ground.house(data):
        from happiness_cloud.kernel.access import house
        from happiness_cloud.ledger import queries, rights

        proof = queries.proof(house("verifier", rights.VERIFY))
        figures: dict[str, Any] = {
            "seals": proof.seals,
            "rows": proof.rows,
            "unsealed": proof.unsealed,
            "flaws": [
                {
                    "kind": one.kind,
                    "from": one.first_id,
                    "to": one.last_id,
                    "sealed": one.rows_sealed,
                    "found": one.rows_found,
                }
                for one in proof.flaws
            ],
        }
    ground.tell(figures, as_json, _words)
    if figures["flaws"]:
        raise SystemExit(3)


def _words(figures: dict[str, Any]) -> str:
    head = f"{figures['rows']} rows under {figures['seals']} seals, {figures['unsealed']} not sealed yet."
    flaws = [
        f"  {one['kind']}: rows {one['from']}-{one['to']}, {one['sealed']} sealed, {one['found']} found"
        for one in figures["flaws"]
    ]
    return "\n".join([head, *(flaws or ["The book is whole."])])
