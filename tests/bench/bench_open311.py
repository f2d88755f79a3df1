"""What the addresses of Open311 take over HTTP, one reader at a time: lists, deep pages, one request, updates."""

from __future__ import annotations

import time
import urllib.request

from .figures import Figures, times
from .running import House

ASKED = {
    "requests": "requests.json",
    "requests, 100": "requests.json?page_size=100",
    "requests, page 20 of 100": "requests.json?page_size=100&page=20",
    "requests, closed": "requests.json?status=closed",
    "requests, one service": "requests.json?service_code=06010",
    "updates": "servicerequestupdates.json",
    "updates, 100": "servicerequestupdates.json?page_size=100",
    "updates, page 20 of 100": "servicerequestupdates.json?page_size=100&page=20",
    "services": "services.json",
}


def measure(house: House, rounds: int = 15) -> list[Figures]:
    """Every address `rounds` times, in turn so that a noisy moment hits all alike."""
    root = f"http://127.0.0.1:{house.port}/open311/v2"
    taken: dict[str, list[float]] = {name: [] for name in ASKED}
    sizes: dict[str, int] = {}
    for turn in range(rounds + 4):
        for name, path in ASKED.items():
            began = time.perf_counter()
            with urllib.request.urlopen(f"{root}/{path}") as answer:
                sizes[name] = len(answer.read())
            # The first four times every web process and thread is new to it.
            if turn >= 4:
                taken[name].append(time.perf_counter() - began)
    return [
        {"asked": name, "n": len(seconds), "kbytes": round(sizes[name] / 1024), **times(seconds)}
        for name, seconds in taken.items()
    ]
