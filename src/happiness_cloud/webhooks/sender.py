"""The sender of a worker: reads the book on, takes what is due, sends it, writes down how it went.

Its requests run on an event loop in a thread of its own, so that neither a slow receiver nor many of them hold up
the worker's other jobs. What it holds in memory can be lost at any moment: everything stands in the tables, and
what was taken and not settled is taken again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait

from django.db import Error, close_old_connections, connections

from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Later, NotNow
from happiness_cloud.ledger import queries as ledger

from . import actions, queries, rights
from .rules.verdicts import Try
from .wire import LANES, Wire

log = logging.getLogger("happiness_cloud.webhooks")
HOUSE = house("webhooks", rights.CARRY, "ledger.read")
# Receivers that are sent to at once by one worker.
MOST_AT_ONCE = 32
# How often the book is looked at while nothing is on its way, and how long results are gathered while something is.
LOOK_SECONDS = 1.0
GATHER_SECONDS = 0.2
SETTLED_PATIENCE = 1.0


class Sender:
    """Use as `with Sender() as sender`; then `step` again and again, or `drain` until nothing is left to do."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="webhooks-wire", daemon=True)
        self._under_way: dict[Future[list[Try]], tuple[int, str]] = {}
        self._wire: Wire | None = None

    def __enter__(self) -> Sender:
        self._thread.start()
        self._wire = asyncio.run_coroutine_threadsafe(_made(), self._loop).result()
        return self

    def __exit__(self, *_wrong: object) -> None:
        if self._wire is not None:
            for one in self._under_way:
                one.cancel()
            asyncio.run_coroutine_threadsafe(self._wire.close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def step(self) -> bool:
        """One turn: what has come back is written down, what is new is read, what is due sets out; whether anything moved."""
        moved = self._gather()
        moved = self._read_on() or moved
        return self._set_out() or moved

    def drain(self, seconds: float = 60.0) -> None:
        """Turn until nothing is under way, new or due, or the time is over."""
        ends = time.monotonic() + seconds
        while (self.step() or self._under_way) and time.monotonic() < ends:
            continue

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return bool(self._under_way)

    def _gather(self) -> bool:
        if not self._under_way:
            return False
        done, _ = wait(self._under_way, GATHER_SECONDS, return_when=FIRST_COMPLETED)
        for one in done:
            endpoint_id, until = self._under_way.pop(one)
            told = actions.settle(HOUSE, endpoint_id, tries=one.result(), until=until)
            if told.give_up:
                actions.give_up(HOUSE, endpoint_id, why=told.give_up)
        return bool(done)

    def _read_on(self) -> bool:
        try:
            end = ledger.settled(HOUSE, SETTLED_PATIENCE)
        except NotNow:
            # Somebody writes a long story; what he has begun must be told in its place.
            return False
        if not queries.behind(HOUSE, end):
            return False
        return bool(actions.spread(HOUSE, end=end).courses)

    def _set_out(self) -> bool:
        moved = False
        for endpoint_id in queries.ready(HOUSE)[: MOST_AT_ONCE - len(self._under_way)]:
            try:
                taken = actions.take(HOUSE, endpoint_id)
            except NotNow:
                # Another worker was faster.
                continue
            errands = queries.errands(HOUSE, taken.ids)
            if self._wire is None:
                raise RuntimeError("a sender is used inside `with`")
            going = self._wire.round(errands, 1 if taken.careful else LANES)
            self._under_way[asyncio.run_coroutine_threadsafe(going, self._loop)] = (endpoint_id, taken.until)
            moved = True
        return moved


async def _made() -> Wire:
    return Wire()


_lock = threading.Lock()
_running: list[threading.Thread] = []


def keep_going() -> None:
    """Start the sender of this process, unless it runs; it ends by itself when there is nobody to send to."""
    with _lock:
        if _running and _running[0].is_alive():
            return
        # Ends with the process: whatever it holds is taken up again.
        thread = threading.Thread(target=_run, name="webhooks-sender", daemon=True)
        _running[:] = [thread]
        thread.start()


def _run(until: Callable[[], bool] = lambda: False) -> None:
    try:
        with Sender() as sender:
            while not until() and (sender.busy or queries.anybody(HOUSE)):
                close_old_connections()
                if not sender.step() and not sender.busy:
                    time.sleep(LOOK_SECONDS)
    except (Error, Later):
        # The database is away: the job of the next minute begins anew.
        log.warning("the sender of webhooks lost its database")
    except Exception:
        log.exception("the sender of webhooks ended")
    finally:
        connections.close_all()
