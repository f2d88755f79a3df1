"""Database servers that outlived their supervisor: found by where they work, never by a pid file."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from happiness_cloud.interfaces.engine.errors import EngineError

# A server asked to stop fast gets this many seconds per step: fast, immediate, killed.
PATIENCE = 10.0


def servers_in(pg: Path) -> dict[int, int]:
    """Living PostgreSQL processes whose working folder is `pg`: process → its parent.

    A server works in its data folder, and so do its helpers. A defunct process has no working folder,
    which is what tells it from a living one; a pid file cannot.
    """
    found: dict[int, int] = {}
    for entry in _processes():
        try:
            if Path(entry, "comm").read_text().strip() not in ("postgres", "postmaster"):
                continue
            if os.path.samefile(os.readlink(entry / "cwd"), pg):
                status = Path(entry, "stat").read_text()
                found[int(entry.name)] = int(status.rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    return found


def end_servers(pg: Path, patience: float = PATIENCE) -> bool:
    """Stop every server left over on `pg`; True when there was one. Only for the holder of the lock.

    Raises `EngineError` (`engine.server_stuck`).
    """
    living = servers_in(pg)
    if not living:
        return False
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        # Only a head understands a fast stop; helpers without one are told to leave at once.
        heads = [pid for pid, parent in living.items() if parent not in living]
        lone = sign == signal.SIGINT and len(heads) == len(living) > 1
        _tell(living if sign == signal.SIGKILL else heads, signal.SIGQUIT if lone else sign)
        until = time.monotonic() + patience
        while living and time.monotonic() < until:
            time.sleep(0.02)
            living = servers_in(pg)
        if not living:
            return True
    raise EngineError("engine.server_stuck", pid=min(living), folder=pg)


def _processes() -> list[Path]:
    try:
        return [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    except OSError:
        return []


def _tell(pids: dict[int, int] | list[int], sign: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
