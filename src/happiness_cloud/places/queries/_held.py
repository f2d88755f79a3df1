"""What is kept in memory of the areas: one picture for each edition, shared by all threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from ..models import Edition

T = TypeVar("T")

# A change made by another process is seen at most this many seconds later.
LOOK_AGAIN = 1.0


def stamp() -> str:
    """The edition of the areas as it stands in the database; "" before the first."""
    row = Edition.objects.filter(pk=1).values_list("number", "mark").first()
    return f"{row[0]}-{row[1]}" if row else ""


class _Looked:
    """The edition last seen and when; a thread that finds another one looking goes on with what is known."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[str, float] | None = None

    def edition(self) -> str:
        """The edition, at most `LOOK_AGAIN` seconds old."""
        known = self._known
        if known is not None and time.monotonic() - known[1] < LOOK_AGAIN:
            return known[0]
        if not self._lock.acquire(blocking=known is None):
            return known[0] if known is not None else stamp()
        try:
            began = time.monotonic()
            found = stamp()
            self._known = (found, began)
            return found
        finally:
            self._lock.release()

    def forget(self) -> None:
        self._known = None


class Held(Generic[T]):
    """Something built from the areas, kept until the edition changes; built by one thread at a time."""

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._kept: tuple[str, T] | None = None

    def get(self) -> T:
        """The picture of the present edition."""
        now = _looked.edition()
        kept = self._kept
        if kept is not None and kept[0] == now:
            return kept[1]
        with self._lock:
            kept = self._kept
            if kept is None or kept[0] != now:
                # The edition was read first: rows newer than it are read again, never rows older kept.
                kept = (now, self._build())
                self._kept = kept
            return kept[1]


_looked = _Looked()


def seen() -> str:
    """The edition, at most a second old."""
    return _looked.edition()


def forget() -> None:
    """Look at the edition again at the next question."""
    _looked.forget()
