"""Work in processes of its own, beside the one that writes: for what Python alone takes long over."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import connection

MOST = 16
Work = TypeVar("Work")
Done = TypeVar("Done")

_task: Callable[[Any], Any]
_not_ours: list[Any] = []


def abreast(do: Callable[[Work], Done], works: Iterable[Work], hands: int | None = None) -> Iterator[Done]:
    """What `do` makes of each piece, in their order; several at once where there are processors for it.

    `do` must not use the database. A single piece, or a system that cannot fork, is worked on right here.
    """
    hands = min(_processors() if hands is None else hands, MOST)
    coming = iter(works)
    head = list(islice(coming, 2))
    if len(head) < 2 or hands < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(do, chain(head, coming))
        return
    # Forked, not started afresh: the rules this transaction sees are nowhere but in this process.
    begun = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(hands, begun, initializer=_begin, initargs=(do,)) as pool:
        waiting: deque[Future[Done]] = deque()
        for work in chain(head, coming):
            waiting.append(pool.submit(_done, work))
            if len(waiting) > hands + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _begin(task: Callable[[Any], Any]) -> None:
    global _task
    _task = task
    # The parent ends its hands; Ctrl-C in the terminal reaches all of them at once.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is there stays; what a piece leaves behind is looked through once, after it.
    gc.freeze()
    gc.disable()
    # The connection belongs to the parent. It is kept, since a connection that nobody holds says goodbye
    # to the server on the parent's line.
    _not_ours.append(connection.connection)
    connection.connection = None


def _done(work: Any) -> Any:
    done = _task(work)
    gc.collect()
    return done
