"""A storage of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from happiness_cloud.kernel import clock

from . import cast


@pytest.fixture(autouse=True)
def storage(tmp_path: Path) -> Iterator[Path]:
    """An empty folder as storage, and a clock that stands still."""
    folder = tmp_path / "files"
    default = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "file_permissions_mode": 0o600},
    }
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={"default": default, "staticfiles": static}), clock.at(cast.MOMENT):
        yield folder
