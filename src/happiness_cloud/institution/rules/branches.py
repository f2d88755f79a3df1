"""Patterns over category codes and area paths, and which of two patterns says more.

A category pattern is a code (`06010`: that one), a prefix with a star (`06*`) or "" (any). An area is a
materialised path (`/990106/001/`); as a pattern it means itself and everything below, "" means any.
"""

from __future__ import annotations

from functools import lru_cache

EXACT = 1000


@lru_cache(maxsize=8192)
def category_keys(code: str) -> tuple[str, ...]:
    """Every pattern that covers the category `code`, most specific first."""
    return (code, *(code[:size] + "*" for size in range(len(code), 0, -1)), "") if code else ("",)


def wider_keys(pattern: str) -> tuple[str, ...]:
    """Every pattern that covers all that `pattern` covers, itself first."""
    return category_keys(pattern[:-1])[1:] if pattern.endswith("*") else category_keys(pattern)


@lru_cache(maxsize=32_768)
def area_keys(path: str) -> tuple[str, ...]:
    """Every pattern that covers the area `path`, most specific first."""
    parts = [part for part in path.split("/") if part]
    return (*("/" + "/".join(parts[:depth]) + "/" for depth in range(len(parts), 0, -1)), "")


def category_rank(pattern: str) -> int:
    """How much a category pattern says: `EXACT`, the length of a prefix, or 0 for any."""
    if not pattern:
        return 0
    return len(pattern) - 1 if pattern.endswith("*") else EXACT


def area_rank(pattern: str) -> int:
    """How much an area pattern says: its depth, 0 for any."""
    return max(pattern.count("/") - 1, 0)


def category_covers(pattern: str, code: str) -> bool:
    """Whether `pattern` covers the category `code`."""
    return code.startswith(pattern[:-1]) if pattern.endswith("*") else pattern in ("", code)
