"""What reading much costs: everything exported, memory of the house, and search by index against plain scans."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from .asked import READERS
from .callers import Caller
from .figures import Figures, times
from .running import House

WORDS = {"frequent": "路灯", "two words": "电梯 异响", "number and sign": "12号", "rare": "梧桐路 618号"}
ROUNDS = 7


def export(house: House) -> Figures:
    """Every matter as CSV over HTTP, read as it comes; the web processes' memory before and at its highest."""
    caller = Caller(house.port).sign_in(READERS["supervisor"], house.sign_ins()[READERS["supervisor"]])
    before, began = memory(house.pid), time.perf_counter()
    cookies = "; ".join(f"{name}={value}" for name, value in caller.jar.items())
    caller.line.timeout = 900
    caller.line.request("GET", "/cases/export.csv", headers={"Cookie": cookies})
    answer = caller.line.getresponse()
    size, lines, first, highest = 0, 0, 0.0, before["web"]
    while part := answer.read(1 << 20):
        first = first or time.perf_counter() - began
        size += len(part)
        lines += part.count(b"\n")
        highest = max(highest, memory(house.pid)["web"])
    took = time.perf_counter() - began
    return {
        "status": answer.status,
        "lines": lines,
        "megabytes": round(size / 1e6, 1),
        "seconds": round(took, 1),
        "first_part_s": round(first, 2),
        "rows_per_s": round(lines / took),
        "web_mb_before": before["web"],
        "web_mb_highest": highest,
    }


def memory(supervisor: int) -> dict[str, int]:
    """Megabytes that the web processes and the worker hold, what they share counted once (PSS)."""
    from .cpu import family

    held = {"web": 0, "worker": 0, "supervisor": 0}
    for pid, part in family(supervisor):
        if part in held:
            held[part] += _kilobytes(pid)
    return {name: value // 1024 for name, value in held.items()}


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def search() -> list[Figures]:
    """The first 50 matters with some words: by the index, and by a plain scan of the text (`LIKE` for each word)."""
    from happiness_cloud.cases.models import Case
    from happiness_cloud.cases.queries.filters import Filter, narrowed, ordered
    from happiness_cloud.cases.queries.worklist import COLUMNS

    lines: list[Figures] = []
    for kind, words in WORDS.items():
        scanned = Case.objects.all()
        for word in words.split():
            scanned = scanned.filter(text__contains=word)
        # Narrowing asks the index already: it is part of what is measured.
        ways: dict[str, Callable[[], Any]] = {
            "index": partial(narrowed, Case.objects.all(), Filter(q=words)),
            "scan": scanned.all,
        }
        for how, chosen in ways.items():
            taken = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                found = len(ordered(chosen(), "newest").values_list(*COLUMNS)[:50])
                taken.append(time.perf_counter() - began)
            lines.append({"words": kind, "by": how, "found": found, **times(taken)})
    return lines


def likely() -> Figures:
    """What is known already, asked as the report page asks: fifty texts of matters, each somewhere else."""
    from happiness_cloud.cases import queries
    from happiness_cloud.cases.models import Case
    from happiness_cloud.kernel.access import house as acting

    told = (
        Case.objects.filter(lon__isnull=False).order_by("-id").values_list("text", "lon", "lat", "category")
    )
    asked = [
        queries.Asked(text=text, lon=lon, lat=lat, category=category)
        for text, lon, lat, category in told[:500:10]
    ]
    who = acting("bench", "cases.read", "cases.report")
    taken, shown = [], 0
    for one in asked:
        began = time.perf_counter()
        shown += len(queries.likely(who, one))
        taken.append(time.perf_counter() - began)
    return {"asked": len(asked), "shown": shown, **times(taken)}
