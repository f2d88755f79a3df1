"""Another server beside the small place of `tests/cast.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from happiness_cloud.cases import wire

from .other_side import OtherSide, running


@pytest.fixture(autouse=True)
def _calls_end_soon(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """http to this machine is let through here, and nobody is waited for long."""
    settings.OUTGOING_HTTP, settings.OUTGOING_ALLOW = True, ()
    monkeypatch.setattr(wire, "READ_SECONDS", 1.0)
    monkeypatch.setattr(wire, "WHOLE_SECONDS", 2.0)


@pytest.fixture
def other() -> Iterator[OtherSide]:
    """The other side, running."""
    with running() as side:
        yield side
