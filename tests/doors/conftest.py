"""The ground of the API's tests, laid once for each module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from happiness_cloud.institution import queries as institution
from happiness_cloud.places import queries as places

from .cast import lay_the_ground


@pytest.fixture(autouse=True)
def _fresh_pace() -> None:
    """Nobody has posted yet."""
    cache.clear()


@pytest.fixture(scope="module")
def _ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A small town with its rules, taken away at the end of the module; each test stands in a savepoint."""
    institution.forget()
    places.forget()
    with django_db_blocker.unblock(), transaction.atomic():
        lay_the_ground()
        yield
        transaction.set_rollback(True)
    institution.forget()
    places.forget()


@pytest.fixture
def town(_ground: None, db: None) -> None:
    """The small town."""
