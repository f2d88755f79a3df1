"""The small place of `tests/cast.py`, spoken to over Open311."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_pace() -> None:
    """Nobody has posted yet."""
    cache.clear()
