"""What an answer of a receiver means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# The answer is about this one delivery, not about the receiver: others go on meanwhile.
_OF_ONE = frozenset({400, 409, 413, 415, 422})
GONE = 410


def is_yes(status: int) -> bool:
    """Whether the receiver took it."""
    return 200 <= status < 300


def problem_of(status: int) -> str:
    """Why a status is not a yes: a word of the terms; "" for a yes."""
    if is_yes(status):
        return ""
    if status == GONE:
        return "gone"
    return "redirected" if 300 <= status < 400 else "answered"


def ends_round(status: int, problem: str) -> bool:
    """Whether this failure says that the receiver as a whole is not well: nothing more is sent for a while."""
    return bool(problem) and status not in _OF_ONE and problem != "lost"


@dataclass(frozen=True, slots=True)
class Try:
    """How one try went. `problem` is "" for a yes; `asked` is what Retry-After asked for, in seconds."""

    delivery_id: int
    tries: int
    at: datetime
    status: int
    problem: str
    answer: str
    ms: int
    asked: float = 0.0
