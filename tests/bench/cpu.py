"""Processor time by part of a running house, from /proc: steadier than seconds on a shared machine."""

from __future__ import annotations

import os
import resource
from collections import defaultdict
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def parts(supervisor: int) -> dict[str, float]:
    """Seconds used so far by web, worker, database and the supervisor itself, ended children included."""
    found: dict[str, float] = defaultdict(float)
    for pid, part in family(supervisor):
        found[part] += sum(int(one) for one in _stat(pid)[11:15]) / _TICK
    return dict(found)


def family(supervisor: int) -> list[tuple[int, str]]:
    """The supervisor and everything it started, with the part of the house that each is."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        told = _stat(int(entry.name)) if entry.name.isdigit() else []
        if told:
            children[int(told[1])].append(int(entry.name))
    found = [(supervisor, "supervisor")]
    for pid, part in found:
        found += [(child, _part(child) or part) for child in children[pid]]
    return found


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


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
