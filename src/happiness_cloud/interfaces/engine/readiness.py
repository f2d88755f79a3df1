"""Tells when the web server answers."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Readiness:
    """Asks http://127.0.0.1:`port``path` until an answer below 500 comes, then calls `told(True)`.

    After `within` seconds without one it calls `told(False)`, once. `told` runs in a thread of its own.
    """

    port: int
    told: Callable[[bool], None]
    path: str = "/"
    within: float = 60.0

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Ask for as long as the block runs."""
        over = threading.Event()
        asker = threading.Thread(target=self._ask, args=(over,), daemon=True)
        asker.start()
        try:
            yield
        finally:
            over.set()

    def _ask(self, over: threading.Event) -> None:
        until = time.monotonic() + self.within
        while not over.is_set() and time.monotonic() < until:
            if self.answers():
                self.told(True)
                return
            over.wait(0.1)
        if not over.is_set():
            self.told(False)

    def answers(self) -> bool:
        """Whether the server answers now."""
        # http.client knows no proxy settings: what we ask is always on this machine.
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", self.path, headers={"Host": "localhost"})
            return asked.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()
