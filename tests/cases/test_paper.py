"""Matters on paper: what a case file and a work order say, and to whom."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image

from happiness_cloud.cases import actions, queries
from happiness_cloud.cases.sheets import paper as sheet
from happiness_cloud.facade import paper as paper_room
from happiness_cloud.files import actions as files
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid, NotFound
from happiness_cloud.ledger.models import Entry
from happiness_cloud.ledger.shredding import opened

from . import story
from .everybody import SQUAD

NAME, PHONE = "陈桂兰", "19900000072"


@pytest.fixture
def sits(stage: Any) -> Callable[..., Client]:
    """A browser in which somebody of the cast is signed in."""
    from django.contrib.auth import get_user_model

    cache.clear()

    def at(name: str, language: str = "zh-hans") -> Client:
        account = get_user_model().objects.get(username=stage.PEOPLE[name][0])
        client = Client(headers={"accept-language": language})
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return at


@pytest.fixture
def told(stage: Any) -> int:
    """A matter with a contact, a number in its words, and a photo."""
    caller = actions.Caller(name=NAME, phone=PHONE)
    photo = io.BytesIO()
    Image.new("RGB", (1600, 1200), "#7a8").save(photo, "JPEG")
    taken = files.add(house("tests", "files.add"), area=stage.GRID, data=photo.getvalue(), name="灯.jpg").id
    case_id = story.report(
        stage, text=f"路灯坏了，电话{PHONE} *#panic()*", caller=caller, file_ids=(taken,)
    ).id
    actions.register(stage.actor("zhou"), case_id, category=story.LITTER, note=f"已致电{PHONE}")
    actions.confirm(stage.actor("lin"), case_id)
    actions.file(stage.actor("wu"), case_id)
    actions.dispatch(stage.actor("zhao"), case_id, lead=SQUAD, reason="明确由该队负责")
    actions.sign(stage.actor("sun"), case_id)
    return int(case_id)


def read(answer: Any) -> tuple[pypdf.PdfReader, str]:
    body = answer.content if hasattr(answer, "content") else answer
    paper = pypdf.PdfReader(io.BytesIO(body))
    return paper, "".join(re.sub(r"\s+", "", page.extract_text()) for page in paper.pages)


def test_a_case_file_is_a_tagged_paper_with_number_district_and_pages(
    stage: Any, told: int, sits: Any
) -> None:
    number = story.row(told).number
    answer = sits("sun").post(f"/cases/{number}/print/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    paper, words = read(answer)
    # What somebody wrote is set as it stands and never read as markup.
    for said in (
        number,
        "云湖区",
        "路灯坏了",
        "*#panic()*",
        "签收",
        "第1页",
        "梧桐社区",
        "孙建军",
        "市政二队",
    ):
        assert said in words, said
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("zh")
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert all("NotoSansSC" in str(font) for page in paper.pages for font in _fonts(page))
    local = story.row(told).reported_at.astimezone(timezone.get_current_timezone())
    assert f"{local:%Y-%m-%d%H:%M}" in words


def _fonts(page: Any) -> list[Any]:
    held = page["/Resources"].get("/Font", {})
    return [held[name]["/BaseFont"] for name in held]


def test_the_paper_speaks_the_readers_language(stage: Any, told: int, sits: Any) -> None:
    _paper, words = read(sits("sun", "en").post(f"/cases/{story.row(told).number}/print/"))
    assert "Whathappened" in words
    assert "Page1of" in words
    _paper, words = read(sits("sun", "en").post(f"/cases/{story.row(told).number}/order.pdf"))
    assert "MunicipalWorksTeam2" in words


@pytest.mark.parametrize("name", ["sun", "zhao", "qian", "lin"])
def test_no_paper_carries_a_name_or_a_number_that_the_page_would_hide(
    stage: Any, told: int, sits: Any, name: str
) -> None:
    number = story.row(told).number
    for way in ("print/", "order.pdf"):
        _paper, words = read(sits(name).post(f"/cases/{number}/{way}"))
        assert "199****" in words
        assert PHONE not in words
        assert NAME not in words
    steps = Entry.objects.filter(verb="cases.print_out")
    assert [one.facts for one in steps.order_by("id")] == [
        {"paper": "case_file", "unmasked": False},
        {"paper": "work_order", "unmasked": False},
    ]
    assert not Entry.objects.filter(verb="cases.contacts").exists()


def test_a_contact_comes_onto_paper_only_for_a_purpose_and_with_a_reason(
    stage: Any, told: int, sits: Any
) -> None:
    number = story.row(told).number
    asked = {"unmasked": "on", "purpose": "case-handling", "reason": ""}
    assert sits("sun").post(f"/cases/{number}/print/", asked).status_code == 422
    assert not Entry.objects.filter(verb__in=("cases.contacts", "cases.print_out")).exists()
    _paper, words = read(sits("sun").post(f"/cases/{number}/print/", asked | {"reason": "现场核对"}))
    assert NAME in words
    assert PHONE in words
    look = Entry.objects.get(verb="cases.contacts")
    assert (look.purpose, opened([look.reason])) == ("case-handling", ["现场核对"])
    assert Entry.objects.get(verb="cases.print_out").facts == {"paper": "case_file", "unmasked": True}


def test_who_may_not_see_a_contact_prints_it_masked_whatever_is_asked(
    stage: Any, told: int, sits: Any
) -> None:
    number = story.row(told).number
    asked = {"unmasked": "on", "purpose": "case-handling", "reason": "看看"}
    page = sits("zhao").get(f"/cases/{number}/print/").content.decode()
    assert 'name="unmasked"' not in page
    _paper, words = read(sits("zhao").post(f"/cases/{number}/print/", asked))
    assert PHONE not in words
    assert NAME not in words


def test_outsiders_and_visitors_print_nothing(stage: Any, told: int, sits: Any) -> None:
    number = story.row(told).number
    for way in ("print/", "order.pdf"):
        assert sits("he").post(f"/cases/{number}/{way}").status_code == 404
        assert Client().post(f"/cases/{number}/{way}").status_code == 302
    assert sits("he").post("/cases/orders.pdf", {"ids": [told]}).status_code == 404
    with pytest.raises(NotFound):
        actions.print_out(stage.actor("he"), told, kind="case_file")
    with pytest.raises(Invalid):
        actions.print_out(stage.actor("sun"), told, kind="poster")
    assert not Entry.objects.filter(verb="cases.print_out").exists()


def test_a_work_order_is_one_page_with_a_code_that_leads_to_the_matter(
    stage: Any, told: int, sits: Any
) -> None:
    row = story.row(told)
    row.text = "很长的说明。" * 320
    row.why = [{"code": "chosen", "unit": SQUAD, "directory": SQUAD, "reason": "理由" * 300}] * 4
    row.save()
    paper, words = read(sits("sun").post(f"/cases/{row.number}/order.pdf"))
    assert len(paper.pages) == 1
    for said in (row.number, "办结时限", "完成日期、签名", "接单人"):
        assert said in words, said
    link = f"{settings.PUBLIC_URL}/cases/{row.number}/"
    told_by_code = sheet.work_orders("", queries.work_orders(stage.actor("sun"), [told]))[0]["orders"][0]
    assert link in told_by_code["qr_alt"]


def test_many_work_orders_are_one_paper_and_at_most_fifty(stage: Any, told: int, sits: Any) -> None:
    more = [story.handling(stage) for _ in range(2)]
    theirs = story.report(stage, lon=stage.THERE[0], lat=stage.THERE[1]).id
    paper, words = read(sits("sun").post("/cases/orders.pdf", {"ids": [told, *more, theirs]}))
    assert len(paper.pages) == 3
    assert story.row(theirs).number not in words
    assert Entry.objects.filter(verb="cases.print_out").count() == 3
    assert sits("sun").post("/cases/orders.pdf", {"ids": list(range(1, 53))}).status_code == 422
    assert sits("sun").post("/cases/orders.pdf", {"ids": ["x", "9" * 40]}).status_code == 422


def test_a_long_story_stays_under_sixty_pages_and_says_what_is_left_out(
    stage: Any, told: int, sits: Any
) -> None:
    for n in range(45):
        actions.note(stage.actor("sun"), told, text=f"第{n}次：" + "行\n" * 400 + "说明" * 1300)
    paper, words = read(sits("sun").post(f"/cases/{story.row(told).number}/print/"))
    assert len(paper.pages) <= 60
    assert "更早的" in words
    assert "第44次" in words


def test_signs_that_the_font_lacks_are_told_otherwise_and_never_stop_the_press(
    stage: Any, told: int, sits: Any
) -> None:
    row = story.row(told)
    row.text = "张\U00020bb7家漏水😀，在䶮山路\u200d\u202e ☐ ก้ \u00a0 ⚠️ \ue000"
    row.title = "😀"
    row.save()
    for way in ("print/", "order.pdf"):
        answer = sits("sun").post(f"/cases/{row.number}/{way}")
        assert answer.status_code == 200
        _paper, words = read(answer)
        assert "张〔U+20BB7〕家漏水□，在䶮山路" in words


def test_a_damaged_picture_does_not_stop_the_press(stage: Any, told: int, sits: Any) -> None:
    from django.core.files.storage import default_storage

    from happiness_cloud.files.models import File

    kept = File.objects.latest("id")
    with default_storage.open(f"{kept.key}.full", "wb") as photo:
        photo.write(b"\xff\xd8 broken")
    assert sits("sun").post(f"/cases/{story.row(told).number}/print/").status_code == 200
    default_storage.delete(f"{kept.key}.full")
    paper, _words = read(sits("sun").post(f"/cases/{story.row(told).number}/print/"))
    assert len(paper.pages) >= 1


def test_a_press_that_fails_is_told_in_a_sentence(
    stage: Any, told: int, sits: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    number = story.row(told).number
    monkeypatch.setattr(paper_room, "FONTS", tmp_path)
    monkeypatch.setattr(paper_room, "MOST_SECONDS", 0.01)
    answer = sits("sun").post(f"/cases/{number}/order.pdf")
    assert answer.status_code == 503
    assert "打印失败" in answer.content.decode()
    monkeypatch.setattr(paper_room, "WAIT_SECONDS", 0.01)
    with paper_room._press:
        assert "正在打印" in sits("sun").post(f"/cases/{number}/order.pdf").content.decode()


def test_the_press_leaves_nothing_behind_and_knows_no_secret(
    stage: Any, told: int, sits: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    known: list[dict[str, str]] = []
    run = paper_room.subprocess.run

    def watched(*args: Any, **told: Any) -> Any:
        known.append(told["env"])
        return run(*args, **told)

    monkeypatch.setattr(paper_room.subprocess, "run", watched)
    assert sits("sun").post(f"/cases/{story.row(told).number}/print/").status_code == 200
    assert list(tmp_path.iterdir()) == []
    assert set(known[0]) <= {"PATH", "PYTHONPATH", "LANG"}
