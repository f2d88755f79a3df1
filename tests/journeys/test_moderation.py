"""What the public sees, covered by keyboard and by pointer; erased by two hands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from . import walks
from .browser import overflow

Seated = Callable[..., Page]
Axe = Callable[[Page], None]
Cast = Callable[[str], Any]


def reported(text: str) -> tuple[int, str]:
    """A public matter with one photo; its key and number."""
    from tests.cast import GRID, HERE, actor

    from happiness_cloud.cases import actions
    from happiness_cloud.cases.models import Case
    from happiness_cloud.files import actions as files

    added = files.add(actor("zhou"), area=GRID, data=walks.picture("#d8c27a"), name="门口.jpg")
    told = actions.report(
        actor("chen"), text=text, lon=HERE[0], lat=HERE[1], category="06010", file_ids=(added.id,)
    )
    assert Case.objects.get(pk=told.id).public
    return told.id, told.number


def reason(form: Any, words: str = "照片里有车牌") -> None:
    form.locator("[name=reason]").fill(words)


def test_a_box_drawn_by_numbers_covers_the_photo_that_everybody_sees(
    signed_in: Seated, inside: None, axe: Axe, open_page: Callable[..., Page]
) -> None:
    _id, number = reported("垃圾桶旁边堆满建筑垃圾")
    page = signed_in("supervisor", scripts=False)
    page.goto(f"/cases/{number}/")
    page.get_by_role("link", name="隐藏、遮盖、删除").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("公众能看到什么")
    page.get_by_role("link", name="遮盖局部").click()
    for side, value in (("左", "16"), ("上", "16"), ("宽", "64"), ("高", "48")):
        page.get_by_label(f"方框 1，{side}").fill(value)
    form = page.locator("form", has=page.locator("[value=cover_photo]"))
    reason(form)
    form.locator("[value=cover_photo]").click()
    expect(page.locator("#flashes .tone-green")).to_be_visible()
    expect(page.get_by_label("方框 1，宽")).to_have_value("64")

    page.goto(f"/cases/{number}/public/")
    page.locator(".photo-rows summary").click() if page.locator(".photo-rows summary").count() else None
    form = page.locator("form", has=page.locator("[value=show_photo]"))
    reason(form, "可公开")
    form.locator("[value=show_photo]").click()
    expect(page.locator("#flashes .tone-green")).to_be_visible()

    neighbour = open_page()
    neighbour.goto("/report/")
    neighbour.locator("[name=text]").fill("垃圾桶旁边有建筑垃圾")
    neighbour.locator("main form button.primary").click()
    neighbour.goto("/report/where/?lon=114.305&lat=30.605")
    from tests.cast import HERE, actor

    from happiness_cloud.cases import queries
    from happiness_cloud.files import queries as files
    from happiness_cloud.kernel.access import house

    asked = queries.Asked(text="垃圾桶旁边有建筑垃圾", lon=HERE[0], lat=HERE[1])
    shown = next(one for one in queries.likely_public(actor("chen"), asked) if one.number == number)
    linked = files.links(house("test", "files.read"), shown.photos)[0]
    answer = neighbour.request.get(linked.full)
    assert answer.ok
    import io

    from PIL import Image

    seen = Image.open(io.BytesIO(answer.body())).convert("RGB")
    assert max(seen.getpixel((40, 40))) < 60  # type: ignore[type-var]


def test_a_box_drawn_with_the_pointer_stands_in_the_numbers(
    signed_in: Seated, inside: None, axe: Axe
) -> None:
    _id, number = reported("楼道里堆放杂物")
    from happiness_cloud.cases.models import Evidence

    file = Evidence.objects.get(case__number=number).file_id
    page = signed_in("supervisor")
    page.goto(f"/cases/{number}/photos/{file}/")
    axe(page)
    stage = page.locator(".boxes-stage svg").bounding_box()
    assert stage
    page.mouse.move(stage["x"] + stage["width"] * 0.25, stage["y"] + stage["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.5, stage["y"] + stage["height"] * 0.5)
    page.mouse.up()
    width = int(page.get_by_label("方框 1，宽").input_value())
    whole = float(page.locator(".boxes-stage svg").get_attribute("viewBox").split()[2])  # type: ignore[union-attr]
    assert abs(width - whole / 4) <= 3
    expect(page.locator(".boxes-stage rect")).to_have_count(1)
    # A form that says nothing why keeps the numbers and says what is missing.
    page.locator("form [value=cover_photo]").click()
    expect(page.locator(".errors")).to_be_visible()
    expect(page.get_by_label("方框 1，宽")).to_have_value(str(width))


def test_words_are_covered_and_the_page_reads_well_everywhere(
    signed_in: Seated, inside: None, axe: Axe
) -> None:
    _id, number = reported("我叫陈桂兰，电话19900000072，另一个一三八零零零零零零零零，垃圾没人清")
    for width, language, theme in ((1280, "zh-CN", "light"), (390, "zh-CN", "dark"), (390, "en", "light")):
        page = signed_in("privacy", width=width, language=language, theme=theme)
        for path in (f"/cases/{number}/", f"/cases/{number}/public/", f"/cases/{number}/erasure/"):
            page.goto(path)
            axe(page)
            assert not overflow(page), (path, width)
    page = signed_in("privacy")
    page.goto(f"/cases/{number}/public/")
    text = page.locator("article.part").first
    expect(text.locator("[name=spans]")).to_have_count(3)
    assert "19900000072" not in page.content()
    form = text.locator("form", has=page.locator("[value=redact]"))
    reason(form, "写了姓名电话")
    form.locator("[value=redact]").click()
    expect(page.locator("article.part .words").first).to_have_text(re.compile("我叫■■■，电话■■■，另一个■■■"))
    expect(page.get_by_text("加密封存中")).to_be_visible()
    page.get_by_role("link", name="查看原文").click()
    page.locator("[name=purpose]").select_option("audit")
    page.locator("[name=reason]").fill("核对")
    page.locator("main form button.primary").click()
    expect(page.locator(".words")).to_contain_text("陈桂兰")
    axe(page)


def test_one_asks_another_erases_and_the_page_says_what_is_left(
    signed_in: Seated, inside: None, axe: Axe, cast: Cast
) -> None:
    from happiness_cloud.cases import actions

    case_id, number = reported("翡翠苑门口有人丢弃家具")
    actions.void(cast("supervisor"), case_id, reason="误报")
    page = signed_in("supervisor")
    page.goto(f"/cases/{number}/erasure/")
    page.get_by_label("个人撤回同意").check()
    form = page.locator("form", has=page.locator("[value=ask_erasure]"))
    reason(form, "本人要求")
    form.locator("[value=ask_erasure]").click()
    expect(page.get_by_text("已申请，等待第二人办理")).to_be_visible()
    expect(page.locator("[value=erase]")).to_have_count(0)

    officer = signed_in("privacy", width=390)
    officer.goto(f"/cases/{number}/erasure/")
    axe(officer)
    form = officer.locator("form", has=officer.locator("[value=erase]"))
    reason(form, "已核实")
    form.locator("[value=erase]").click()
    expect(officer.get_by_text("此事项已删除。")).to_be_visible()
    officer.goto(f"/cases/{number}/")
    expect(officer.get_by_text("翡翠苑")).to_have_count(0)
    axe(officer)


def test_the_resident_is_told_that_a_text_holds_a_number_before_it_is_sent(page: Page, axe: Axe) -> None:
    page.goto("/report/?area=/990106/001/001/001/")
    page.locator("[name=text]").fill("我叫陈桂兰，电话13800000000，路灯坏了")
    page.locator("main form button.primary").click()
    page.goto("/report/check/")
    expect(page.locator("#telling")).to_contain_text("手机号")
    axe(page)
