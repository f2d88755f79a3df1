"""One running part: a child process with its own process group, whose output is read line by line."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from happiness_cloud.interfaces.engine.errors import EngineError
from happiness_cloud.interfaces.engine.mortal import dies_with_parent

Out = Callable[[str, str], None]
LONGEST_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Child:
    """What to run: `env` comes on top of our own environment. It is asked to stop with SIGTERM."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None


@dataclass(slots=True)
class Part:
    """A child through its restarts; `out(name, line)` gets each line it says."""

    child: Child
    out: Out
    process: subprocess.Popen[bytes] | None = None
    stream: int | None = None
    started: float = 0.0
    due: float = 0.0
    crashes: int = 0
    _rest: bytes = b""

    @property
    def running(self) -> bool:
        """Started and not yet finished; it may have ended by itself."""
        return self.process is not None

    def start(self) -> int:
        """Start it and give the stream to read from. Raises `EngineError`."""
        try:
            self.process = subprocess.Popen(
                list(self.child.argv),
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.child.env},
                cwd=self.child.cwd,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                # Its own group: Ctrl-C reaches us only, and what it starts can be ended with it.
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        except OSError as missing:
            raise EngineError("engine.child_missing", name=self.child.name, detail=missing) from missing
        self.started = time.monotonic()
        self._rest = b""
        pipe = self.process.stdout
        if pipe is None:
            raise RuntimeError("no pipe")
        self.stream = pipe.fileno()
        os.set_blocking(self.stream, False)
        return self.stream

    def alive(self) -> bool:
        """Whether the process runs. Does not reap it: its number must stay ours until the group is ended."""
        if self.process is None:
            return False
        flags = os.WEXITED | os.WNOWAIT | os.WNOHANG
        return os.waitid(os.P_PID, self.process.pid, flags) is None

    def ask(self, sign: signal.Signals) -> None:
        """Send `sign` to the process itself; it tells those it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, sign)

    def read(self) -> bool:
        """Pass on what it said; False when the stream has ended."""
        if self.stream is None:
            return False
        try:
            said = os.read(self.stream, LONGEST_LINE)
        except BlockingIOError:
            return True
        *lines, self._rest = (self._rest + said).split(b"\n")
        if len(self._rest) >= LONGEST_LINE:
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            self._say(line)
        return bool(said)

    def finish(self) -> str:
        """End the process and all of its group, pass on its last words; how it ended, in words."""
        process, self.process = self.process, None
        if process is None:
            return "not running"
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
        ending = time.monotonic()
        # What is in the pipe now, and no more: one that left its group may hold the stream open.
        while self.stream is not None and select.select([self.stream], [], [], 0)[0] and self.read():
            if time.monotonic() - ending > 1:
                break
        if self._rest:
            self._say(self._rest)
        self.stream, self._rest = None, b""
        if process.stdout is not None:
            process.stdout.close()
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def _say(self, line: bytes) -> None:
        self.out(self.child.name, line.decode(errors="replace").rstrip("\r"))
