from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from . import ground


@click.group()
def suggest() -> None:
    """Suggestions of category and severity, learned from your own matters.

    \b
    Example: happiness suggest train --min-rows 500
    """


@suggest.command(epilog="Example: happiness suggest train --min-rows 500 --json")
@ground.data_option
@ground.json_option
@click.option(
    "--min-rows", default=200, show_default=True, type=click.IntRange(20), help="Refuse to learn from fewer."
)
@click.option(
    "--what",
    default="category",
    show_default=True,
    type=click.Choice(["category", "severity"]),
    help="To learn.",
)
def train(data: Path | None, as_json: bool, min_rows: int, what: str) -> None:
    """Learn from the matters that staff has looked at; a worse model is kept aside and not used.

    Exit code 3: it was learned, but the one in use is better on the same held-out matters.
    """
    with ground.house(data):
        from dataclasses import asdict

        from happiness_cloud.cases import actions, rights
        from happiness_cloud.kernel.access import house

        told = asdict(actions.learn(house("suggest-train", rights.LEARN), kind=what, least=min_rows))
    ground.tell(told, as_json, _words)
    if not told["taken"]:
        raise SystemExit(3)


def _words(told: dict[str, Any]) -> str:
    held = f"{told['macro_f1']:.3f} on {told['held_out']} held-out matters"
    before = "" if told["before"] is None else f" (the one before: {told['before']:.3f})"
    verdict = "now in use" if told["taken"] else "NOT taken into use: the one in use is better"
    return (
        f"model {told['id']}: {told['n']} matters, {told['labels']} labels, cross-validated macro-F1 "
        f"{told['cross_validated']:.3f}; {held}{before}: {verdict}"
    )
