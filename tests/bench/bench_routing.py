"""How many matters a second find their grid and their lead, with reasons: `python tests/bench/bench_routing.py [n]`.

Prints one JSON object. One process, no database. A made-up town of 71 x 71 grids with wobbling borders in 71
communities (seed 7), the shipped duty directory and calendar, random points, categories and moments of a year.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import happiness_cloud.institution
from happiness_cloud.institution.rules.calendar_files import load_calendar
from happiness_cloud.institution.rules.calendars import WorkCalendar
from happiness_cloud.institution.rules.directory import Directory
from happiness_cloud.institution.rules.reference_rows import duty_rows
from happiness_cloud.places.rules.locate import GridIndex
from tests.rules.places.lattice import SIDE, SOUTH, WEST, lattice

ACROSS = 71
ROOT = "/yunhu/"


def main(n: int) -> dict[str, object]:
    """Place and route `n` matters one by one; the figures."""
    shipped = Path(happiness_cloud.institution.__file__).parent / "reference"
    raw = yaml.safe_load((shipped / "duties.yaml").read_text(encoding="utf-8"))
    office = WorkCalendar(
        load_calendar((shipped / "calendars" / "office.yaml").read_text(encoding="utf-8"), "office.yaml")
    )
    communities = {f"/990106/001/{one:03d}/": f"{ROOT}s001/c{one:03d}/" for one in range(1, ACROSS + 1)}
    territory = {"subdistrict": {"/990106/001/": f"{ROOT}s001/"}, "community": communities}
    directory = Directory(
        duty_rows(raw, ROOT, f"{ROOT}{raw['otherwise']}/"),
        str(raw["version"]),
        "Asia/Shanghai",
        territory,
        office,
    )
    index = GridIndex(lattice(ACROSS))
    rng = np.random.default_rng(7)
    lons, lats = WEST + SIDE * rng.random(n), SOUTH + SIDE * rng.random(n)
    patterns = sorted({one for duty in directory.duties for one in duty.categories if one})
    codes = [one.replace("*", "0" * (6 - len(one))) for one in patterns]
    chosen = rng.integers(0, len(codes), n)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [first + timedelta(minutes=int(one)) for one in rng.integers(0, 365 * 1440, n)]
    border = reasons = 0
    began = time.perf_counter()
    for at in range(n):
        found = index.locate(float(lons[at]), float(lats[at]))
        border += found.near_border
        route = directory.resolve(codes[chosen[at]], found.path or "/990106/001/", moments[at])
        reasons += len(route.because)
    took = time.perf_counter() - began
    return {
        "what": "routing",
        "grids": len(index),
        "rows": len(directory.duties),
        "n": n,
        "cases_per_s": round(n / took),
        "near_border": border,
        "reasons": reasons,
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)))  # noqa: T201
