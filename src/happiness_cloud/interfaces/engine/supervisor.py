"""Keeps the running parts (web server, worker …) alive in the foreground, above the database.

One thread and one loop: it passes their output on line by line with a name before it, starts a part again
when it ends, and on SIGINT, SIGTERM or SIGHUP stops all parts, then the database.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from happiness_cloud.interfaces.engine.errors import EngineError
from happiness_cloud.interfaces.engine.part import Child, Out, Part
from happiness_cloud.interfaces.engine.readiness import Readiness

__all__ = ["Child", "Foundation", "Patience", "Readiness", "run"]

BEAT = 0.25


class Foundation(Protocol):
    """What the parts stand on; `postgres.Running` is one."""

    def ensure(self) -> bool:
        """Start again what ended; True when something had. Raises `EngineError` when it cannot."""

    def stop(self) -> None:
        """End it. Idempotent."""


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds: a run shorter than `quick` counts as a crash, `crashes` of them in a row end the group.

    The pause before a restart doubles from `first` to `longest`. A part has `stop_within` to stop.
    """

    quick: float = 10.0
    crashes: int = 5
    first: float = 0.5
    longest: float = 30.0
    stop_within: float = 15.0

    def pause(self, crashes: int) -> float:
        """How long to wait after the given number of quick crashes in a row."""
        return float(min(self.longest, self.first * 2 ** max(0, crashes - 1)))


def to_terminal(name: str, line: str) -> None:
    """Write `line` to standard output with `name` before it."""
    # A reader that went away (`happiness up | head`) is no reason to stop serving.
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{name:<9}| {line}\n")
        sys.stdout.flush()


def run(
    children: Sequence[Child],
    *,
    foundation: Foundation | None = None,
    readiness: Readiness | None = None,
    out: Out = to_terminal,
    patience: Patience | None = None,
) -> None:
    """Run `children` until a signal asks to stop; returns when all are stopped, the foundation last.

    Call it from the main thread. Raises `EngineError` when a child keeps failing
    (`engine.child_keeps_failing`) or cannot be started (`engine.child_missing`), or when the foundation
    cannot be kept; everything is stopped by then.
    """
    group = _Group([Part(child, out) for child in children], patience or Patience(), foundation)
    try:
        with _signals(group.ask_to_stop), readiness.watched() if readiness else contextlib.nullcontext():
            try:
                group.loop()
            finally:
                group.stop()
    finally:
        group.close()
        if foundation is not None:
            foundation.stop()


class _Group:
    """The parts and the loop over them."""

    def __init__(self, parts: list[Part], patience: Patience, foundation: Foundation | None) -> None:
        self.parts = parts
        self.patience = patience
        self.foundation = foundation
        self.selector = selectors.DefaultSelector()
        self.asked = 0
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.selector.register(self._wake_read, selectors.EVENT_READ)

    def ask_to_stop(self) -> None:
        """From a signal handler: stop; asked again, stop at once."""
        self.asked += 1
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_write, b"!")

    def loop(self) -> None:
        """Until asked to stop."""
        for part in self.parts:
            self._start(part)
        while not self.asked:
            self._listen(BEAT)
            if self.asked:
                return
            if self.foundation is not None:
                self.foundation.ensure()
            for part in self.parts:
                self._look_after(part)

    def stop(self) -> None:
        """Ask every part to stop, wait, then end what is left with all it started."""
        for part in self.parts:
            part.ask(signal.SIGTERM)
        until = time.monotonic() + self.patience.stop_within
        while any(part.alive() for part in self.parts) and time.monotonic() < until and self.asked < 2:
            self._listen(0.05)
        for part in self.parts:
            self._forget(part)

    def close(self) -> None:
        """Give back what the loop used; only when no signal can call us any more."""
        self.selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _start(self, part: Part) -> None:
        self.selector.register(part.start(), selectors.EVENT_READ, part)

    def _forget(self, part: Part) -> str:
        if part.stream is not None:
            self.selector.unregister(part.stream)
        return part.finish()

    def _look_after(self, part: Part) -> None:
        if part.running:
            if part.alive():
                return
            lived = time.monotonic() - part.started
            part.crashes = part.crashes + 1 if lived < self.patience.quick else 1
            ending = self._forget(part)
            if part.crashes >= self.patience.crashes:
                raise EngineError(
                    "engine.child_keeps_failing", name=part.child.name, times=part.crashes, ending=ending
                )
            wait = self.patience.pause(part.crashes)
            part.due = time.monotonic() + wait
            part.out(part.child.name, f"ended ({ending}); starting again in {wait:g} s")
        elif time.monotonic() >= part.due:
            self._start(part)

    def _listen(self, seconds: float) -> None:
        for key, _ in self.selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake_read, 1024)
            elif not key.data.read():
                self.selector.unregister(key.fileobj)
                key.data.stream = None


@contextlib.contextmanager
def _signals(asked: Callable[[], None]) -> Iterator[None]:
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {kind: signal.signal(kind, lambda *_: asked()) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
