"""Before the application: a few hands do the work, those who come wait in line, and a full line says when to come again.

A server that lets everybody wait answers nobody in time once more come than it can serve. Here the line is as long as
the hands can serve in about a second; who comes then is told 503 with Retry-After at once, which costs next to nothing.
The hands are few and always the same threads, since each keeps a connection to the database.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

Started = tuple[str, list[tuple[str, str]]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

HANDS = 2
# About a second's work of two hands.
LINE = 100
# Those who wait each hold a thread; some more must be free to tell others that the line is full.
THREADS = HANDS + LINE + 26
AGAIN_SECONDS = 2
_PROBLEM = json.dumps(
    {
        "type": "about:blank",
        "title": "Too many at once",
        "status": 503,
        "detail": "The house has more to do than it can at this moment. Come again in a moment. 现在访问的人太多，请稍候再试。",
        "code": "interfaces.too_many_at_once",
    },
    ensure_ascii=False,
).encode()
_PAGE = (
    "<!doctype html><html lang=zh-Hans><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    f"<meta http-equiv=refresh content={AGAIN_SECONDS}><title>请稍候 · One moment</title>"
    "<h1>现在访问的人太多</h1><p>请稍候，本页会自动重试。您填写的内容没有丢失，也可以返回再提交。</p>"
    "<p lang=en>Many people are here at once. This page tries again by itself; nothing you wrote was sent twice.</p>"
).encode()


@dataclass(slots=True)
class _Visit:
    """One request on its way through."""

    environ: dict[str, Any]
    done: threading.Lock = field(default_factory=threading.Lock)
    started: Started | None = None
    body: Iterable[bytes] = ()
    wrong: BaseException | None = None


class Gate:
    """A WSGI application in front of another one."""

    def __init__(self, application: Application, hands: int = HANDS, line: int = LINE) -> None:
        self.application, self.line = application, line
        self._waiting: SimpleQueue[_Visit] = SimpleQueue()
        for number in range(hands):
            threading.Thread(target=self._work, name=f"hand-{number}", daemon=True).start()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Wait in line and bring back what the hands made; or say at once that the line is full."""
        if self._waiting.qsize() >= self.line:
            return _full(environ, start_response)
        visit = _Visit(environ)
        visit.done.acquire()
        self._waiting.put(visit)
        visit.done.acquire()
        if visit.wrong is not None:
            raise visit.wrong
        if visit.started is not None:
            start_response(*visit.started)
        return visit.body

    def _work(self) -> None:
        while True:
            visit = self._waiting.get()
            try:
                self._serve(visit)
            except BaseException as wrong:
                visit.wrong = wrong
            finally:
                visit.done.release()

    def _serve(self, visit: _Visit) -> None:
        def begun(status: str, headers: list[tuple[str, str]], _failed: Any = None) -> None:
            visit.started = (status, headers)

        answer = self.application(visit.environ, begun)
        if getattr(answer, "streaming", False):
            # A long answer is read by whoever waits for it: the hand is free for the next one.
            visit.body = answer
            return
        try:
            visit.body = [b"".join(answer)]
        finally:
            # Here and not by the server: what a request leaves open belongs to this thread.
            close = getattr(answer, "close", None)
            if close is not None:
                close()


def _full(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    machine = str(environ.get("PATH_INFO", "")).startswith(("/api/", "/open311/"))
    body, kind = (_PROBLEM, "application/problem+json") if machine else (_PAGE, "text/html; charset=utf-8")
    heads = [("Content-Type", kind), ("Retry-After", str(AGAIN_SECONDS)), ("Content-Length", str(len(body)))]
    start_response("503 Service Unavailable", [*heads, ("Cache-Control", "no-store")])
    return [body]
