"""What happened to places, for higher rooms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AreaRedrawn:
    """An area has a new border from `at` (ISO 8601) on; what was placed before keeps its old version."""

    path: str
    version: int
    at: str
