"""Data folders the service user can enter (pytest's own tmp_path cannot be, under root)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from happiness_cloud.interfaces.engine import postgres


@contextmanager
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="happiness-engine-", dir="/tmp"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def empty() -> Iterator[Path]:
    """A folder nothing was started in."""
    with folder() as made:
        yield made


@pytest.fixture(scope="session")
def stopped() -> Iterator[Path]:
    with folder() as made:
        postgres.start(made, durable=False).stop()
        yield made


@pytest.fixture
def data(stopped: Path) -> Iterator[Path]:
    """A folder with a database that was started once and stopped."""
    with folder() as made:
        subprocess.run(["cp", "-a", f"{stopped}/.", made], check=True)
        yield made
