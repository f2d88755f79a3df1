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


def test_networks_for_webhooks_are_networks_and_loopback_is_closed_unless_said() -> None:
    show = "from django.conf import settings; print(settings.OUTGOING_HTTP, settings.OUTGOING_ALLOW)"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "happiness_cloud.settings", "HAPPINESS_DEBUG": "0"}

    def start(**more: str) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-c", show]
        return subprocess.run(call, env=env | more, capture_output=True, text=True, timeout=60)

    assert start().stdout.strip() == "False ()"
    assert start(HAPPINESS_OUTGOING_ALLOW="10.20.0.0/16, fd12::/16").stdout.strip() == (
        "False ('10.20.0.0/16', 'fd12::/16')"
    )
    assert "127.0.0.0/8" in start(HAPPINESS_OUTGOING_HTTP="1").stdout
    wrong = start(HAPPINESS_OUTGOING_ALLOW="10.20.0.1/16")
    assert wrong.returncode != 0
    assert "HAPPINESS_OUTGOING_ALLOW holds '10.20.0.1/16'" in wrong.stderr
