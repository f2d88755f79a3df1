"""A matter through all hands in a real browser, and the desk by keyboard, on a phone and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from . import walks
from .browser import overflow, settled, touching

Seated = Callable[..., Page]
Axe = Callable[[Page], None]
Cast = Callable[[str], Any]


def photo(name: str = "after.jpg") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": walks.picture("#d8c27a")}


def opened(page: Page, number: str) -> None:
    """The matter beside the list, found by its number."""
    page.goto("/cases/")
    page.locator("#f-q").fill(number)
    row = page.locator(f"tr[data-number='{number}'] a.title")
    row.click()
    expect(page.locator("#pane .case-head .code").first).to_have_text(number)


def step(page: Page, verb: str) -> None:
    """Open the dialog of a verb from the page of the matter."""
    button = page.locator(f".verbs a[href*='/{verb}/']")
    # The page may still be on its way when its head is there already.
    expect(page.locator(".verbs a, .verbs summary").first).to_be_visible()
    if not button.first.is_visible():
        page.locator(".verbs summary").click()
    button.first.click()
    expect(page.locator("#dialog form")).to_be_visible()


def send(page: Page) -> None:
    """Send the form of the dialog and wait for the page that follows."""
    with page.expect_navigation():
        page.locator("#dialog button.primary").click()
    expect(page.locator("#flashes .tone-green")).to_be_visible()


def stands(page: Page, state: str) -> None:
    expect(page.locator(".case-head .badge").first).to_have_text(re.compile(state))


def test_a_matter_goes_through_all_hands(
    signed_in: Seated, inside: None, axe: Axe, open_page: Callable[..., Page]
) -> None:
    _id, number, tracking = walks.reported("东门花坛边积水没过鞋面", category="", lon=114.305, lat=30.605)

    intake = signed_in("intake")
    opened(intake, number)
    expect(intake).to_have_url(re.compile(f"open={number}"))
    axe(intake)
    step(intake, "register")
    axe(intake)
    with intake.expect_response(re.compile("category_words=")):
        intake.locator("#dialog [name=category_words]").fill("路面积水")
    intake.locator("#dialog .picks label", has_text="积水").first.click()
    send(intake)
    stands(intake, "待核实")
    assert f"open={number}" in intake.url, "the list stays where it was"

    worker = signed_in("grid_worker")
    opened(worker, number)
    step(worker, "confirm")
    worker.locator("#dialog [name=note]").fill("现场积水约十厘米")
    send(worker)

    supervisor = signed_in("supervisor")
    opened(supervisor, number)
    step(supervisor, "file")
    send(supervisor)
    stands(supervisor, "待派遣")

    dispatcher = signed_in("dispatcher")
    dispatcher.goto("/dispatch/")
    row = dispatcher.locator("tr", has_text=number)
    row.locator("summary").click()
    expect(row.locator("details li").first).to_be_visible()
    axe(dispatcher)
    row.locator("a[data-dialog]").click()
    dispatcher.locator("#dialog [name=lead]").select_option("/yunhu/swj/")
    dispatcher.locator("#dialog button.primary").click()
    expect(dispatcher.locator("#dialog [data-errors]")).to_be_visible()
    assert dispatcher.locator("#dialog [name=lead]").input_value() == "/yunhu/swj/", "what was chosen stays"
    dispatcher.locator("#dialog [name=lead]").select_option(walks.LEAD)
    dispatcher.locator("#dialog [name=reason]").fill("市政二队就在附近")
    send(dispatcher)

    handler = signed_in("handler")
    opened(handler, number)
    expect(handler.locator(".why li").first).to_be_visible()
    with handler.expect_navigation():
        handler.keyboard.press("s")
    stands(handler, "处置中")
    # Letters are heard once the scripts stand; a navigation that was waited for may have been the first of two.
    handler.wait_for_load_state("load")
    handler.keyboard.press("h")
    expect(handler.locator("#dialog [name=result]")).to_be_focused()
    handler.locator("#dialog [name=result]").fill("已疏通雨水箅子，积水排净")
    handler.locator("#dialog [name=photos]").set_input_files([photo()])
    send(handler)
    stands(handler, "待核查")
    expect(handler.locator(".evidence img")).to_have_count(2)
    assert handler.locator(".verbs a[href*='/verify/']").count() == 0, "nobody verifies his own work"

    opened(supervisor, number)
    step(supervisor, "verify")
    send(supervisor)
    stands(supervisor, "待回访")

    agent = signed_in("call_back")
    opened(agent, number)
    step(agent, "call_back")
    agent.locator("#dialog [name=reached][value=yes]").check()
    agent.locator("#dialog [name=solved][value=yes]").check()
    send(agent)
    agent.keyboard.press("c")
    send(agent)
    stands(agent, "已结案")

    stranger = signed_in("other_worker")
    answer = stranger.goto(f"/cases/{number}/")
    assert answer is not None
    assert answer.status == 404

    resident = open_page()
    resident.goto(tracking)
    expect(resident.locator("main")).to_contain_text("已疏通雨水箅子")
    _rated(resident, tracking)
    opened(agent, number)
    expect(agent.locator(".case .stars").first).to_be_visible()


def _rated(page: Page, tracking: str) -> None:
    """The resident gives five stars on the tracking page."""
    if not page.locator("[name=stars]").count():
        page.goto(f"{tracking}rate/")
    page.locator("[name=stars][value='5']").check(force=True)
    if page.locator("[name=solved]").count():
        page.locator("[name=solved]").first.check(force=True)
    page.locator("form:has([name=stars]) button").last.click()
    page.wait_for_load_state()


def test_the_list_stays_while_matters_open_and_back_works(signed_in: Seated, inside: None, axe: Axe) -> None:
    numbers = [walks.reported(f"第{n}盏路灯不亮")[1] for n in range(3)]
    page = signed_in("supervisor")
    page.goto("/cases/?order=newest")
    page.evaluate("document.querySelector('#listing').dataset.same = 'yes'")
    page.locator(f"tr[data-number='{numbers[0]}'] a.title").click()
    expect(page.locator(f"#pane[data-number='{numbers[0]}']")).to_be_visible()
    page.locator(f"tr[data-number='{numbers[1]}'] a.title").click()
    expect(page.locator(f"#pane[data-number='{numbers[1]}']")).to_be_visible()
    assert page.locator("#listing").get_attribute("data-same") == "yes", "the list was not loaded again"
    expect(page.locator(f"tr[data-number='{numbers[1]}']")).to_have_attribute("aria-selected", "true")
    axe(page)
    page.go_back()
    expect(page.locator(f"#pane[data-number='{numbers[0]}']")).to_be_visible()
    page.reload()
    expect(page.locator(f"#pane[data-number='{numbers[0]}']")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#pane.filled")).to_have_count(0)


def held(page: Page, pattern: str) -> list[Route]:
    """Questions to such an address are kept waiting in this list."""
    waiting: list[Route] = []
    page.route(re.compile(pattern), lambda route: waiting.append(route))
    return waiting


def arrived(page: Page, waiting: list[Route]) -> Route:
    for _while in range(100):
        if waiting:
            return waiting.pop()
        page.wait_for_timeout(50)
    raise AssertionError("the page asked nothing")


def test_the_address_tells_list_and_matter_whichever_answer_comes_first(
    signed_in: Seated, inside: None
) -> None:
    number = walks.reported("月台边的栏杆晃动")[1]
    both = re.compile(rf"\?(?=.*\bstate=open)(?=.*\bopen={number})")
    row = f"tr[data-number='{number}'] a.title"
    pane = f"#pane[data-number='{number}']"
    narrowed = ".chips .chip"

    page = signed_in("supervisor")
    page.goto("/cases/?order=newest")
    lists, matters = held(page, r"state=open(?!.*open=)"), held(page, "[?&]open=")
    page.locator("[name=state]").select_option("open")
    late = arrived(page, lists)
    page.locator(row).click()
    arrived(page, matters).continue_()
    expect(page.locator(pane)).to_be_visible()
    late.continue_()
    expect(page.locator(narrowed)).to_have_count(1)
    expect(page).to_have_url(both)

    page.goto("/cases/?order=newest")
    page.locator(row).click()
    late = arrived(page, matters)
    page.locator("[name=state]").select_option("open")
    arrived(page, lists).continue_()
    expect(page.locator(narrowed)).to_have_count(1)
    late.continue_()
    expect(page.locator(pane)).to_be_visible()
    expect(page).to_have_url(both)

    page.unroute_all()
    page.locator("[data-key=escape]").click()
    expect(page.locator("#pane.filled")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?(?=.*\bstate=open)(?!.*\bopen=)"))


def test_a_session_that_ended_keeps_the_words_of_an_open_form(signed_in: Seated, inside: None) -> None:
    number = walks.reported("凉亭的柱子开裂")[1]
    page = signed_in("intake")
    opened(page, number)
    step(page, "note")
    page.locator("#dialog textarea").fill("已联系施工方，明天到场")
    page.context.clear_cookies(name=re.compile("session"))
    page.locator("#dialog button.primary").click()
    expect(page.locator("#flashes")).to_contain_text("登录")
    assert page.locator("#dialog textarea").input_value() == "已联系施工方，明天到场"
    page.keyboard.press("Escape")
    page.locator("[data-key=escape]").click()
    expect(page).to_have_url(re.compile("/sign-in/.*next=.*open"))
    expect(page.locator("[name=password]")).to_be_visible()


def test_the_list_is_walked_and_narrowed_by_keyboard(signed_in: Seated, inside: None) -> None:
    number = walks.reported("钟楼下的长椅断了一条腿")[1]
    page = signed_in("supervisor")
    page.goto("/cases/?order=newest")
    page.keyboard.press("/")
    page.keyboard.type("钟楼")
    expect(page.locator("table.cases tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"[?&]q="))
    page.locator("h1").first.click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(f"#pane[data-number='{number}']")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#dialog")).to_contain_text("Escape".upper())


def test_many_are_ticked_and_told_one_by_one(signed_in: Seated, inside: None, axe: Axe) -> None:
    numbers = [walks.reported(f"人行道第{n}块砖松动")[1] for n in range(2)]
    page = signed_in("supervisor")
    page.goto("/cases/?order=newest&q=人行道")
    page.locator("[data-tick-all]").check()
    page.locator(".bulk [name=verb]").select_option("urge")
    page.locator(".bulk button.primary").click()
    for number in numbers:
        expect(page.locator("tr", has_text=number).locator(".badge.tone-green")).to_be_visible()
    axe(page)


def test_a_call_is_written_down_with_what_is_alike_shown(signed_in: Seated, inside: None, axe: Axe) -> None:
    page = signed_in("intake")
    page.goto("/intake/")
    axe(page)
    page.locator("#i-text").fill("楼下路灯不亮")
    pick = page.locator("#intake-picks .picks label", has_text="路灯").first
    pick.click()
    page.locator("[data-map].live").click(position={"x": 220, "y": 130})
    expect(page.locator("#alike-box")).not_to_be_empty()
    page.locator("#i-phone").fill("13800005678")
    page.locator("button[value=register]").click()
    expect(page.locator("#flashes .tone-green").first).to_be_visible()
    assert page.locator("#i-text").input_value() == ""


def test_what_a_picker_finds_can_be_chosen_in_the_dialog(signed_in: Seated, inside: None) -> None:
    master = walks.reported("书报亭的玻璃裂了一道缝")[1]
    number = walks.reported("报刊亭玻璃有裂缝", lon=114.305, lat=30.605)[1]
    page = signed_in("intake")
    opened(page, number)
    step(page, "merge")
    with page.expect_response(re.compile("master_words=")):
        page.locator("#dialog [name=master_words]").fill("书报亭")
    page.locator("#dialog .picks label", has_text=master).click()
    send(page)
    stands(page, "已合并")


def test_the_desk_works_without_scripts(signed_in: Seated, inside: None) -> None:
    number = walks.reported("公园水龙头一直滴水")[1]
    page = signed_in("intake", scripts=False)
    page.goto("/cases/?order=newest")
    page.locator(f"tr[data-number='{number}'] a.title").click()
    expect(page.locator("#pane h1")).to_have_text("公园水龙头一直滴水")
    page.locator(".verbs a[href*='/register/']").click()
    page.locator("[name=category_words]").fill("路灯")
    page.locator("button[name=find]").click()
    page.locator("[name=category]").first.check()
    page.locator("button.primary").click()
    expect(page.locator("#pane .badge").first).to_have_text(re.compile("待核实"))
    assert f"open={number}" in page.url


def test_the_desk_fits_a_phone_in_both_languages_and_the_dark(
    signed_in: Seated, inside: None, axe: Axe
) -> None:
    number = walks.reported("岗亭玻璃碎了")[1]
    for told in ({"language": "zh-CN", "theme": "dark"}, {"language": "en"}):
        page = signed_in("supervisor", width=390, **told)
        for address in ("/desk/", "/cases/", f"/cases/?open={number}", f"/cases/{number}/"):
            page.goto(address)
            assert overflow(page) <= 0, (address, told)
            axe(page)


@pytest.mark.parametrize("told", [{"theme": "dark"}, {"width": 390, "language": "en"}])
def test_the_map_shows_grids_and_pins_and_says_the_same_as_a_list(
    signed_in: Seated, inside: None, axe: Axe, told: dict[str, Any]
) -> None:
    # Side by side, a few steps apart, and on one spot: on the screen they would lie over each other.
    for step in (0, 0.00005, 0.0004, 0.001, 0.002, 0.004):
        walks.reported("广场地砖塌陷", lon=114.304 + step, lat=30.605)
    for _twice in range(2):
        walks.reported("钟亭的瓦片掉了", lon=114.3075, lat=30.6055)
    page = signed_in("supervisor", **told)
    page.goto("/map/")
    expect(page.locator(".big-map path.area").first).to_be_attached()
    expect(page.locator(".big-map .pinpoint").first).to_be_visible()
    for _nearer in range(3):
        settled(page)
        assert not touching(page)
        axe(page)
        page.locator(".leaflet-control-zoom-in").click()
    # What lies on one spot is taken apart by no zoom: the heap lists it.
    page.goto("/map/?q=钟亭")
    expect(page.locator(".big-map path.area").first).to_be_attached()
    for _nearer in range(8):
        settled(page)
        if page.locator(".leaflet-popup a").count() >= 2:
            break
        page.locator(".big-map .pinpoint.many").first.click()
    expect(page.locator(".leaflet-popup a[href*='/cases/']")).not_to_have_count(0)
    axe(page)
    assert page.locator(".leaflet-popup a").count() >= 2
    page.locator(".map-list a").first.click()
    expect(page.locator("table.cases tbody tr").first).to_be_visible()
