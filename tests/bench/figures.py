"""What a bench tells: figures with the machine they were taken on, as a table and as JSON lines."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from typing import Any

Figures = dict[str, Any]


def machine() -> Figures:
    """Cores, load of the last minute, Python."""
    cores = len(os.sched_getaffinity(0))
    return {"cores": cores, "load": round(os.getloadavg()[0], 2), "python": platform.python_version()}


def share(values: Sequence[float], part: float) -> float:
    """The value below which `part` of the values lie (nearest rank); 0 when there are none."""
    if not values:
        return 0.0
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))]


def times(values: Sequence[float]) -> Figures:
    """Median and 95th percentile of seconds, told in milliseconds."""
    if not values:
        return {"p50_ms": None, "p95_ms": None}
    return {
        "p50_ms": round(statistics.median(values) * 1000, 1),
        "p95_ms": round(share(values, 0.95) * 1000, 1),
    }


def tell(name: str, n: int, figures: Figures) -> None:
    """One JSON line."""
    told = {"name": name, "n": n, **figures, "machine": machine()}
    print(json.dumps(told, ensure_ascii=False, default=str), flush=True)  # noqa: T201


def table(title: str, rows: Iterable[Figures]) -> None:
    """The same for eyes: one line a row, columns by the first row."""
    listed = list(rows)
    if not listed:
        return
    names = list(dict.fromkeys(name for row in listed for name in row))
    cells = [names, *([str(row.get(name, "")) for name in names] for row in listed)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(names))]
    print(f"\n{title}")  # noqa: T201
    for line in cells:
        print("  " + "  ".join(one.ljust(width) for one, width in zip(line, widths, strict=True)))  # noqa: T201
    print(flush=True)  # noqa: T201
