from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from . import ground
from .filling import fill
from .prepare import ready


@click.command(epilog="Example: happiness demo --seed 7 --scale small")
@ground.data_option
@ground.json_option
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same district.")
@click.option("--scale", type=click.Choice(["small", "district", "city"]), default="small", show_default=True)
@click.option("--hash-only", is_flag=True, help="Only print the content hash; load nothing.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last of the 90 days. Default: today.")
def demo(
    data: Path | None, as_json: bool, seed: int, scale: str, hash_only: bool, until: datetime | None
) -> None:
    """Fill an empty house with a sample district that holds no real person."""
    day = (until or datetime.now(ZoneInfo("Asia/Shanghai"))).date()
    if hash_only:
        from happiness_cloud.interfaces.demo.fingerprint import digest

        figures: dict[str, Any] = {
            "seed": seed,
            "scale": scale,
            "until": str(day),
            "hash": digest(seed, scale, _end(day)),
        }
        ground.tell(figures, as_json, lambda one: one["hash"])
        return
    with ground.house(data) as place:
        ready()
        figures = fill(place, scale, seed, _end(day), quiet=as_json)
    ground.tell(figures, as_json, lambda one: f"Loaded {one['matters']} matters in {one['seconds']} s.")


def _end(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=ZoneInfo("Asia/Shanghai"))
