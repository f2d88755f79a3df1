"""Taking in a photo or document."""

from __future__ import annotations

import errno
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from happiness_cloud.files import actions
from happiness_cloud.files.models import File
from happiness_cloud.files.rules.limits import MEGABYTE
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.errors import Denied, Invalid, Later
from happiness_cloud.ledger.models import Entry

from . import cast

pytestmark = pytest.mark.django_db


def test_a_photo_is_kept_clean_and_tells_its_place_and_time(storage: Path) -> None:
    added = cast.bring()
    assert (added.kind, added.media_type, added.width, added.height) == ("picture", "image/jpeg", 640, 480)
    assert added.taken_at == "2026-11-22T01:30:00+00:00"
    assert (added.lon, added.lat) == pytest.approx((114.305, 30.5925))
    kept = cast.on_disk(storage)
    assert [one.suffix for one in kept] == [".full", ".thumb"]
    for one in kept:
        assert not Image.open(one).getexif()
        assert b"SECRETPHONE" not in one.read_bytes()
        assert one.stat().st_mode & 0o777 == 0o600


def test_a_document_is_kept_as_it_is(storage: Path) -> None:
    added = cast.bring(cast.PDF, "通知.pdf")
    assert (added.kind, added.media_type, added.name, added.width) == (
        "document",
        "application/pdf",
        "通知.pdf",
        None,
    )
    assert [one.read_bytes() for one in cast.on_disk(storage)] == [cast.PDF]


def test_old_chinese_text_is_kept_as_utf8(storage: Path) -> None:
    cast.bring("路灯坏了".encode("gb18030"), "a.txt")
    assert cast.on_disk(storage)[0].read_text("utf-8") == "路灯坏了"


def test_an_upload_is_read_as_a_stream() -> None:
    upload = SimpleUploadedFile("IMG_1.HEIC", cast.photo(), content_type="image/heic")
    added = actions.add(cast.WORKER, area=cast.COMMUNITY, data=upload, name=upload.name)
    assert added.name == "IMG_1.jpg"


def test_the_book_says_who_added_what_but_no_name_and_no_place() -> None:
    added = cast.bring(name="张三 13800138000.jpg")
    entry = Entry.objects.get(verb="files.add")
    assert (entry.subject_id, entry.area_path, entry.actor_id) == (str(added.id), cast.COMMUNITY, "staff:lin")
    assert set(entry.facts) == {"kind", "media_type", "bytes"}
    assert entry.changes == {}


def test_an_outsider_adds_nothing(storage: Path) -> None:
    with pytest.raises(Denied):
        actions.add(cast.OUTSIDER, area=cast.COMMUNITY, data=cast.photo(), name="a.jpg")
    assert not File.objects.exists()
    assert cast.on_disk(storage) == []


@pytest.mark.parametrize("area", ["", "990106", "/990106", "../"])
def test_an_area_that_is_none_is_refused(area: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.add(cast.WORKER, area=area, data=cast.photo(), name="a.jpg")
    assert refused.value.code == "files.bad_area"


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bomb", bytes(8 * MEGABYTE))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_zip(), "files.archive_bomb"),
        (b"<svg onload='x()'/>", "files.not_allowed"),
        (cast.photo()[:900], "files.broken_picture"),
        (bytes(21 * MEGABYTE), "files.too_large"),
        (cast.photo() + bytes(15 * MEGABYTE), "files.too_large"),
        (b"", "files.empty"),
    ],
    ids=["zip bomb", "svg", "truncated", "21 MB", "photo of 15 MB", "empty"],
)
def test_what_calls_itself_jpg_and_is_none_is_refused_and_nothing_stays(
    data: bytes, code: str, storage: Path
) -> None:
    with pytest.raises(Invalid) as refused:
        cast.bring(data, "photo.jpg")
    assert refused.value.code == code
    assert not File.objects.exists()
    assert not Entry.objects.exists()
    assert cast.on_disk(storage) == []


def test_a_stream_is_not_read_beyond_the_limit() -> None:
    class Endless:
        asked = 0

        def read(self, size: int, /) -> bytes:
            self.asked += size
            return bytes(size)

    endless = Endless()
    with pytest.raises(Invalid) as refused:
        actions.add(cast.WORKER, area=cast.COMMUNITY, data=endless, name="a.jpg")
    assert (refused.value.status, endless.asked) == (413, 20 * MEGABYTE + 1)


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "files.no_space"), (errno.EIO, "files.storage_away")]
)
def test_a_full_disk_asks_for_patience_and_nothing_stays(
    number: int, code: str, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_save = FileSystemStorage.save

    def save(self: object, name: str, content: object, **more: object) -> str:
        if name.endswith(".thumb"):
            raise OSError(number, "the disk")
        return true_save(self, name, content, **more)

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.save", save)
    with pytest.raises(Later) as refused:
        cast.bring()
    assert refused.value.code == code
    assert refused.value.facts["seconds"] > 0
    assert not File.objects.exists()
    assert not Entry.objects.exists()
    assert cast.on_disk(storage) == []


def test_a_row_that_cannot_be_written_takes_its_bytes_along(
    storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**columns: object) -> None:
        raise RuntimeError("the table")

    monkeypatch.setattr(File.objects, "create", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        cast.bring()
    assert cast.on_disk(storage) == []


def test_a_repeated_key_adds_one_file_only(storage: Path) -> None:
    first = cast.bring(key="k-1")
    assert cast.bring(key="k-1") == first
    assert File.objects.count() == 1
    assert len(cast.on_disk(storage)) == 2


def test_a_key_used_for_other_bytes_of_the_same_name_is_refused() -> None:
    def upload(data: bytes) -> actions.Added:
        file = SimpleUploadedFile("a.jpg", data)
        return actions.add(cast.WORKER, area=cast.COMMUNITY, data=file, name="a.jpg", key="k-1")

    upload(cast.photo())
    with pytest.raises(Invalid) as refused:
        upload(cast.photo(320, 240))
    assert refused.value.code == "ledger.key_reused"


def test_a_photo_from_the_future_has_no_time() -> None:
    with clock.at(cast.MOMENT - timedelta(days=400)):
        assert cast.bring().taken_at is None
