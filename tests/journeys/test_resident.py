"""A resident with a phone: report, follow, rate, open again; with and without scripts, and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.asking import publish
from tests.cast import GRID, NEXT_GRID

from . import walks
from .browser import overflow

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
NUMBER = re.compile(r"HC-\d{8}-990106-\d{6}")


def photo(name: str = "gate.jpg") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": walks.picture()}


def told_what(page: Page, words: str = "小区东门路灯不亮") -> None:
    page.goto("/")
    page.locator("a.tile.primary").click()
    page.locator("#id_text").fill(words)


def onward(page: Page) -> None:
    page.locator("button.primary").click()


def test_a_report_with_scripts_goes_from_photo_and_pin_to_a_number(page: Page, axe: Axe, site: str) -> None:
    told_what(page)
    chips = page.locator("#kinds .chip")
    expect(chips.first).to_be_visible()
    assert chips.count() <= 5, "at most four kinds and 'something else'"
    axe(page)
    chips.filter(has_text="路灯不亮").first.click()
    page.locator("#id_photos").set_input_files([photo("a.jpg"), photo("b.jpg")])
    expect(page.locator(".previews figure")).to_have_count(2)
    onward(page)
    page.wait_for_url("**/report/where/")
    spot = page.locator("[data-map].live")
    expect(spot.locator("path.area").first).to_be_attached()
    axe(page)
    spot.click(position={"x": 180, "y": 140})
    assert page.locator("[name=lon]").input_value()
    page.locator("#id_address").fill("东门岗亭旁")
    onward(page)
    if "/where/" in page.url:
        # The tap fell close to a border, and the page asks for the side.
        page.locator("[name=side]").first.check()
        onward(page)
    page.wait_for_url("**/report/check/")
    expect(page.locator("main")).to_contain_text("小区东门路灯不亮")
    expect(page.locator(".summary img")).to_have_count(2)
    assert page.locator("[name=category]:checked").get_attribute("value") == walks.LIGHT
    axe(page)
    page.locator("#id_phone").fill("138 0000 1234")
    onward(page)
    page.wait_for_url("**/report/done/")
    number = page.locator(".ticket").inner_text()
    assert NUMBER.fullmatch(number)
    axe(page)
    expect(page.locator("svg.qr")).to_be_visible()
    page.get_by_role("link", name=re.compile("查看进展|Follow it")).click()
    page.wait_for_url("**/t/**")
    expect(page.locator(".steps [aria-current=step]")).to_be_visible()
    axe(page)


def test_a_report_without_scripts_takes_three_pages(open_page: Opened) -> None:
    page = open_page(scripts=False)
    told_what(page, "楼下垃圾没人收")
    page.locator("#id_photos").set_input_files([photo()])
    onward(page)
    page.wait_for_url("**/report/where/")
    page.locator("#id_area").select_option("/990106/001/002/")
    page.locator("#id_address").fill("3 号楼北面")
    onward(page)
    page.wait_for_url("**/report/check/")
    assert page.locator("[name=category]").count() >= 2, "kinds are offered here when scripts are off"
    onward(page)
    page.wait_for_url("**/report/done/")
    assert NUMBER.fullmatch(page.locator(".ticket").inner_text())
    assert page.locator("#link").input_value().startswith("http")


def test_a_report_by_keyboard_alone(page: Page) -> None:
    page.goto("/")

    def walk_to(selector: str, most: int = 60) -> None:
        for _step in range(most):
            if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab")

    walk_to("a.tile.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/")
    walk_to("#id_text")
    page.keyboard.type("树倒了，挡住了路")
    walk_to("button.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/where/")
    walk_to("#id_address")
    page.keyboard.type("梧桐路 8 号")
    walk_to("#id_area")
    page.keyboard.press("ArrowDown")
    walk_to("button.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/check/")
    walk_to("#id_phone")
    # Enter in a field sends the form; it must not be taken for one of the "change" buttons.
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/done/")
    assert NUMBER.fullmatch(page.locator(".ticket").inner_text())


def test_nothing_typed_is_lost_on_the_way_back_or_after_an_error(page: Page) -> None:
    told_what(page, "下水道冒水")
    page.locator("#id_photos").set_input_files([photo()])
    onward(page)
    page.wait_for_url("**/report/where/")
    onward(page)
    expect(page.locator("[data-errors]")).to_be_focused()
    page.locator("#id_area").select_option("/990106/001/001/")
    page.locator("#id_address").fill("后门")
    onward(page)
    page.locator("#id_phone").fill("12")
    page.locator("#id_name").fill("老王")
    onward(page)
    expect(page.locator("#id_phone_error")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("老王")
    page.locator("[name=change][value=what]").click()
    page.wait_for_url("**/report/")
    expect(page.locator("#id_text")).to_have_value("下水道冒水")
    expect(page.locator(".kept li")).to_have_count(1)
    onward(page)
    onward(page)
    page.wait_for_url("**/report/check/")
    expect(page.locator("#id_name")).to_have_value("老王")


def test_a_scanned_sign_answers_where(page: Page) -> None:
    page.goto("/g/990106001001001/")
    page.wait_for_url("**/report/**")
    page.locator("#id_text").fill("单元门坏了")
    onward(page)
    page.wait_for_url("**/report/where/")
    expect(page.locator(".note")).to_contain_text("第一网格")
    onward(page)
    page.wait_for_url("**/report/check/")
    expect(page.locator(".summary")).to_contain_text("第一网格")


def test_close_to_a_border_the_side_is_asked(page: Page, inside: None, axe: Axe) -> None:
    from happiness_cloud.cases.models import Case

    # Five metres west of the line between the first two grids.
    lon, lat = 114.30995, 30.605
    told_what(page, "电线垂下来了")
    onward(page)
    page.wait_for_url("**/report/where/")
    page.evaluate(
        "([lon, lat]) => { document.querySelector('[name=lon]').value = lon;"
        " document.querySelector('[name=lat]').value = lat; }",
        [str(lon), str(lat)],
    )
    onward(page)
    sides = page.locator("[name=side]")
    expect(sides.first).to_be_visible()
    assert sides.count() >= 2
    axe(page)
    sides.nth(1).check()
    onward(page)
    page.wait_for_url("**/report/check/")
    expect(page.locator(".summary")).to_contain_text("第二网格")
    onward(page)
    page.wait_for_url("**/report/done/")
    made = Case.objects.get(number=page.locator(".ticket").inner_text())
    assert set(made.place_note["border"]) == {GRID, NEXT_GRID}


@pytest.mark.parametrize("size", ["", "larger"])
def test_at_320_pixels_nothing_scrolls_sideways(
    open_page: Opened, cast: Callable[[str], Any], size: str
) -> None:
    case_id, _number, way = walks.reported()
    walks.walked(cast, case_id, "to_check")
    page = open_page(width=320, size=size)
    for address in ("/", "/report/", "/nearby/", "/t/", "/help/", way):
        page.goto(address)
        assert overflow(page) <= 0, address
    page.goto("/report/")
    page.locator("#id_text").fill("小区东门路灯不亮")
    onward(page)
    page.wait_for_url("**/report/where/")
    assert overflow(page) <= 0
    page.locator("#id_area").select_option("/990106/001/001/")
    onward(page)
    page.wait_for_url("**/report/check/")
    assert overflow(page) <= 0
    onward(page)
    page.wait_for_url("**/report/done/")
    assert overflow(page) <= 0


def test_the_reporter_rates_says_it_is_not_solved_and_it_goes_on(
    page: Page, cast: Callable[[str], Any], axe: Axe
) -> None:
    from happiness_cloud.cases.models import Case

    case_id, _number, way = walks.reported()
    assert walks.walked(cast, case_id, "closed") == "closed"
    page.goto(way)
    expect(page.locator(".strip.pair img")).to_have_count(2)
    axe(page)
    page.locator("#rate [name=solved][value=no]").check()
    page.locator("#rate [name=stars][value='2']").check()
    page.locator("#rate button").click()
    expect(page.locator("#reopen form")).to_be_visible()
    axe(page)
    page.locator("#reopen textarea").fill("昨晚又不亮了")
    page.locator("#reopen form button").click()
    expect(page.locator(".timeline")).to_contain_text("昨晚又不亮了")
    assert Case.objects.get(pk=case_id).state == "to_dispatch"
    assert page.locator("#rate").count() == 0


def test_a_question_of_the_desk_is_answered_on_the_page(
    open_page: Opened, cast: Callable[[str], Any], axe: Axe
) -> None:
    from happiness_cloud.cases import actions
    from happiness_cloud.cases.models import Case, Evidence

    case_id, _number, way = walks.reported()
    actions.ask(cast("intake"), case_id, text="请问是第几根灯杆？")
    page = open_page(scripts=False)
    page.goto(way)
    expect(page.locator("#reply")).to_contain_text("第几根灯杆")
    page.locator("#reply textarea").fill("从东门数第二根")
    page.locator("#reply [name=photos]").set_input_files([photo("pole.jpg")])
    page.locator("#reply button").click()
    expect(page.locator(".timeline")).to_contain_text("从东门数第二根")
    assert Case.objects.get(pk=case_id).state == "registered"
    assert Evidence.objects.filter(case_id=case_id).count() == 2


def test_whoever_waits_can_ask_to_hurry_once_for_each_press(page: Page, inside: None) -> None:
    from happiness_cloud.cases.models import Case

    case_id, _number, way = walks.reported()
    page.goto(way)
    page.locator("#urge summary").click()
    page.locator("#urge textarea").fill("晚上很危险")
    page.locator("#urge form button").click()
    expect(page.locator(".timeline")).to_contain_text("晚上很危险")
    assert Case.objects.get(pk=case_id).urged == 1


def test_an_outsider_with_a_wrong_token_finds_no_page(page: Page, inside: None, axe: Axe) -> None:
    _id, number, _way = walks.reported()
    for address in (f"/t/{number}/{'a' * 24}/", "/t/HC-20200101-990106-999999/aaaa/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        assert "东门" not in page.content()
    axe(page)


def test_the_lost_link_is_found_by_number_and_phone(page: Page, inside: None, axe: Axe) -> None:
    _id, number, way = walks.reported()
    page.goto("/t/")
    axe(page)
    page.locator("#id_number").fill(number.lower())
    page.locator("#id_phone").fill("13900009999")
    onward(page)
    wrong = page.locator("[data-errors]").inner_text()
    page.locator("#id_number").fill("HC-20200101-990106-999999")
    page.locator("#id_phone").fill(walks.PHONE)
    onward(page)
    assert page.locator("[data-errors]").inner_text() == wrong
    page.locator("#id_number").fill(number)
    onward(page)
    page.wait_for_url(f"**{way}")


def test_the_public_list_shows_what_was_agreed_to_and_no_words(page: Page, inside: None, axe: Axe) -> None:
    walks.reported("电话 13900008888 的人要求的公开事项", public=True)
    walks.reported("不公开的私事", public=False)
    page.goto("/nearby/")
    expect(page.locator(".list")).to_contain_text("路灯不亮")
    assert "13900008888" not in page.content()
    assert "私事" not in page.content()
    expect(page.locator("[data-map].live path.area").first).to_be_attached()
    axe(page)
    page.goto("/nearby/?show=done")
    axe(page)


@pytest.mark.parametrize(("language", "theme"), [("zh-CN", "light"), ("en", "dark"), ("en", "contrast")])
def test_axe_finds_nothing_on_the_plain_pages(
    open_page: Opened, axe: Axe, inside: None, language: str, theme: str
) -> None:
    _id, _number, way = walks.reported(public=True)
    page = open_page(language=language, theme=theme)
    for address in ("/", "/help/", "/t/", "/report/", "/nearby/", "/nearby/?show=done", way):
        page.goto(address)
        axe(page)


@pytest.mark.parametrize("told", [{}, {"theme": "dark", "language": "en"}, {"scripts": False}])
def test_who_reports_what_is_known_adds_a_voice_and_follows_it(
    open_page: Opened, axe: Axe, cast: Callable[[str], Any], told: dict[str, Any]
) -> None:
    words = f"喷泉池边的瓷砖松了，{len(told)}号池"
    case_id, number, _track = walks.reported(words, lon=114.3052, lat=30.6052, public=True)
    walks.walked(cast, case_id, "handling")
    page = open_page(**told)
    page.goto("/report/?area=/990106/001/001/001/&spot=喷泉池")
    page.locator("#id_text").fill(f"喷泉池边瓷砖松动，{len(told)}号池，差点绊倒")
    onward(page)
    page.wait_for_url("**/report/check/")
    known = page.locator(".known label", has=page.locator(f"[value='{number}']"))
    expect(known).to_be_visible()
    assert "松了" not in known.inner_text(), "nobody's words but one's own"
    assert overflow(page) <= 0
    if told.get("scripts", True):
        axe(page)
    known.locator("input").check()
    onward(page)
    page.wait_for_url("**/report/done/")
    expect(page.locator(".note")).to_contain_text(number)
    page.locator("p.actions a.primary").click()
    page.wait_for_url("**/t/**")
    expect(page.locator(".steps [aria-current=step]")).to_be_visible()
    expect(page.locator(".waitbox")).to_contain_text(re.compile("市政|squad|team|Municipal", re.I))
    if told.get("scripts", True):
        axe(page)


ASKED = """
questions:
  - {key: when, zh: 一般什么时候最吵, en: When is it loudest, required: true, categories: ["06028"],
     answers: [{key: day, zh: 白天, en: By day}, {key: night, zh: 夜里, en: At night}]}
  - {key: from, zh: 声音从哪里来, en: Where does it come from, categories: ["06028"]}
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_chosen_kind_asks_its_questions_before_sending_and_the_page_of_the_matter_tells_the_answers(
    open_page: Opened, inside: None, axe: Axe, scripts: bool
) -> None:
    publish(ASKED, "\n")
    page = open_page(scripts=scripts)
    told_what(page, "楼下广场舞音响太吵，是噪声扰民")
    onward(page)
    page.wait_for_url("**/report/where/")
    page.locator("#id_area").select_option("/990106/001/002/")
    onward(page)
    page.wait_for_url("**/report/check/")
    noise = page.locator("[name=category][value='06028']")
    if noise.is_checked():
        page.locator("[name=category][value='']").check()
    noise.check()
    if not scripts:
        # The choice alone cannot bring the questions: sending does, and sends nothing yet.
        onward(page)
    legend = page.get_by_text("关于这类事项的几个问题")
    expect(legend).to_be_visible()
    assert overflow(page) == 0
    onward(page)
    expect(page.locator("[id='id_answers.when_error']")).to_contain_text("请回答")
    if scripts:
        axe(page)
        expect(page.locator("[data-errors]")).to_be_focused()
    page.get_by_label("夜里").check()
    page.locator("[name='answers.from']").fill("广场东侧的音响")
    onward(page)
    page.wait_for_url("**/report/done/")
    page.get_by_role("link", name=re.compile("查看进展|Follow it")).click()
    page.wait_for_url("**/t/**")
    expect(page.locator("main")).to_contain_text("一般什么时候最吵")
    expect(page.locator("main")).to_contain_text("夜里")
    expect(page.locator("main")).to_contain_text("广场东侧的音响")
