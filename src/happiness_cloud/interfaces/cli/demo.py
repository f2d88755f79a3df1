from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from . import ground
from .prepare import ready
from .sign_ins import keep


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


def fill(
    place: Path, scale: str, seed: int, until: datetime | None = None, quiet: bool = False
) -> dict[str, Any]:
    """Load the sample district unless the house holds something already; keep the sign-ins."""
    from happiness_cloud.interfaces.demo.load import holds_something, load

    if holds_something():
        return {"seed": seed, "scale": scale, "matters": 0, "seconds": 0, "already": True}
    began = time.monotonic()
    now = datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0)
    counts: dict[str, int] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, disable=quiet) as progress:
        bars: dict[str, Any] = {}

        def told(what: str, rows: int) -> None:
            counts[what] = rows
            if what not in bars:
                bars[what] = progress.add_task(f"sample district: {what}", total=None)
            progress.update(bars[what], completed=rows)

        people = load(seed, scale, min(until, now) if until else now, told)
    keep(place, people)
    return {"seed": seed, "scale": scale, **counts, "seconds": round(time.monotonic() - began, 1)}


def _end(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=ZoneInfo("Asia/Shanghai"))
