"""The levels a matter can be handed between, lowest first."""

from __future__ import annotations

LEVELS = ("community", "subdistrict", "district")


def above(level: str) -> str:
    """The next higher level, "" at the top."""
    at = LEVELS.index(level) + 1
    return LEVELS[at] if at < len(LEVELS) else ""


def below(level: str) -> str:
    """The next lower level, "" at the bottom."""
    at = LEVELS.index(level) - 1
    return LEVELS[at] if at >= 0 else ""
