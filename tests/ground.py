"""The ground of all tests: one real PostgreSQL for the run, one migrated database a worker.

`DATABASE_URL` set: that server is used (its role must be allowed to create databases). Otherwise the
embedded database is started in a folder of its own and stopped at the end.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "happiness_cloud.settings")
os.environ.setdefault("HAPPINESS_SECRET_KEY", "tests-only-secret")
os.environ.setdefault("HAPPINESS_FIELD_SECRETS", "tests-only-field-secret")
os.environ.setdefault("HAPPINESS_LINK_SECRET", "tests-only-link-secret")
os.environ.setdefault("HAPPINESS_DEBUG", "1")
# Tests change databases under one connection; a pool would keep the old one.

_started: list[object] = []


def named(url: str, name: str) -> str:
    parts = urlsplit(url)
    # Left as it was: urlunsplit drops the empty host of a socket address.
    return f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")


def _prepare() -> None:
    """Start the database before Django reads its settings; workers inherit the address."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if "HAPPINESS_TEST_ADMIN" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="happiness-tests-"))
        folder.chmod(0o755)
        os.environ["HAPPINESS_TEST_FOLDER"] = str(folder)
        if os.environ.get("DATABASE_URL"):
            admin = app = os.environ["DATABASE_URL"]
        else:
            from happiness_cloud.interfaces.engine import postgres

            running = postgres.start(folder / "database", durable=False)
            _started.append(running)
            admin, app = running.admin_url, running.app_url
        os.environ["HAPPINESS_TEST_ADMIN"] = admin
        os.environ["HAPPINESS_TEST_APP"] = app
    name = f"test_{os.getpid()}_{worker or 'main'}"
    os.environ["DATABASE_URL"] = named(os.environ["HAPPINESS_TEST_APP"], name)
    os.environ["HAPPINESS_DATA"] = str(Path(os.environ["HAPPINESS_TEST_FOLDER"]) / name)
    Path(os.environ["HAPPINESS_DATA"]).mkdir(exist_ok=True)


_prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    for running in _started:
        running.stop()
    if _started:
        shutil.rmtree(os.environ["HAPPINESS_TEST_FOLDER"], ignore_errors=True)
