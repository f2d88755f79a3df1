"""Processor time by part of a running house, from /proc: steadier than seconds on a shared machine."""

from __future__ import annotations

import os
import resource
from collections import defaultdict
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def parts(supervisor: int) -> dict[str, float]:
    """Seconds used so far by web, worker, database and the supervisor itself, ended children included."""
    children: dict[int, list[int]] = defaultdict(list)
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            told = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(entry.name)
        children[int(told[1])].append(pid)
        used[pid] = sum(int(one) for one in told[11:15]) / _TICK
    found: dict[str, float] = defaultdict(float)
    waiting = [(supervisor, "supervisor")]
    while waiting:
        pid, part = waiting.pop()
        found[part] += used.get(pid, 0.0)
        for child in children[pid]:
            waiting.append((child, _part(child) or part))
    return dict(found)


def processor() -> float:
    """Processor seconds of this process and of those it has ended, without the database's own work."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def _part(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
    for mark, name in (("granian", "web"), ("procrastinate", "worker"), ("postgres", "database")):
        if mark in words:
            return name
    return ""
