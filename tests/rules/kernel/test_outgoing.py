"""Connections to others: to the address that was looked at, never into a closed network, and over in time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import anyio
import httpcore
import pytest

from happiness_cloud.kernel import outgoing
from happiness_cloud.kernel.networks import LOOPBACK

Connect = Callable[[tuple[str, ...], list[str], int], None]


def _plainly(allowed: tuple[str, ...], found: list[str], port: int) -> None:
    outgoing.Guarded(allowed, time.monotonic() + 5, lambda *_told: found).connect_tcp(
        "a.example", port, 1
    ).close()


def _in_a_loop(allowed: tuple[str, ...], found: list[str], port: int) -> None:
    async def connect() -> None:
        way = outgoing.GuardedAsync(allowed, lambda *_told: found)
        await (await way.connect_tcp("a.example", port, 1)).aclose()

    # A thread of its own: a journey's browser may have left a loop in this one.
    with ThreadPoolExecutor(1) as own:
        own.submit(anyio.run, connect).result()


BOTH = pytest.mark.parametrize("connect", [_plainly, _in_a_loop])


@pytest.fixture
def port() -> Iterator[int]:
    """A port on which somebody listens, at 127.0.0.1 alone."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@BOTH
@pytest.mark.parametrize(
    "found", [[], ["10.0.0.1"], ["127.0.0.1"], ["1.1.1.1", "::ffff:10.0.0.1"], ["rubbish"]]
)
def test_a_name_that_stands_for_anything_closed_is_not_called(connect: Connect, found: list[str]) -> None:
    with pytest.raises(outgoing.Closed) as wrong:
        connect((), found, 443)
    assert outgoing.problem_of(wrong.value) == "forbidden"


@BOTH
def test_the_next_address_is_tried_when_one_does_not_answer(connect: Connect, port: int) -> None:
    connect(LOOPBACK, ["127.0.0.9", "127.0.0.1"], port)
    with pytest.raises(httpcore.ConnectError) as wrong:
        connect(LOOPBACK, ["127.0.0.8", "127.0.0.9"], port)
    assert outgoing.problem_of(wrong.value) == "away"


@BOTH
def test_of_a_name_with_many_addresses_eight_are_tried_and_all_are_looked_at(
    connect: Connect, port: int
) -> None:
    silent = [f"127.0.1.{n}" for n in range(outgoing.MOST_ADDRESSES)]
    with pytest.raises(httpcore.ConnectError):
        connect(LOOPBACK, [*silent, "127.0.0.1"], port)
    with pytest.raises(outgoing.Closed):
        connect(LOOPBACK, [*silent, "10.0.0.1"], port)


@pytest.mark.parametrize("wrong", [OSError("no such name"), UnicodeError("label too long")])
def test_a_name_nobody_knows_is_told_as_such(wrong: Exception) -> None:
    def lookup(_host: str, _port: int) -> list[str]:
        raise wrong

    with pytest.raises(outgoing.Unnamed) as told:
        outgoing.Guarded((), time.monotonic() + 5, lookup).connect_tcp("a.example", 443)
    assert outgoing.problem_of(told.value) == "unnamed"


def test_a_connection_is_over_when_its_time_is(port: int) -> None:
    way = outgoing.Guarded(LOOPBACK, time.monotonic() - 1, lambda *_told: ["127.0.0.1"])
    stream = way.connect_tcp("a.example", port, 1)
    with pytest.raises(httpcore.ReadTimeout):
        stream.read(1)
    with pytest.raises(httpcore.WriteTimeout):
        stream.write(b"x")
    stream.close()
