"""Draws that come out the same on every machine.

Only `Random.random()` is promised to repeat over Python versions, and only + - * / and the square root
are rounded alike by every processor: so every draw is built on the first, and the whole package keeps
away from sin, exp, gauss, `hash()` and the order of sets.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of draws named by a seed and the part it serves."""

    __slots__ = ("unit",)

    def __init__(self, seed: int, *part: object) -> None:
        self.unit: Callable[[], float] = random.Random("/".join(map(str, (seed, *part)))).random

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`, all alike."""
        return items[int(self.unit() * len(items))]

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.unit() * (high - low + 1))

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """The items in a new order."""
        out = list(items)
        for last in range(len(out) - 1, 0, -1):
            other = int(self.unit() * (last + 1))
            out[last], out[other] = out[other], out[last]
        return out


class Wheel:
    """Items drawn by weight: `wheel.at(unit)` for a unit draw in [0, 1)."""

    __slots__ = ("items", "marks")

    def __init__(self, items: Sequence[T], weights: Sequence[int]) -> None:
        self.items: Sequence = items
        total = sum(weights)
        self.marks = [mark / total for mark in accumulate(weights)]
        self.marks[-1] = 2.0

    def at(self, unit: float):  # type: ignore[no-untyped-def]
        """The item whose share of the wheel holds `unit`."""
        return self.items[bisect(self.marks, unit)]
