"""The embedded database: `start(data_dir)` gives a running PostgreSQL, whatever happened before."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from happiness_cloud.interfaces.engine import layout as ground
from happiness_cloud.interfaces.engine.account import Account, launching_name, server_account
from happiness_cloud.interfaces.engine.binaries import SOURCES, Binaries, Source, find_binaries, written_by
from happiness_cloud.interfaces.engine.errors import EngineError
from happiness_cloud.interfaces.engine.keys import secrets
from happiness_cloud.interfaces.engine.layout import Layout
from happiness_cloud.interfaces.engine.leftovers import end_servers
from happiness_cloud.interfaces.engine.mortal import dies_with_parent
from happiness_cloud.interfaces.engine.roles import ADMIN, APP, DATABASE, OWNER, prepare
from happiness_cloud.interfaces.engine.tuning import access_files, config_file, memory_mb, settings

DEFAULT_PORT = 5432
# Recovery after a crash replays at most the write-ahead log since the last checkpoint.
START_WITHIN = 600.0
LOG_BYTES = 5_000_000
RESTARTS = 5
Told = Callable[[str, dict[str, Any]], None]


def silent(_code: str, _facts: dict[str, Any]) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Urls:
    """`postgresql://` addresses through the socket: the application's, the owner's, the superuser's."""

    app_url: str
    owner_url: str
    admin_url: str


def urls(socket: Path, port: int) -> Urls:
    """The addresses of the server that listens in folder `socket`; `port` only names the socket file."""
    where = f"host={quote(str(socket), safe='')}&port={port}"
    app, owner, admin = (f"postgresql://{role}@/{DATABASE}?{where}" for role in (APP, OWNER, ADMIN))
    return Urls(app, owner, admin)


def attach(data_dir: Path | str) -> Urls | None:
    """For other commands: the addresses of the server that already runs on `data_dir`, or None."""
    plan = ground.layout(data_dir)
    try:
        lines = (plan.pg / "postmaster.pid").read_text().splitlines()
        port, socket, state = int(lines[3]), Path(lines[4]), lines[7].strip()
    except (OSError, ValueError, IndexError):
        return None
    if state != "ready":
        return None
    # The file may be stale. The lock is not: a living server holds it.
    with contextlib.ExitStack() as kept:
        try:
            lock = kept.enter_context((plan.home / "server.lock").open("rb"))
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return urls(socket, port)
        except OSError:
            return None
    return None


def start(
    data_dir: Path | str,
    *,
    port: int | None = None,
    durable: bool = True,
    sources: tuple[Source, ...] = SOURCES,
    told: Told = silent,
) -> Running:
    """Start the database of `data_dir`, made on the first start, recovered after a crash.

    Call it from the main thread: the server ends when the thread that started it does. `port` only names
    the socket file; nothing listens on the network. `durable=False` is for tests: faster, and a power cut
    loses everything. `told(code, facts)` hears what the operator should know. Raises `EngineError`.
    """
    plan = ground.make(data_dir)
    account = server_account(plan.pg)
    settled = ground.settle(plan, account)
    if settled != plan:
        told("engine.pg_moved", {"user": account.name, "folder": plan.root, "home": settled.home})
    running = Running(settled, server_account(settled.pg), port or DEFAULT_PORT, durable, told)
    try:
        running.take_locks()
        # Before there is a database: one without keys is refused ever after.
        secrets(settled.root)
        running.binaries = find_binaries(settled, sources)
        if written_by(settled.pg) is None:
            _create(settled, running.account, running.binaries, durable=durable)
        running.launch()
    except BaseException:
        running.stop()
        raise
    return running


@dataclass(slots=True)
class Running:
    """A running database: `app_url`, `owner_url`, `admin_url`; `ensure()` keeps it so; `stop()` ends it."""

    plan: Layout
    account: Account
    port: int
    durable: bool
    told: Told
    binaries: Binaries | None = None
    socket: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    _locks: list[int] = field(default_factory=list)
    _losses: list[float] = field(default_factory=list)

    @property
    def app_url(self) -> str:
        """For the web server and the workers: reads and writes rows, changes no table."""
        return self._urls().app_url

    @property
    def owner_url(self) -> str:
        """For migrations."""
        return self._urls().owner_url

    @property
    def admin_url(self) -> str:
        """The superuser, for backup, restore and tests."""
        return self._urls().admin_url

    def _urls(self) -> Urls:
        if self.socket is None:
            raise RuntimeError("the database is not running")
        return urls(self.socket, self.port)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def take_locks(self) -> None:
        """Become the only one on this folder, and end what an earlier one left. Raises `EngineError`."""
        # Two locks: ours ends with us, the server's is inherited by it and ends with its last process.
        self._locks.append(_locked(self.plan.home / "up.lock", 0.0, "engine.already_running"))
        if end_servers(self.plan.pg):
            self.told("engine.orphan_stopped", {})
        self._locks.append(_locked(self.plan.home / "server.lock", 5.0, "engine.server_elsewhere"))

    def launch(self) -> None:
        """Start the server and wait until it answers. Raises `EngineError`."""
        if self.binaries is None:
            raise RuntimeError("no binaries chosen")
        # We hold the locks and saw no server: this file is stale, and its number may be anybody's by now.
        (self.plan.pg / "postmaster.pid").unlink(missing_ok=True)
        old, self.socket = self.socket, ground.socket_folder(self.plan, self.account, self.port)
        if old is not None and old != self.socket:
            shutil.rmtree(old, ignore_errors=True)
        values = settings(self.binaries, memory=memory_mb(), durable=self.durable)
        values |= {"unix_socket_directories": str(self.socket), "port": str(self.port)}
        files = access_files(launching_name(), (ADMIN, OWNER, APP)) | {"happiness.conf": config_file(values)}
        for name, text in files.items():
            _write(self.plan.pg / name, text, self.account)
        _trim(self.plan.log)
        # Before the start: a server that fails at once has said why before we could look.
        said = self.plan.log.stat().st_size if self.plan.log.exists() else 0
        with self.plan.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries.program("postgres"), "-D", str(self.plan.pg)],
                env=self.binaries.environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Out of the terminal's reach: Ctrl-C is for us, the database goes last.
                start_new_session=True,
                pass_fds=self._locks[1:],
                preexec_fn=dies_with_parent(signal.SIGINT),
                **self.account.popen(),
            )
        self._wait_until_ready(self.process, said)
        admin = self.admin_url.replace(f"@/{DATABASE}?", "@/postgres?")
        prepare(admin, self.admin_url, statistics=bool(values["shared_preload_libraries"]))

    def _wait_until_ready(self, process: subprocess.Popen[bytes], said: int) -> None:
        until = time.monotonic() + START_WITHIN
        while process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError, IndexError):
                lines = (self.plan.pg / "postmaster.pid").read_text().splitlines()
                if lines[0] == str(process.pid) and lines[7].strip() == "ready":
                    return
            time.sleep(0.01)
        raise EngineError("engine.server_failed", detail=_last_words(self.plan.log, said), log=self.plan.log)

    def ensure(self) -> bool:
        """Start the server again if it ended; True when it had. Raises `EngineError` when it keeps ending."""
        if self.process is None or self.process.poll() is None:
            _trim(self.plan.log)
            return False
        now = time.monotonic()
        self._losses = [moment for moment in self._losses if now - moment < 60] + [now]
        if len(self._losses) > RESTARTS:
            raise EngineError("engine.server_lost", times=len(self._losses), log=self.plan.log)
        end_servers(self.plan.pg)
        self.launch()
        return True

    def stop(self, patience: float = 20.0) -> None:
        """Stop the server, fast, then at once, and let others have the folder. Idempotent."""
        process, self.process = self.process, None
        if process is not None:
            for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if process.poll() is None:
                    process.send_signal(sign)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(patience)
            end_servers(self.plan.pg)
        if self.socket is not None and self.socket.parent != self.plan.home:
            shutil.rmtree(self.socket, ignore_errors=True)
        self.socket = None
        while self._locks:
            os.close(self._locks.pop())


def _create(plan: Layout, account: Account, binaries: Binaries, *, durable: bool) -> None:
    """Make the cluster beside its place, then move it: a first start cut short leaves nothing half made."""
    draft = plan.home / "pg.new"
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700)
    account.own(draft)
    made = subprocess.run(
        [
            *(binaries.program("initdb"), "-D", str(draft), "-U", ADMIN, "-E", "UTF8", "--data-checksums"),
            # Sorted by bytes, but letters known: with LC_CTYPE=C pg_trgm finds no trigram in Chinese text.
            *("--locale=C", "--lc-ctype=C.UTF-8", "--auth=peer", "--no-instructions"),
            *(() if durable else ("--no-sync",)),
        ],
        env=binaries.environment() | {"HOME": "/"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **account.popen(),
    )
    if made.returncode != 0:
        raise EngineError("engine.initdb_failed", folder=plan.pg, detail=made.stderr.strip()[-500:])
    with (draft / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude 'happiness.conf'\ninclude_if_exists 'local.conf'\n")
    _write(draft / "local.conf", "# Your own settings; they win over happiness.conf.\n", account)
    draft.rename(plan.pg)


def _locked(file: Path, patience: float, code: str) -> int:
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if time.monotonic() >= until:
                os.close(handle)
                raise EngineError(code, folder=file.parent) from None
            time.sleep(0.02)


def _write(file: Path, text: str, account: Account) -> None:
    if file.exists() and file.read_text() == text:
        return
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    draft.write_text(text)
    draft.chmod(0o600)
    account.own(draft)
    draft.rename(file)


def _trim(log: Path) -> None:
    # The server appends, so emptying the file under it is safe.
    if log.exists() and log.stat().st_size > LOG_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def _last_words(log: Path, since: int) -> str:
    with log.open("rb") as lines:
        lines.seek(since)
        said = lines.read(20_000).decode(errors="replace").splitlines()
    grave = next((n for n, line in enumerate(said) if "FATAL" in line or "PANIC" in line), len(said))
    # What a fatal line is about often stands just above it.
    return " / ".join(said[max(0, grave - 1) : grave + 1] or ["it said nothing"])
