from __future__ import annotations

from pathlib import Path

import click

from . import ground


@click.command(
    epilog='Example: happiness token --name "city portal" --right cases.read --area /990106/ --days 90'
)
@ground.data_option
@ground.json_option
@click.option("--name", required=True, help="Who will use it.")
@click.option("--right", "rights", multiple=True, required=True, help="May be given several times.")
@click.option("--area", required=True, help="The area path it is good for.")
@click.option("--unit", default="", help="Bind it to a unit's path.")
@click.option("--purpose", "purposes", multiple=True)
@click.option("--days", default=90, show_default=True)
def token(
    data: Path | None,
    as_json: bool,
    name: str,
    rights: tuple[str, ...],
    area: str,
    unit: str,
    purposes: tuple[str, ...],
    days: int,
) -> None:
    """Make an API key. It is shown once, here, and stored only as a hash."""
    with ground.house(data):
        from happiness_cloud.accounts import actions
        from happiness_cloud.kernel.access import Actor, Grant

        operator = Actor(
            id="house:operator",
            kind="house",
            grants=(
                *(Grant(right, area, unit, frozenset(purposes)) for right in rights),
                Grant("accounts.keys", "/"),
            ),
            name="operator",
        )
        made = actions.make_key(
            operator, name=name, rights=rights, area=area, unit=unit, purposes=purposes, days=days
        )
        ground.tell({"key": made.token, "prefix": made.prefix}, as_json, lambda one: one["key"])
