"""Files in a bucket: the same promises as on disk, against a real S3 server with signed requests (rclone)."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.test import override_settings

from happiness_cloud.files import actions, queries
from happiness_cloud.files.models import File
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Later, NotFound
from happiness_cloud.kernel.ids import token

from . import cast

pytestmark = pytest.mark.django_db
KEY, SECRET = "a-key-of-the-house", "a-secret-that-nobody-logs"


def _serve(port: int, root: Path) -> subprocess.Popen[bytes]:
    rclone = Path(sys.executable).with_name("rclone")
    words = ["serve", "s3", "--auth-key", f"{KEY},{SECRET}", "--addr", f"127.0.0.1:{port}", str(root)]
    # Next to no cache of its own: what is written is there for the next question. With none at all (0s) the
    # server looks at a folder that is being written to over and over, and answers nobody meanwhile.
    told = [
        str(rclone),
        *words,
        "--dir-cache-time",
        "1ms",
        "--vfs-cache-mode",
        "off",
        "--config",
        "/dev/null",
    ]
    running = subprocess.Popen(told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return running
        time.sleep(0.05)
    running.kill()
    raise AssertionError("the S3 server does not start")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A running server: its address, and the folder in which each folder is a bucket."""
    root = tmp_path_factory.mktemp("s3")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    running = _serve(port, root)
    yield f"http://127.0.0.1:{port}", root
    running.terminate()
    running.wait(10)


def _storages(endpoint: str, bucket: str, **other: str) -> dict[str, Any]:
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint,
        "region_name": "us-east-1",
        "access_key": KEY,
        "secret_key": SECRET,
        "addressing": "path",
    }
    return {
        "default": {"BACKEND": "happiness_cloud.files.storage.Bucket", "OPTIONS": options | other},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def bucket(store: tuple[str, Path], storage: Path) -> Iterator[Path]:
    """A new bucket as the storage of the house; the folder behind it."""
    folder = store[1] / f"photos-{token(8).lower()}"
    folder.mkdir()
    with override_settings(STORAGES=_storages(store[0], folder.name)):
        yield folder


def _kept(folder: Path) -> list[str]:
    return sorted(one.suffix for one in folder.rglob("*") if one.is_file())


def _link(file_id: int, size: str = "full") -> str:
    found = queries.link(cast.WORKER, file_id, size=size)
    return str(found).rstrip("/").rsplit("/", 1)[-1]


def test_a_photo_goes_into_the_bucket_and_comes_back_by_its_link(bucket: Path) -> None:
    added = cast.bring()
    assert _kept(bucket) == [".full", ".thumb"]
    assert not any(b"SECRETPHONE" in one.read_bytes() for one in bucket.rglob("*") if one.is_file())
    opened = queries.opened(cast.BEARER, _link(added.id))
    assert opened.stream is not None
    with opened.stream as stream:
        assert len(stream.read()) == opened.bytes_size > 0


def test_what_was_removed_leaves_the_bucket(bucket: Path) -> None:
    added = cast.bring()
    actions.remove(cast.WORKER, added.id, reason="图片有误")
    actions.sweep(cast.SWEEPER)
    assert _kept(bucket) == []
    assert File.objects.get(pk=added.id).key == ""


def test_leftovers_of_an_undone_deed_are_swept_and_nothing_else(bucket: Path) -> None:
    kept = cast.bring()
    with transaction.atomic():
        cast.bring()
        transaction.set_rollback(True)
    assert len(_kept(bucket)) == 4
    # The bucket has a clock of its own: the house looks again after the hour in which a deed may still commit.
    with clock.at(clock.now()):
        assert actions.sweep(cast.SWEEPER).leftovers == 0
    with clock.at(_written(bucket) + timedelta(hours=2)):
        days = (_written(bucket) - cast.MOMENT).days + 1
        assert actions.sweep(cast.SWEEPER, days=max(days, 1)).leftovers == 1
    assert len(_kept(bucket)) == 2
    assert File.objects.get(pk=kept.id).state == "kept"


def _written(bucket: Path) -> Any:
    return max(
        storages["default"].get_modified_time(str(one.relative_to(bucket))) for one in bucket.rglob("*.full")
    )


def test_a_photo_whose_bytes_are_gone_is_gone(bucket: Path) -> None:
    added = cast.bring()
    for one in bucket.rglob("*.full"):
        one.unlink()
    with pytest.raises(NotFound):
        queries.opened(cast.BEARER, _link(added.id))


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret_key": "another-secret"},
        {"access_key": "nobody"},
        {"bucket": "no-such-bucket"},
        {"endpoint_url": "http://127.0.0.1:9"},
    ],
)
def test_a_store_that_refuses_or_is_away_asks_for_patience_and_keeps_nothing(
    store: tuple[str, Path], bucket: Path, wrong: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    added = cast.bring()
    link = _link(added.id)
    told = _storages(store[0], **{"bucket": bucket.name} | wrong)
    with override_settings(STORAGES=told):
        with pytest.raises(Later) as refused:
            cast.bring()
        assert refused.value.code == "files.storage_away"
        if "bucket" not in wrong:
            with pytest.raises(Later):
                queries.opened(cast.BEARER, link)
    assert File.objects.count() == 1
    assert SECRET not in caplog.text
    assert "another-secret" not in caplog.text


def test_missing_names_are_told_as_the_disk_tells_them(bucket: Path) -> None:
    store = storages["default"]
    with pytest.raises(FileNotFoundError):
        store.open("2026/11/22/x/none.full")
    with pytest.raises(FileNotFoundError):
        store.get_modified_time("2026/11/22/x/none.full")
    assert store.listdir("2026/11/22") == ([], [])
    store.delete("2026/11/22/x/none.full")
    assert store.save("a/b.full", ContentFile(b"x")) == "a/b.full"
