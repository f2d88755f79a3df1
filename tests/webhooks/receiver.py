"""A real receiver on the loopback: it remembers what it heard and answers as it is told."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The body as JSON."""
        return json.loads(self.raw)


@dataclass
class Receiver:
    """What a receiver does: `answers` are (status, headers, body) in turn, then 204; `before` is called first."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    before: Callable[[Heard], Any] | None = None
    # A body that holds this is answered 422.
    refuses: bytes = b""
    # The answer comes one byte at a time.
    drips: bool = False
    go: Any = None
    lock: Any = field(default_factory=threading.Lock)

    def says(self, *statuses: int, **headers: str) -> None:
        """Answer these statuses, one after the other."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers += [(one, told, b"") for one in statuses]

    @property
    def ids(self) -> list[str]:
        """The webhook-ids in the order in which they came."""
        return [one.headers["webhook-id"] for one in self.heard]


@contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver, for as long as it lasts."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            heard = Heard(self.path, {name.lower(): value for name, value in self.headers.items()}, raw)
            with receiver.lock:
                receiver.heard.append(heard)
                status, headers, body = receiver.answers.pop(0) if receiver.answers else (204, {}, b"")
                if receiver.refuses and receiver.refuses in raw:
                    status = 422
            if receiver.before:
                receiver.before(heard)
            if receiver.drips:
                self._drip()
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return

        def _drip(self) -> None:
            try:
                for sign in b"HTTP/1.1 200 OK\r\nx: " + b"x" * 200:
                    self.wfile.write(bytes([sign]))
                    time.sleep(0.05)
            except OSError:
                self.close_connection = True

        def log_message(self, *_args: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: Any) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
