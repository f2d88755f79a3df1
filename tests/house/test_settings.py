"""Settings come from the environment; what is missing stops the start and is named."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SHOW = "from django.conf import settings; print(settings.STORAGES['default'])"


def _start(**more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "happiness_cloud.settings"} | more
    return subprocess.run([sys.executable, "-c", SHOW], env=env, capture_output=True, text=True, timeout=60)


BUCKET = {"HAPPINESS_S3_BUCKET": "photos", "HAPPINESS_S3_KEY": "key", "HAPPINESS_S3_SECRET": "secret"}


def test_files_are_on_disk_unless_a_bucket_is_named() -> None:
    assert "FileSystemStorage" in _start().stdout
    told = _start(**BUCKET).stdout
    assert "happiness_cloud.files.storage.Bucket" in told
    assert "'bucket_name': 'photos'" in told


@pytest.mark.parametrize("missing", ["HAPPINESS_S3_KEY", "HAPPINESS_S3_SECRET", "DATABASE_URL"])
def test_what_is_missing_stops_the_start_with_its_name(missing: str) -> None:
    done = _start(**(BUCKET | {missing: ""}))
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr


def test_a_flag_that_is_none_is_named() -> None:
    done = _start(DATABASE_PREPARED="perhaps")
    assert done.returncode != 0
    assert "DATABASE_PREPARED is 'perhaps'" in done.stderr
