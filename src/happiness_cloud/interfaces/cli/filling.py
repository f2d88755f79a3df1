"""Fills an empty house with the sample district, and keeps its sign-ins."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from . import ground
from .sign_ins import keep


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
    ground.counted()
    keep(place, people)
    return {"seed": seed, "scale": scale, **counts, "seconds": round(time.monotonic() - began, 1)}
