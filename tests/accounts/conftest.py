"""Pages of this room with a middleware of its own, and whatever the outbox holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

PLACE = "happiness_cloud.interfaces.actor_middleware.ActorMiddleware"


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["tests.accounts.cast.QuickHasher"]
    settings.ROOT_URLCONF = "tests.accounts.addresses"
    settings.MIDDLEWARE = [
        "tests.accounts.cast.Seats" if one == PLACE else one for one in settings.MIDDLEWARE
    ]


@pytest.fixture
def browser() -> Client:
    """A browser that reads English."""
    return Client(
        headers={"Accept-Language": "en", "User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120"}
    )
