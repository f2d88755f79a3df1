"""A matter is handed out: staff send a link, a partner without account answers by it, staff see it and take it back."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from . import walks
from .browser import overflow, settled

Seated = Callable[..., Page]
Opened = Callable[..., Page]
Axe = Callable[[Page], None]
LOOK = os.environ.get("HAPPINESS_LOOK", "")


def kept(page: Page, name: str) -> None:
    """A picture of the page, for whoever wants to look."""
    if LOOK:
        page.screenshot(path=f"{LOOK}/{name}.png", full_page=True)


def handed(page: Page, number: str, to: str) -> str:
    """Hand a matter out by the form; the link that is shown once."""
    page.goto(f"/cases/{number}/")
    page.locator(".papers a[href*='hand-out']").click()
    page.locator("[name=organisation]").fill("云湖水务公司")
    page.locator("[name=to]").fill(to)
    page.locator("[name=task]").fill("请关闭东门阀门并拍照")
    page.locator("[name=photos]").first.check()
    page.locator("form button.primary").last.click()
    link = page.locator("#link")
    expect(link).to_be_visible()
    return link.input_value()


@pytest.fixture
def at_work(inside: None, cast: Callable[[str], Any]) -> str:
    """The number of a matter being handled."""
    case_id, number, _tracking = walks.reported("东门水管漏水，电话13800001234")
    walks.walked(cast, case_id, "handling")
    return number


def test_a_partner_answers_by_a_link_and_the_link_ends_when_it_is_taken_back(
    signed_in: Seated, open_page: Opened, axe: Axe, at_work: str
) -> None:
    staff = signed_in("handler")
    staff.goto(f"/cases/{at_work}/hand-out/")
    axe(staff)
    kept(staff, "form")
    link = handed(staff, at_work, "repair@water.example")
    axe(staff)
    kept(staff, "link")

    partner = open_page()
    answer = partner.goto(link)
    assert answer is not None
    assert answer.headers["x-robots-tag"].startswith("noindex")
    assert answer.headers["referrer-policy"] == "same-origin"
    expect(partner.locator("h1")).to_have_text("协助办理请求")
    expect(partner.locator("body")).not_to_contain_text("13800001234")
    expect(partner.locator("body")).not_to_contain_text("王阿姨")
    settled(partner)
    axe(partner)
    assert overflow(partner) == 0
    kept(partner, "partner-390")
    partner.locator("form button.primary").click()
    expect(partner.locator("[data-errors], .summary, .error").first).to_be_visible()
    axe(partner)
    kept(partner, "partner-error")
    partner.locator("[name=kind][value=cannot]").check()
    partner.locator("[name=text]").fill("阀门锈死，需要换")
    partner.locator("[name=photos]").set_input_files(
        {"name": "valve.jpg", "mimeType": "image/jpeg", "buffer": walks.picture("#557799")}
    )
    partner.locator("form button.primary").click()
    expect(partner.locator("#main")).to_contain_text("阀门锈死，需要换")
    axe(partner)

    staff.goto(f"/cases/{at_work}/")
    shown = staff.locator("#handed")
    expect(shown).to_contain_text("不能办理")
    expect(shown).to_contain_text("新答复")
    expect(staff.locator(".evidence")).to_contain_text("外部单位照片")
    settled(staff)
    axe(staff)
    kept(staff, "case-1280")
    staff.goto("/desk/")
    expect(staff.locator("a[href*='flag=partner']").first).to_be_visible()
    staff.goto(f"/cases/{at_work}/")
    with staff.expect_navigation():
        shown.locator("form button", has_text="已阅").click()
    expect(staff.locator("#handed")).not_to_contain_text("新答复")
    staff.locator("#handed a[href*='withdraw']").click()
    expect(staff.locator("#dialog form")).to_be_visible()
    with staff.expect_navigation():
        staff.locator("#dialog button.primary").click()
    expect(staff.locator("#handed")).to_contain_text("撤回")

    gone = partner.goto(link)
    assert gone is not None
    assert gone.status == 410
    expect(partner.locator("h1")).to_have_text("链接已失效")
    expect(partner.locator("body")).not_to_contain_text("请关闭东门阀门")
    axe(partner)
    kept(partner, "gone")


@pytest.mark.parametrize(
    ("width", "theme", "language", "scripts"),
    [(1280, "dark", "en-GB", True), (390, "dark", "zh-CN", True), (1280, "light", "en-GB", False)],
)
def test_the_partners_page_is_readable_everywhere(
    signed_in: Seated,
    open_page: Opened,
    axe: Axe,
    at_work: str,
    width: int,
    theme: str,
    language: str,
    scripts: bool,
) -> None:
    link = handed(signed_in("handler"), at_work, f"a{width}{theme}@water.example")
    page = open_page(width=width, theme=theme, language=language, scripts=scripts)
    page.goto(link)
    expect(page.locator("#answer form")).to_be_visible()
    if scripts:
        settled(page)
        axe(page)
    assert overflow(page) == 0
    kept(page, f"partner-{width}-{theme}-{language}-{scripts}")
    page.locator("[name=kind][value=done]").check()
    page.locator("[name=text]").fill("Closed the valve.")
    page.locator("form button.primary").click()
    expect(page.locator("#answer")).to_have_count(0)
    kept(page, f"partner-done-{width}-{theme}")


def test_a_case_file_and_a_work_order_are_handed_over_as_pdf(
    signed_in: Seated, axe: Axe, at_work: str
) -> None:
    staff = signed_in("handler")
    staff.goto(f"/cases/{at_work}/")
    staff.locator(".papers a[href*='/print/']").click()
    expect(staff.locator("#dialog form")).to_be_visible()
    axe(staff)
    kept(staff, "print-dialog")
    with staff.expect_download() as file:
        staff.locator("#dialog button.primary").click()
    assert re.fullmatch(rf"{at_work}\.pdf", file.value.suggested_filename)
    staff.goto(f"/cases/{at_work}/")
    with staff.expect_download() as order:
        staff.locator(".papers form button").click()
    assert order.value.suggested_filename == f"{at_work}-order.pdf"
    with open(order.value.path(), "rb") as paper:
        assert paper.read(5) == b"%PDF-"
    staff.emulate_media(media="print")
    expect(staff.locator(".papers")).to_be_hidden()
    kept(staff, "case-print")
    staff.emulate_media(media="screen")
    staff.goto("/cases/?state=handling")
    staff.locator(".tickbox input[name=ids]").first.check()
    expect(staff.locator(".bulk")).to_be_visible()
    with staff.expect_download() as orders:
        staff.locator(".bulk button[formaction]").click()
    assert orders.value.suggested_filename == "orders.pdf"
