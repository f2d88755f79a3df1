"""Boxes burnt into a photo: nothing of what lay beneath is left, in no size, behind no link."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from happiness_cloud.files import actions, pages, queries
from happiness_cloud.files.models import File
from happiness_cloud.files.rules import pictures
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Grant, house, with_grants
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.ledger.models import Entry

from . import cast

pytestmark = [pytest.mark.django_db, pytest.mark.urls("happiness_cloud.files.pages")]
MODERATOR = with_grants(
    cast.WORKER,
    *(Grant(right, cast.COMMUNITY) for right in ("files.cover", "files.uncover", "files.original")),
)
BOX = (100, 40, 60, 50)
_Captured = DjangoCaptureOnCommitCallbacks


def _bring() -> int:
    return int(cast.bring(cast.photo(400, 300)).id)


def _shown(address: str) -> Image.Image:
    answer = pages.serve(RequestFactory().get(address), token=address.strip("/").split("/")[-1])
    return Image.open(io.BytesIO(b"".join(answer.streaming_content))).convert("RGB")  # type: ignore[attr-defined]


def _cover(file: int, captured: _Captured, *boxes: pictures.Box, keep_days: int = 30) -> actions.Covered:
    with captured(execute=True):
        done: actions.Covered = actions.cover(
            MODERATOR, file, boxes=boxes or (BOX,), keep_days=keep_days, reason="车牌"
        )
    return done


def _near(pixel: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(pixel, wanted, strict=True))


def test_every_size_is_made_anew_and_only_the_box_is_dark(
    storage: Path, django_capture_on_commit_callbacks: _Captured
) -> None:
    file = _bring()
    assert _cover(file, django_capture_on_commit_callbacks).boxes == 1
    linked = queries.links(cast.READER, [file])[0]
    assert linked.boxes == (BOX,)
    for address in (linked.full, linked.thumb):
        shown = _shown(address)
        assert shown.size == (400, 300)
        # The outermost pixels take a little colour from outside, never the other way round.
        for x in range(BOX[0] + 2, BOX[0] + BOX[2] - 2):
            for y in range(BOX[1] + 2, BOX[1] + BOX[3] - 2):
                assert _near(shown.getpixel((x, y)), pictures.COVER), (x, y)  # type: ignore[arg-type]
        assert _near(shown.getpixel((10, 10)), (254, 0, 0))  # type: ignore[arg-type]
    # The clear picture lies there sealed and in no other form.
    lying = cast.on_disk(storage)
    assert sorted(one.suffix for one in lying) == [".full", ".sealed", ".thumb"]
    assert not any(one.read_bytes()[:3] == b"\xff\xd8\xff" for one in lying if one.suffix == ".sealed")


def test_links_to_the_clear_picture_open_nothing_from_that_moment(
    django_capture_on_commit_callbacks: _Captured,
) -> None:
    file = _bring()
    clear = queries.links(cast.READER, [file])[0]
    assert _shown(clear.full)
    _cover(file, django_capture_on_commit_callbacks)
    for address in (clear.full, clear.thumb):
        with pytest.raises(NotFound):
            _shown(address)
    covered = queries.links(cast.READER, [file])[0]
    assert covered.full != clear.full
    assert _shown(covered.full)


def test_boxes_given_later_replace_the_first_while_the_clear_one_is_kept(
    django_capture_on_commit_callbacks: _Captured,
) -> None:
    file = _bring()
    _cover(file, django_capture_on_commit_callbacks)
    _cover(file, django_capture_on_commit_callbacks, (300, 200, 20, 20))
    shown = _shown(queries.link(cast.READER, file))
    assert _near(shown.getpixel((120, 60)), (254, 0, 0))  # type: ignore[arg-type]
    assert _near(shown.getpixel((310, 210)), pictures.COVER)  # type: ignore[arg-type]
    assert File.objects.get(pk=file).boxes == [[300, 200, 20, 20]]


def test_without_a_clear_one_boxes_only_add_up_and_nothing_brings_it_back(
    storage: Path, django_capture_on_commit_callbacks: _Captured
) -> None:
    file = _bring()
    _cover(file, django_capture_on_commit_callbacks, keep_days=0)
    assert {one.suffix for one in cast.on_disk(storage)} == {".full", ".thumb"}
    _cover(file, django_capture_on_commit_callbacks, (300, 200, 20, 20), keep_days=0)
    shown = _shown(queries.link(cast.READER, file))
    assert _near(shown.getpixel((120, 60)), pictures.COVER)  # type: ignore[arg-type]
    assert len(File.objects.get(pk=file).boxes) == 2
    with pytest.raises(NotNow) as gone:
        actions.uncover(MODERATOR, file)
    assert gone.value.code == "files.no_original"


def test_the_clear_picture_can_be_put_back_while_it_is_kept(
    storage: Path, django_capture_on_commit_callbacks: _Captured
) -> None:
    file = _bring()
    before = default_storage.open(f"{File.objects.get(pk=file).key}.full").read()
    _cover(file, django_capture_on_commit_callbacks)
    assert queries.original(MODERATOR, file) == before
    with django_capture_on_commit_callbacks(execute=True):
        actions.uncover(MODERATOR, file, reason="不是车牌")
    assert _near(_shown(queries.link(cast.READER, file)).getpixel((120, 60)), (254, 0, 0))  # type: ignore[arg-type]
    assert sorted(one.suffix for one in cast.on_disk(storage)) == [".full", ".thumb"]
    with pytest.raises(NotNow):
        queries.original(MODERATOR, file)


def test_after_its_time_the_clear_picture_is_destroyed(
    storage: Path, django_capture_on_commit_callbacks: _Captured
) -> None:
    file = _bring()
    _cover(file, django_capture_on_commit_callbacks, keep_days=2)
    sweeper = house("sweeper", "files.sweep")
    actions.sweep(sweeper)
    assert File.objects.get(pk=file).original_sealed
    with clock.at(cast.MOMENT + timedelta(days=2)):
        with pytest.raises(NotNow):
            queries.original(MODERATOR, file)
        actions.sweep(sweeper)
        row = File.objects.get(pk=file)
        assert (row.original_key, row.original_sealed, row.original_until) == ("", "", None)
        assert {one.suffix for one in cast.on_disk(storage)} == {".full", ".thumb"}
        with pytest.raises(NotNow):
            actions.uncover(MODERATOR, file)


def test_a_removed_picture_takes_its_clear_one_along(
    storage: Path, django_capture_on_commit_callbacks: _Captured
) -> None:
    file = _bring()
    _cover(file, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(MODERATOR, file, reason="要求删除")
    assert cast.on_disk(storage) == []
    assert File.objects.get(pk=file).original_sealed == ""


def test_a_removal_that_the_storage_refused_is_finished_by_the_sweep(
    storage: Path, django_capture_on_commit_callbacks: _Captured
) -> None:
    file = _bring()
    _cover(file, django_capture_on_commit_callbacks)
    # Not committed in this test: as if the storage had refused.
    actions.remove(MODERATOR, file, reason="要求删除")
    assert len(cast.on_disk(storage)) == 3
    actions.sweep(house("sweeper", "files.sweep"))
    assert cast.on_disk(storage) == []
    row = File.objects.get(pk=file)
    assert (row.key, row.original_key) == ("", "")


def test_a_covering_that_is_not_committed_leaves_the_clear_one_and_leftovers_for_the_sweep(
    storage: Path,
) -> None:
    file = _bring()
    key = File.objects.get(pk=file).key
    actions.cover(MODERATOR, file, boxes=(BOX,), keep_days=3)
    assert f"{key.rsplit('/', 1)[1]}.full" in {one.name for one in cast.on_disk(storage)}


@pytest.mark.parametrize(
    "boxes",
    [
        (),
        ((0, 0, 0, 5),),
        ((0, 0, 5, -1),),
        ((-1, 0, 5, 5),),
        ((400, 0, 5, 5),),
        ((0, 300, 5, 5),),
        (BOX, (10**9, 1, 1, 1)),
        tuple((one, 0, 1, 1) for one in range(41)),
    ],
)
def test_boxes_that_are_none_are_refused_and_nothing_changes(
    storage: Path, boxes: tuple[pictures.Box, ...]
) -> None:
    file = _bring()
    before = [one.read_bytes() for one in cast.on_disk(storage)]
    with pytest.raises(Invalid) as no:
        actions.cover(MODERATOR, file, boxes=boxes, keep_days=3)
    assert no.value.facts["field"] == "boxes"
    assert [one.read_bytes() for one in cast.on_disk(storage)] == before
    assert File.objects.get(pk=file).variant == 0


def test_documents_and_removed_files_cannot_be_covered() -> None:
    text = int(cast.bring("说明".encode(), name="说明.txt").id)
    with pytest.raises(Invalid) as no:
        actions.cover(MODERATOR, text, boxes=(BOX,), keep_days=3)
    assert no.value.code == "files.no_picture"
    file = _bring()
    actions.remove(MODERATOR, file, reason="错")
    for verb, more in (("cover", {"boxes": (BOX,), "keep_days": 3}), ("uncover", {})):
        with pytest.raises(NotNow):
            getattr(actions, verb)(MODERATOR, file, **more)


def test_the_right_is_asked_for_and_outsiders_find_nothing() -> None:
    file = _bring()
    with pytest.raises(Denied):
        actions.cover(cast.READER, file, boxes=(BOX,), keep_days=3)
    stranger = house("stranger")
    for call in (lambda: actions.cover(stranger, file, boxes=(BOX,), keep_days=3),):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(Denied):
        queries.original(cast.READER, file)
    elsewhere = with_grants(stranger, Grant("files.original", "/990106/009/"))
    with pytest.raises(NotFound):
        queries.original(elsewhere, file)


def test_the_book_says_how_many_boxes_and_keeps_no_key(django_capture_on_commit_callbacks: _Captured) -> None:
    file = _bring()
    _cover(file, django_capture_on_commit_callbacks)
    row, entry = File.objects.get(pk=file), Entry.objects.get(verb="files.cover")
    assert entry.facts == {"boxes": 1}
    for secret in (row.key, row.original_key, row.original_sealed):
        assert secret not in str(entry.changes)
    assert "车牌" not in entry.reason


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 199), st.integers(0, 149), st.integers(1, 300), st.integers(1, 300)),
        min_size=1,
        max_size=5,
    )
)
def test_nothing_inside_any_box_is_left(boxes: list[pictures.Box]) -> None:
    full, thumb = pictures.covered(_NOISE, boxes)
    for held in (full, thumb):
        shown = Image.open(io.BytesIO(held)).convert("RGB")
        for left, top, width, height in boxes:
            part = shown.crop((left, top, min(left + width, 200), min(top + height, 150)))
            assert all(low > 0 and high < 45 for low, high in part.getextrema())  # type: ignore[misc]


def _noise() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((200, 150), 120).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


_NOISE = _noise()
