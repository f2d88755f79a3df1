"""Receivers, and a sender that is turned by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from happiness_cloud.webhooks.sender import Sender

from .receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on the loopback that says yes."""
    with receiving() as one:
        yield one


@pytest.fixture
def send(stage: Any) -> Iterator[Callable[[], None]]:
    """Send everything that is due, in this thread and this transaction."""
    with Sender() as sender:
        yield sender.drain
