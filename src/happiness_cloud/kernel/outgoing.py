"""Connections to servers of others: to the very address that was looked at, and never into a closed network.

Names are looked up here, each time a connection is made: a name that changes its mind between the look and the call
leads nowhere. Redirects, proxies of the environment and cookies are not known here.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import anyio
import httpcore

from .networks import is_open

# Of one name so many addresses are tried.
MOST_ADDRESSES = 8
Lookup = Callable[[str, int], Sequence[str]]


class Closed(httpcore.ConnectError):
    """The name stands for an address that is closed to us."""


class Unnamed(httpcore.ConnectError):
    """Nobody knows the name."""


def addresses(host: str, port: int) -> list[str]:
    """Every network address of a name, in the order in which to try them. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def problem_of(wrong: BaseException) -> str:
    """Why there was no connection, as a word: "forbidden", "unnamed", "away"."""
    if isinstance(wrong, Closed):
        return "forbidden"
    return "unnamed" if isinstance(wrong, Unnamed) else "away"


def _trusted(found: Sequence[str], host: str, allowed: Iterable[str]) -> Sequence[str]:
    """The addresses to try. One closed address among open ones is reason enough not to trust the name."""
    nets = tuple(allowed)
    if not found or not all(is_open(one, nets) for one in found):
        raise Closed(host)
    return found[:MOST_ADDRESSES]


class Guarded(httpcore.SyncBackend):
    """Connects only to addresses that are open; all of it is over at `ends`, on the clock of `time.monotonic`."""

    def __init__(self, allowed: Iterable[str], ends: float, lookup: Lookup = addresses) -> None:
        super().__init__()
        self._allowed, self._ends, self._lookup = tuple(allowed), ends, lookup

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Look `host` up and connect to the first address that answers. Raises Closed, Unnamed, ConnectError."""
        try:
            found = self._lookup(host, port)
        except (OSError, UnicodeError) as wrong:
            raise Unnamed(host) from wrong
        *others, last = _trusted(found, host, self._allowed)
        for address in others:
            try:
                stream = super().connect_tcp(address, port, timeout, local_address, socket_options)
                return _Timed(stream, self._ends)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return _Timed(super().connect_tcp(last, port, timeout, local_address, socket_options), self._ends)


class GuardedAsync(httpcore.AnyIOBackend):
    """The same in an event loop, where whoever calls ends what takes too long."""

    def __init__(self, allowed: Iterable[str], lookup: Lookup = addresses) -> None:
        self._allowed, self._lookup = tuple(allowed), lookup

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look `host` up and connect to the first address that answers. Raises Closed, Unnamed, ConnectError."""
        try:
            found = await anyio.to_thread.run_sync(self._lookup, host, port, abandon_on_cancel=True)
        except (OSError, UnicodeError) as wrong:
            raise Unnamed(host) from wrong
        *others, last = _trusted(found, host, self._allowed)
        for address in others:
            try:
                return await super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await super().connect_tcp(last, port, timeout, local_address, socket_options)


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
