"""The pages of what is shown and kept, without a browser: who may open them, and what a refusal says."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from happiness_cloud.cases import actions
from happiness_cloud.cases.models import Evidence, Wording
from happiness_cloud.files import queries as files
from happiness_cloud.kernel.access import house
from tests.cases import moderators, story

Sits = Callable[[str], Client]


@pytest.fixture(autouse=True)
def storage(tmp_path: Path) -> Iterator[Path]:
    with moderators.stored(tmp_path / "files") as folder:
        yield folder


@pytest.fixture
def sits(stage: Any) -> Sits:
    """A browser in which somebody of the cast is signed in."""
    from django.contrib.auth import get_user_model

    cache.clear()

    def at(name: str) -> Client:
        account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
        client = Client(headers={"accept-language": "en"})
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return at


@pytest.fixture
def matter(stage: Any) -> tuple[str, int]:
    """Number and photo of a public matter."""
    file = moderators.photo(stage)
    return story.row(moderators.told(stage, file_ids=(file,))).number, file


def paths(number: str, file: int) -> list[str]:
    return [
        f"/cases/{number}/public/",
        f"/cases/{number}/photos/{file}/",
        f"/cases/{number}/photos/{file}/clear/",
        f"/cases/{number}/originals/1/",
        f"/cases/{number}/erasure/",
    ]


def test_the_pages_open_for_the_officer_and_for_nobody_without_the_right(
    sits: Sits, matter: tuple[str, int]
) -> None:
    for path in paths(*matter):
        assert sits("gao").get(path).status_code == 200, path
        for name in ("lin", "he", "sun"):
            assert sits(name).get(path).status_code in (403, 404), (name, path)
        assert Client().get(path).status_code == 302
    # Those who may only ask to erase see that page alone.
    assert [sits("zhou").get(path).status_code for path in paths(*matter)] == [403, 403, 403, 403, 200]
    assert "Hide, cover, erase" in sits("gao").get(f"/cases/{matter[0]}/").content.decode()
    assert "What the public sees" not in sits("lin").get(f"/cases/{matter[0]}/").content.decode()


def test_no_page_shows_a_number_in_clear(sits: Sits, matter: tuple[str, int]) -> None:
    for path in (f"/cases/{matter[0]}/", *paths(*matter)):
        page = sits("gao").get(path).content.decode()
        for secret in (moderators.PHONE, moderators.OTHER):
            assert secret not in page, path


def test_a_refusal_is_told_on_the_page_and_keeps_what_was_typed(sits: Sits, matter: tuple[str, int]) -> None:
    number, file = matter
    page = sits("gao").post(
        f"/cases/{number}/public/", {"do": "redact", "part": "text", "words": "没有的话", "reason": "因为"}
    )
    assert page.status_code == 422
    assert "Those words do not stand there" in page.content.decode()
    assert "没有的话" in page.content.decode()
    boxes = {"left": ["5"], "top": ["5"], "width": ["9999999"], "height": ["x"]}
    page = sits("gao").post(
        f"/cases/{number}/photos/{file}/", {"do": "cover_photo", "reason": "车牌", **boxes}
    )
    assert page.status_code == 422
    assert 'value="9999999"' in page.content.decode()


def test_a_page_read_before_somebody_else_acted_must_be_read_again(
    sits: Sits, stage: Any, matter: tuple[str, int]
) -> None:
    number, _file = matter
    actions.hide(moderators.moderator(stage), number, reason="因为")
    page = sits("gao").post(
        f"/cases/{number}/public/", {"do": "show_again", "reason": "可以", "version": "0"}
    )
    assert page.status_code == 409
    assert not story.row(int(Evidence.objects.get().case_id)).public


def test_unknown_deeds_photos_and_wordings_are_not_found(sits: Sits, matter: tuple[str, int]) -> None:
    number, file = matter
    officer = sits("gao")
    assert officer.post(f"/cases/{number}/public/", {"do": "erase", "reason": "x"}).status_code == 404
    assert officer.post(f"/cases/{number}/erasure/", {"do": "hide", "reason": "x"}).status_code == 404
    assert officer.post(f"/cases/{number}/photos/{file}/", {"do": "x"}).status_code == 404
    assert officer.get(f"/cases/{number}/photos/{file + 1}/").status_code == 404
    assert officer.get("/cases/HC-20200101-990106-000001/public/").status_code == 404
    look = {"purpose": "audit", "reason": "看"}
    assert officer.post(f"/cases/{number}/originals/999/", look).status_code in (404, 409)


def test_the_clear_photo_is_handed_over_once_and_not_kept(
    sits: Sits, stage: Any, matter: tuple[str, int]
) -> None:
    number, file = matter
    actions.cover_photo(
        moderators.moderator(stage), number, file_id=file, boxes=((0, 0, 50, 50),), reason="脸"
    )
    officer, path = sits("gao"), f"/cases/{number}/photos/{file}/clear/"
    assert officer.post(path, {"purpose": "audit", "reason": ""}).status_code == 422
    answer = officer.post(path, {"purpose": "audit", "reason": "核对"})
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store")
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert sits("wu").post(path, {"purpose": "audit", "reason": "核对"}).status_code == 403


def test_boxes_and_more_rows_work_without_scripts(sits: Sits, matter: tuple[str, int]) -> None:
    number, file = matter
    officer, path = sits("gao"), f"/cases/{number}/photos/{file}/"
    more = officer.post(path, {"do": "more", "left": "3", "top": "4", "width": "30", "height": "40"})
    assert more.content.decode().count("data-box>") == 9
    assert 'value="30"' in more.content.decode()
    told = {"left": ["3", ""], "top": ["4", ""], "width": ["30", ""], "height": ["40", ""]}
    assert officer.post(path, {"do": "cover_photo", "reason": "脸", **told}).status_code == 302
    assert files.links(house("test", "files.read"), [file])[0].boxes == ((3, 4, 30, 40),)


def test_suggestions_fill_the_rows_and_cover_nothing(
    sits: Sits, matter: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested: Any = importlib.import_module("happiness_cloud.files.queries.suggested")
    number, file = matter
    officer, path = sits("gao"), f"/cases/{number}/photos/{file}/"
    monkeypatch.setattr(suggested, "_looked", lambda held: [("face", 10, 20, 30, 40), ("plate", 5, 6, 7, 8)])
    page = officer.post(path, {"do": "suggest"}).content.decode()
    assert "1 that may be faces, 1 that may be plates" in page
    assert 'value="40"' in page
    assert files.links(house("test", "files.read"), [file])[0].boxes == ()
    monkeypatch.setattr(suggested.importlib.util, "find_spec", lambda name: None)
    assert officer.post(path, {"do": "suggest"}).status_code == 409
    without = officer.get(path).content.decode()
    assert 'value="suggest"' not in without
    assert "no library for it is installed here" in without


def test_the_wordings_page_offers_what_may_be_done(sits: Sits, stage: Any, matter: tuple[str, int]) -> None:
    number, _file = matter
    actions.redact(moderators.moderator(stage), number, part="text", words=(moderators.NAME,), reason="姓名")
    kept = Wording.objects.get()
    assert f"/originals/{kept.pk}/" in sits("gao").get(f"/cases/{number}/public/").content.decode()
    assert f"/originals/{kept.pk}/" not in sits("wu").get(f"/cases/{number}/public/").content.decode()
    page = sits("gao").post(f"/cases/{number}/originals/{kept.pk}/", {"purpose": "audit", "reason": "核对"})
    assert moderators.NAME in page.content.decode()


def test_a_caption_stands_under_the_photo_and_for_those_who_do_not_see_it(
    sits: Sits, matter: tuple[str, int]
) -> None:
    number, file = matter
    told = {"do": "caption_photo", "file": str(file), "caption": "东门的路灯"}
    assert sits("gao").post(f"/cases/{number}/public/", told).status_code == 302
    page = sits("lin").get(f"/cases/{number}/").content.decode()
    assert 'alt="东门的路灯"' in page
    assert "<figcaption>东门的路灯</figcaption>" in page


def test_a_photo_without_a_caption_does_not_repeat_the_heading_above_it(
    sits: Sits, matter: tuple[str, int]
) -> None:
    number, _file = matter
    page = sits("lin").get(f"/cases/{number}/").content.decode()
    photos = page.split('class="evidence"')[1].split("</section>")[0]
    assert "<figcaption>" not in photos
    assert photos.count("Before") == photos.count("<h3") + photos.count('alt="Before: photo ') == 2
