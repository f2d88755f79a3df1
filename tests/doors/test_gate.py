"""The line before the application: short enough that everybody is answered in time, or told when to come again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from happiness_cloud.interfaces.gate import Gate

Told = tuple[str, dict[str, str], bytes]


def visit(gate: Gate, path: str = "/") -> Told:
    told: list[Any] = []
    body = b"".join(gate({"PATH_INFO": path}, lambda status, heads: told.append((status, dict(heads)))))
    return (*told[0], body)


class Answer:
    """What a framework gives back: read once, closed once, by whom is written down."""

    def __init__(self, parts: Callable[[], Iterator[bytes]], streaming: bool = False) -> None:
        self.parts, self.streaming = parts, streaming
        self.read_by = self.closed_by = ""

    def __iter__(self) -> Iterator[bytes]:
        self.read_by = threading.current_thread().name
        return self.parts()

    def close(self) -> None:
        self.closed_by = threading.current_thread().name


def says(answer: Answer, status: str = "200 OK") -> Callable[..., Any]:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Answer:
        start_response(status, [("X-Path", environ["PATH_INFO"])])
        return answer

    return application


def test_an_answer_comes_back_as_it_was_made_and_is_closed_by_the_hand_that_made_it() -> None:
    answer = Answer(lambda: iter((b"one ", b"two")))
    assert visit(Gate(says(answer), hands=1), "/there/") == ("200 OK", {"X-Path": "/there/"}, b"one two")
    assert (answer.read_by, answer.closed_by) == ("hand-0", "hand-0")


def test_a_long_answer_is_read_by_whoever_waits_for_it() -> None:
    answer = Answer(lambda: iter((b"row\n",) * 3), streaming=True)
    assert visit(Gate(says(answer), hands=1))[2] == b"row\n" * 3
    assert answer.read_by == threading.current_thread().name


def test_whatever_many_come_the_same_few_hands_do_the_work() -> None:
    hands: set[str] = set()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        hands.add(threading.current_thread().name)
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    gate = Gate(application, hands=2)
    with ThreadPoolExecutor(20) as many:
        paths = [f"/{number}/" for number in range(200)]
        assert [told[2].decode() for told in many.map(lambda path: visit(gate, path), paths)] == paths
    assert hands <= {"hand-0", "hand-1"}


def test_a_full_line_is_told_at_once_when_to_come_again_and_those_in_it_are_served() -> None:
    busy, go_on = threading.Semaphore(0), threading.Event()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        busy.release()
        go_on.wait(20)
        start_response("200 OK", [])
        return [b"served"]

    gate = Gate(application, hands=1, line=3)
    with ThreadPoolExecutor(4) as waiting:
        served = [waiting.submit(visit, gate)]
        assert busy.acquire(timeout=20)
        served += [waiting.submit(visit, gate) for _ in range(3)]
        while gate._waiting.qsize() < 3:
            go_on.wait(0.005)
        for path, kind in (
            ("/api/v1/cases", "application/problem+json"),
            ("/report/", "text/html; charset=utf-8"),
        ):
            status, heads, body = visit(gate, path)
            assert (status, heads["Retry-After"], heads["Content-Type"]) == (
                "503 Service Unavailable",
                "2",
                kind,
            )
            assert int(heads["Content-Length"]) == len(body)
        problem = json.loads(visit(gate, "/open311/v2/requests.json")[2])
        assert (problem["status"], problem["code"]) == (503, "interfaces.too_many_at_once")
        assert not any(one.done() for one in served)
        go_on.set()
        assert [one.result(20)[2] for one in served] == [b"served"] * 4
    assert visit(gate)[0] == "200 OK"


def test_a_failure_reaches_the_server_and_the_hand_goes_on() -> None:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/bad/":
            raise LookupError("no")
        start_response("200 OK", [])
        return [b"fine"]

    gate = Gate(application, hands=1)
    with pytest.raises(LookupError):
        visit(gate, "/bad/")
    assert visit(gate)[2] == b"fine"
