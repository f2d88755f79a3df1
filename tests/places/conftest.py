from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from happiness_cloud.places import queries
from tests.ground import named


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    """What another test's areas left in memory is looked at again."""
    queries.forget()
    yield
    queries.forget()


@pytest.fixture
def really_committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For threads that must see each other's work: nothing is rolled back, the owner sweeps up afterwards."""
    with django_db_blocker.unblock():
        yield
        name = connection.settings_dict["NAME"]
        connection.close()
    with psycopg.connect(named(os.environ["HAPPINESS_TEST_ADMIN"], name), autocommit=True) as owner:
        # The book refuses deletion to everybody; only so may a test leave no trace.
        owner.execute("SET session_replication_role = replica")
        for table in ("ledger_entry", "places_dwelling", "places_building", "places_area", "places_edition"):
            owner.execute(f"DELETE FROM {table}")
