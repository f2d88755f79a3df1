"""The way to another server: one request by a guarded connection (`kernel.outgoing`), over in time, of bounded size."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import httpcore
from django.conf import settings

from happiness_cloud import __version__
from happiness_cloud.kernel.outgoing import Guarded, addresses, problem_of

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


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer: its status and what it says."""

    status: int
    body: bytes


def get(url: str, query: Mapping[str, str]) -> Heard:
    """Ask. Raises NotHeard."""
    told = urlencode({name: value for name, value in query.items() if value})
    return _called("GET", f"{url}?{told}" if told else url, b"", {})


def post(url: str, fields: Sequence[tuple[str, str]], key: str = "") -> Heard:
    """Send a form, with `key` for those who know repeated calls by it. Raises NotHeard."""
    more = {"content-type": _FORM} | ({"idempotency-key": key} if key else {})
    return _called("POST", url, urlencode(fields).encode(), more)


def _called(method: str, url: str, body: bytes, more: Mapping[str, str]) -> Heard:
    if reach.misfit(url.partition("?")[0], plain=settings.OUTGOING_HTTP):
        raise NotHeard("closed_address", sent=False)
    plain = url.startswith("http:")
    # In the clear only ever to this machine, and only where the operator said so.
    allowed = reach.LOOPBACK if plain else settings.OUTGOING_ALLOW
    head = [("user-agent", f"Happiness-Cloud/{__version__}"), ("accept-encoding", "identity"), *more.items()]
    wait = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS, "pool": CONNECT_SECONDS}
    backend = Guarded(allowed, time.monotonic() + WHOLE_SECONDS, addresses)
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
        raise NotHeard(problem_of(wrong), sent=False) from wrong
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
