"""The way to another server: one request, to an address that was looked at, over in time, of bounded size.

Names are looked up here and the connection goes to the very address that was looked at, so a name that changes its
mind between the look and the call leads nowhere. Redirects, proxies of the environment and cookies are not known here.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpcore
from django.conf import settings

from happiness_cloud import __version__

from .rules import reach

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 10.0, 25.0
MOST_BYTES = 2 * 1024 * 1024
_FORM = "application/x-www-form-urlencoded; charset=utf-8"


class NotHeard(Exception):
    """Nothing useful came back; `problem` says why, `sent` whether the request may have been taken in."""

    def __init__(self, problem: str, *, sent: bool) -> None:
        super().__init__(problem)
        self.problem = problem
        self.sent = sent


class _Closed(httpcore.ConnectError):
    """The name stands for an address that is closed to us."""


class _Unnamed(httpcore.ConnectError):
    """Nobody knows the name."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer: its status and what it says."""

    status: int
    body: bytes


class _Timed(httpcore.NetworkStream):
    """A connection that ends when the time of the whole call is over, however slowly it is fed."""

    def __init__(self, inner: httpcore.NetworkStream, ends: float) -> None:
        self._inner, self._ends = inner, ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._left(timeout, httpcore.ConnectTimeout)
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, left), self._ends)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _left(self, timeout: float | None, over: type[Exception]) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise over("the whole call")
        return min(left, timeout) if timeout is not None else left


class _Guarded(httpcore.SyncBackend):
    """Connects only to addresses that are open, to the very address that was looked at."""

    def __init__(self, allowed: Iterable[str], ends: float) -> None:
        super().__init__()
        self._allowed, self._ends = tuple(allowed), ends

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Look `host` up and connect to the first address that answers."""
        try:
            found = addresses(host, port)
        except (OSError, UnicodeError) as wrong:
            raise _Unnamed(host) from wrong
        # One closed address among open ones is reason enough not to trust the name.
        if not found or not all(reach.is_open(one, self._allowed) for one in found):
            raise _Closed(host)
        for address in found[:-1]:
            try:
                stream = super().connect_tcp(address, port, timeout, local_address, socket_options)
                return _Timed(stream, self._ends)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return _Timed(
            super().connect_tcp(found[-1], port, timeout, local_address, socket_options), self._ends
        )


def addresses(host: str, port: int) -> list[str]:
    """The network addresses a name stands for, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))[:8]


def get(url: str, query: Mapping[str, str]) -> Heard:
    """Ask. Raises NotHeard."""
    told = urlencode({name: value for name, value in query.items() if value})
    return _called("GET", f"{url}?{told}" if told else url, b"", {})


def post(url: str, fields: Sequence[tuple[str, str]], key: str = "") -> Heard:
    """Send a form, with `key` for those who know repeated calls by it. Raises NotHeard."""
    more = {"content-type": _FORM} | ({"idempotency-key": key} if key else {})
    return _called("POST", url, urlencode(fields).encode(), more)


def _called(method: str, url: str, body: bytes, more: Mapping[str, str]) -> Heard:
    if reach.misfit(url.partition("?")[0], plain=settings.FORWARD_HTTP):
        raise NotHeard("closed_address", sent=False)
    plain = url.startswith("http:")
    # In the clear only ever to this machine, and only where the operator said so.
    allowed = reach.LOOPBACK if plain else settings.FORWARD_ALLOW
    head = [("user-agent", f"Happiness-Cloud/{__version__}"), ("accept-encoding", "identity"), *more.items()]
    wait = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS, "pool": CONNECT_SECONDS}
    backend = _Guarded(allowed, time.monotonic() + WHOLE_SECONDS)
    context = None if plain else ssl.create_default_context()
    try:
        with (
            httpcore.ConnectionPool(ssl_context=context, network_backend=backend) as way,
            way.stream(
                method, url, headers=head, content=body or None, extensions={"timeout": wait}
            ) as answer,
        ):
            return Heard(answer.status, _bounded(answer))
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as wrong:
        raise NotHeard(_why(wrong), sent=False) from wrong
    except httpcore.TimeoutException as wrong:
        raise NotHeard("slow", sent=True) from wrong
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as wrong:
        raise NotHeard("broken_off", sent=True) from wrong


def _bounded(answer: httpcore.Response) -> bytes:
    told = b""
    for part in answer.iter_stream():
        told += part
        if len(told) > MOST_BYTES:
            raise NotHeard("too_large", sent=True)
    return told


def _why(wrong: Exception) -> str:
    if isinstance(wrong, _Closed):
        return "forbidden"
    return "unnamed" if isinstance(wrong, _Unnamed) else "away"
