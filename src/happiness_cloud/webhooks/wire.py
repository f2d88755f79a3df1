"""The way out: one POST for each delivery, signed, over a guarded connection (`kernel.outgoing`).

Redirects, proxies of the environment, cookies and packed answers are not known here.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import deque
from collections.abc import AsyncIterable, Sequence
from typing import Any

import httpcore
import httpx
from django.conf import settings

from happiness_cloud import __version__
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.outgoing import GuardedAsync
from happiness_cloud.kernel.outgoing import problem_of as refusal_of
from happiness_cloud.kernel.text import masked

from . import lookup
from .queries import Errand
from .rules import reach
from .rules.backoff import asked_for
from .rules.signing import signature
from .rules.verdicts import Try, ends_round, problem_of

CONNECT_SECONDS = 5.0
TRY_SECONDS = 10.0
# A round takes nothing new after this; with one try it stays below the lease of `actions.take`.
ROUND_SECONDS = 30.0
# Requests to one receiver at once; one that has been failing is asked by one.
LANES = 4
MOST_CONNECTIONS = 128
ANSWER_BYTES = 4096
ANSWER_KEPT = 300


class Wire:
    """The open connections of one event loop."""

    def __init__(self) -> None:
        limits: dict[str, Any] = {"max_connections": MOST_CONNECTIONS, "keepalive_expiry": 10.0}
        self._ways = {
            "https": httpcore.AsyncConnectionPool(
                ssl_context=httpx.create_ssl_context(trust_env=True),
                network_backend=GuardedAsync(settings.OUTGOING_ALLOW, lookup.addresses),
                **limits,
            ),
            # Only ever to this machine, and only where the operator said so.
            "http": httpcore.AsyncConnectionPool(
                network_backend=GuardedAsync(
                    reach.LOOPBACK if settings.OUTGOING_HTTP else (), lookup.addresses
                ),
                **limits,
            ),
        }

    async def close(self) -> None:
        """End all connections."""
        for way in self._ways.values():
            await way.aclose()

    async def round(self, errands: Sequence[Errand], lanes: int = LANES) -> list[Try]:
        """Send to one receiver, `lanes` at a time, those of one subject in their order; what was tried, and how it went.

        It ends at the first failure that says the receiver is not well, and when the time of a round is over.
        Of one subject nothing goes out after a failure.
        """
        chains: dict[str, deque[Errand]] = {}
        for one in errands:
            chains.setdefault(one.order, deque()).append(one)
        waiting = deque(chains.values())
        tried: list[Try] = []
        ends = time.monotonic() + ROUND_SECONDS
        over = False

        async def lane() -> None:
            nonlocal over
            while waiting and not over:
                chain = waiting.popleft()
                while chain and not over:
                    told = await self.send(chain.popleft())
                    tried.append(told)
                    over = over or ends_round(told.status, told.problem) or time.monotonic() > ends
                    if told.problem:
                        break

        await asyncio.gather(*(lane() for _ in range(lanes)))
        return tried

    async def send(self, errand: Errand) -> Try:
        """One try, over after ten seconds whatever the receiver does."""
        began, at = time.monotonic(), clock.now()
        status, problem, answer, asked = 0, errand.problem, "", 0.0
        if not problem:
            try:
                async with asyncio.timeout(TRY_SECONDS):
                    status, answer, retry_after = await self._post(errand, int(at.timestamp()))
                problem = problem_of(status)
                wanted = asked_for(retry_after, at) if retry_after and problem else None
                asked = wanted.total_seconds() if wanted else 0.0
            except (TimeoutError, httpcore.TimeoutException):
                problem = "slow"
            except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as wrong:
                problem = _why(wrong)
        ms = round((time.monotonic() - began) * 1000)
        return Try(errand.delivery_id, errand.tries, at, status, problem, _trimmed(answer), ms, asked)

    async def _post(self, errand: Errand, timestamp: int) -> tuple[int, str, str]:
        headers: dict[bytes | str, bytes | str] = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": f"Happiness-Cloud/{__version__}",
            "webhook-id": errand.message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(errand.secrets, errand.message_id, timestamp, errand.body),
        }
        url = httpcore.URL(errand.url)
        wait = {"connect": CONNECT_SECONDS, "read": TRY_SECONDS, "write": TRY_SECONDS, "pool": TRY_SECONDS}
        way = self._ways[url.scheme.decode()]
        async with way.stream(
            "POST", url, headers=headers, content=errand.body, extensions={"timeout": wait}
        ) as answer:
            head = {name.lower(): value for name, value in answer.headers}
            told = await _beginning(answer.aiter_stream())
            return answer.status, told, head.get(b"retry-after", b"").decode("latin-1")


async def _beginning(stream: AsyncIterable[bytes]) -> str:
    """The first few kilobytes of an answer; the rest is left with whoever sends it."""
    told = b""
    async for part in stream:
        told += part
        if len(told) >= ANSWER_BYTES:
            break
    return told[:ANSWER_BYTES].decode("utf-8", "replace")


def _trimmed(answer: str) -> str:
    """The beginning of an answer as it may be kept: without control signs and personal numbers."""
    plain = "".join(sign if sign.isprintable() else " " for sign in answer)
    return masked(" ".join(plain.split()))[:ANSWER_KEPT]


def _why(wrong: Exception) -> str:
    cause: BaseException | None = wrong
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    return "untrusted" if cause else refusal_of(wrong)
