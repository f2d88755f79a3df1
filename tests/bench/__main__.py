"""`make bench`, or `python -m tests.bench [NAME …] [--sizes …]`; the names are in ALL, and demo.

Starts a house of its own in a temporary folder, measures one thing after another and stops it again. Prints a
table for eyes and one JSON line for each figure. Nothing is asserted: the reader judges, with the load told.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

from . import (
    bench_burst,
    bench_demo,
    bench_file,
    bench_follow,
    bench_lifecycle,
    bench_locate,
    bench_open311,
    bench_pages,
    bench_paper,
    bench_reads,
    bench_routing,
    bench_start,
    bench_watch,
    bench_webhooks,
    grow,
    queries,
)
from .figures import Figures, table, tell
from .running import House, folder

ALL = (
    *("start", "locate", "queries", "import", "file", "lifecycle", "pages", "reads", "burst", "watch"),
    *("webhooks", "paper", "open311", "follow", "routing"),
)
# Entries that are told.
TOLD = 10_000
# Matters that are placed and routed.
ROUTED = 20_000
# Rows of the file.
ROWS = 60_000
# Matters that are overdue at once, and the watchers that sweep them side by side.
OVERDUE, WATCHERS = 100_000, (1, 2)
FOLLOWERS, FACTS = 5_000, 1_000
# What is grown through the import; above, rows are copied in the database.
IMPORTED = 10_000
# What needs the house.
AT_SIZES = ("import", "lifecycle", "pages", "queries", "reads", "burst", "open311")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    seconds: float
    walkers: int
    workers: int
    demo: str


def main() -> None:
    """Run what is wanted."""
    wanted = _wanted()
    # A bench that is told to end stops its house.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if "locate" in wanted.names:
        told = {name: value for name, value in bench_locate.main(1_000_000).items() if name != "machine"}
        tell("locate", 1_000_000, told)
    if "routing" in wanted.names:
        tell("routing", ROUTED, bench_routing.main(ROUTED))
    if "paper" in wanted.names:
        tell("paper", 1, bench_paper.measure())
    if "demo" in wanted.names:
        data = folder()
        try:
            tell(f"demo {wanted.demo}", 1, bench_demo.fill(data, wanted.demo))
        finally:
            shutil.rmtree(data.parent, ignore_errors=True)
    if "webhooks" in wanted.names:
        data = folder()
        try:
            bench_demo.fill(data, "small")
            told = bench_webhooks.measure(data, TOLD)
            tell("webhooks", told["delivered"], told)
        finally:
            shutil.rmtree(data.parent, ignore_errors=True)
    if {"start", "file", "watch", "follow", *AT_SIZES} & set(wanted.names):
        _in_a_house(wanted)


def _in_a_house(wanted: Wanted) -> None:
    data = folder()
    house = House(data, workers=wanted.workers)
    try:
        starts = [bench_start.first(house, wanted.demo)]
        if "start" in wanted.names:
            starts += bench_start.again(house)
        table("Starts", starts)
        for one in starts:
            tell("start", 1, one)
        house.settle()
        for size in (0, *wanted.sizes):
            if set(AT_SIZES) & set(wanted.names):
                _at_size(house, size, wanted)
        if "file" in wanted.names:
            tell("file", ROWS, bench_file.measure(ROWS))
        if "watch" in wanted.names:
            for watchers in WATCHERS:
                tell("watch", OVERDUE, bench_watch.measure(OVERDUE, watchers))
        if "follow" in wanted.names:
            tell("follow", FACTS, bench_follow.measure(FOLLOWERS, FACTS))
    finally:
        house.stop()
        shutil.rmtree(data.parent, ignore_errors=True)


def _at_size(house: House, size: int, wanted: Wanted) -> None:
    from happiness_cloud.cases.models import Case

    if size:
        if size <= IMPORTED:
            told = grow.grow(size)
            tell("import", told["created"], told)
        else:
            tell("multiply", size, grow.multiply(size))
    there = Case.objects.count()
    print(f"\n== {there} cases", flush=True)  # noqa: T201
    benches: dict[str, Callable[[House, int, Wanted], None]] = {
        "queries": _queries,
        "lifecycle": _lifecycle,
        "pages": _pages,
        "reads": _reads,
        "burst": _burst,
        "open311": _open311,
    }
    for name, bench in benches.items():
        if name in wanted.names:
            bench(house, there, wanted)


def _queries(house: House, there: int, wanted: Wanted) -> None:
    calls, listed = queries.count()
    table("Statements of a lifecycle's calls", calls)
    table("Statements of a page", listed)
    tell("queries", there, {"calls": calls, "pages": listed})


def _lifecycle(house: House, there: int, wanted: Wanted) -> None:
    told = bench_lifecycle.load(house, wanted.seconds, wanted.walkers)
    calls: dict[str, Figures] = told["calls"]
    table("Lifecycle, by call", [{"call": name, **one} for name, one in calls.items()])
    tell("lifecycle", there, told)


def _burst(house: House, there: int, wanted: Wanted) -> None:
    lines = bench_burst.load(house, wanted.seconds)
    table("Burst", lines)
    tell("burst", there, {"phase_s": wanted.seconds, "phases": lines})


def _reads(house: House, there: int, wanted: Wanted) -> None:
    told = bench_reads.search()
    table("Search, by index and by plain scan", told)
    tell("search", there, {"lines": told})
    tell("likely", there, bench_reads.likely())
    tell("memory_mb", there, bench_reads.memory(house.pid))
    tell("export", there, bench_reads.export(house))


def _pages(house: House, there: int, wanted: Wanted) -> None:
    listed = bench_pages.measure(house)
    table("Pages", listed)
    for one in listed:
        tell("page", there, {name: value for name, value in one.items() if name != "n"} | {"asked": one["n"]})


def _open311(house: House, there: int, wanted: Wanted) -> None:
    listed = bench_open311.measure(house)
    table("Open311", listed)
    for one in listed:
        tell("open311", there, one)


def _wanted() -> Wanted:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of: {' '.join((*ALL, 'demo'))}; all but demo when none")
    parser.add_argument("--sizes", default="10000,100000", help="cases to grow to, one after the other")
    parser.add_argument(
        "--seconds", type=float, default=30, help="of each lifecycle load, and of each phase of a burst"
    )
    parser.add_argument("--walkers", type=int, default=6, help="lifecycles at once")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--demo", default="small", choices=("small", "district", "city"))
    told = parser.parse_args()
    unknown = set(told.names) - {*ALL, "demo"}
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    sizes = tuple(int(one) for one in told.sizes.split(",") if one)
    names = tuple(told.names) or ALL
    return Wanted(names, sizes, told.seconds, told.walkers, told.workers, told.demo)


if __name__ == "__main__":
    main()
