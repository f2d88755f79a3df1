"""What a page takes over HTTP, one reader at a time, for three readers; queries are counted by `queries.py`."""

from __future__ import annotations

import time

from .asked import READERS, pages, seen_number
from .callers import Caller
from .figures import Figures, times
from .running import House


def measure(house: House, rounds: int = 30) -> list[Figures]:
    """Every page `rounds` times by every reader, in turn so that a noisy moment hits all alike."""
    words = house.sign_ins()
    told: list[Figures] = []
    for reader, name in READERS.items():
        caller = Caller(house.port).sign_in(name, words[name])
        wanted = pages(seen_number(caller.read("list", "/cases?order=newest&limit=20")))
        sizes: dict[str, int] = {}
        for page, path in wanted.items():
            for _ in range(4):  # every web process and thread once
                caller.page(page, path)
            sizes[page] = len(caller.body)
        caller.seconds.clear()
        until = time.monotonic() + 60
        for _ in range(rounds):
            for page, path in wanted.items():
                caller.page(page, path)
            if time.monotonic() > until:
                break
        for page in wanted:
            taken = [value for name, value in caller.seconds if name == page]
            told.append(
                {
                    "page": page,
                    "reader": reader,
                    "n": len(taken),
                    "kbytes": round(sizes[page] / 1024),
                    **times(taken),
                }
            )
    return told
