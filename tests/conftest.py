"""Fixtures for every test; the ground they stand on is laid in `tests/ground.py`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.ground import named


def _clone(template: str, name: str) -> None:
    with psycopg.connect(os.environ["HAPPINESS_TEST_ADMIN"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(name: str) -> None:
    with psycopg.connect(os.environ["HAPPINESS_TEST_ADMIN"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Point the default connection at another database of this worker."""
    from django.db import connections

    from happiness_cloud.institution import queries as institution
    from happiness_cloud.places import queries as places

    connection = connections["default"]
    before = connection.settings_dict["NAME"]

    def turn_to(there: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = there
        institution.forget()
        places.forget()

    turn_to(name)
    try:
        yield
    finally:
        turn_to(before)


@pytest.fixture(scope="session")
def blank(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database of this worker with nothing in it but its tables; a template for others."""
    from django.db import connections

    plain = connections["default"].settings_dict["NAME"]
    name = f"{plain}_blank"
    with django_db_blocker.unblock():
        connections["default"].close()
        _clone(plain, name)
    yield name
    _drop(name)


@pytest.fixture(scope="session")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database of this worker in which the small place and its cast are founded."""
    from django.db import connections

    from tests import cast

    plain = connections["default"].settings_dict["NAME"]
    name = f"{plain}_cast"
    with django_db_blocker.unblock():
        connections["default"].close()
        _clone(plain, name)
        with _connected_to(name):
            cast.found()
    yield name
    _drop(name)


@pytest.fixture
def stage(founded: str, django_db_blocker: Any) -> Iterator[Any]:
    """The small place and its cast; whatever a test does is rolled back."""
    from django.db import transaction

    from tests import cast

    with django_db_blocker.unblock(), _connected_to(founded), transaction.atomic():
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def committed(founded: str, django_db_blocker: Any) -> Iterator[Any]:
    """As `stage`, in a database of its own where everything is really committed: for threads and processes."""
    from tests import cast

    name = f"{founded}_own"
    _clone(founded, name)
    with django_db_blocker.unblock(), _connected_to(name):
        yield cast
    _drop(name)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object) -> Iterator[None]:
    """Make and migrate this worker's database as its owner; the tests connect as the application."""
    from django.core.management import call_command
    from django.db import connections

    settings = connections.databases["default"]
    name, admin = settings["NAME"], os.environ["HAPPINESS_TEST_ADMIN"]
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
    with psycopg.connect(named(admin, name), autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_roles WHERE rolname = 'happiness_app'").fetchone():
            for what in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
                server.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {what} TO happiness_app")
            server.execute("GRANT USAGE ON SCHEMA public TO happiness_app")
    own = urlsplit(named(admin, name))
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        was = {key: settings[key] for key in ("USER", "PASSWORD")}
        settings.update(USER=own.username or "", PASSWORD=own.password or "")
        call_command("migrate", verbosity=0, interactive=False)
        connections["default"].close()
        settings.update(was)
        connections["default"].settings_dict.update(was)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections["default"].close()
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
