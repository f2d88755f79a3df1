"""How many points a second find their grid, in memory: `python tests/bench/bench_locate.py [points]`.

Prints one JSON object. The town is made up: 31 x 31 grids with wobbling borders, seed 7; a tenth of the
points lies outside. `bulk` places whole arrays, `single` asks one by one and looks for neighbours too.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from happiness_cloud.places.rules.locate import GridIndex
from tests.rules.places.lattice import SIDE, SOUTH, WEST, lattice

ACROSS = 31


def main(points: int) -> dict[str, object]:
    """Build, place `points` at once and a hundredth of them singly; the figures."""
    town = lattice(ACROSS)
    began = time.perf_counter()
    index = GridIndex(town)
    built = time.perf_counter() - began
    rng = np.random.default_rng(7)
    reach = SIDE * 1.025
    lons = WEST - SIDE * 0.0125 + reach * rng.random(points)
    lats = SOUTH - SIDE * 0.0125 + reach * rng.random(points)
    began = time.perf_counter()
    found = index.locate_many(lons, lats)
    bulk = time.perf_counter() - began
    few = max(1, points // 100)
    began = time.perf_counter()
    for place in range(few):
        index.locate(float(lons[place]), float(lats[place]))
    single = time.perf_counter() - began
    return {
        "what": "locate",
        "grids": len(index),
        "build_s": round(built, 3),
        "bulk": {"n": points, "inside": int((found >= 0).sum()), "points_per_s": round(points / bulk)},
        "single": {"n": few, "points_per_s": round(few / single)},
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))  # noqa: T201
