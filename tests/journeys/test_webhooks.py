"""A receiver from its setting up to a replay, in a real browser and towards a real receiver."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.cast import DISTRICT, FOUNDER, PASSWORD
from tests.webhooks.receiver import Receiver, receiving

from happiness_cloud.accounts import actions as accounts
from happiness_cloud.institution import actions as institution
from happiness_cloud.webhooks.sender import Sender

from . import walks
from .browser import overflow

NAME = "gaofeng"


@pytest.fixture
def administrator(inside: None, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of somebody who looks after the house's ties to other systems."""
    made = accounts.create_many(FOUNDER, people=[(NAME, "高峰", PASSWORD)])
    institution.appoint_many(FOUNDER, posts=[(made.ids[NAME], "system_administrator", "", DISTRICT)])

    def enter(**told: Any) -> Page:
        page = open_page(**({"width": 1280} | told))
        page.goto("/sign-in/")
        page.locator("[name=username]").fill(NAME)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form").get_by_role("button").last.click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    return enter


def _sent() -> None:
    with Sender() as sender:
        sender.drain()


def test_a_receiver_is_set_up_fails_is_put_right_and_told_again(
    administrator: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    with receiving() as receiver:
        page = administrator()
        _set_up(page, receiver, axe)
        page.get_by_role("button", name="发送测试").click()
        expect(page.locator("#flashes .tone-green")).to_be_visible()
        _sent()
        page.reload()
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody tr").first).to_contain_text("已送达")

        receiver.says(503)
        receiver.answers[0] = (422, {}, "暂时无法处理".encode())
        walks.reported("东门花坛边积水没过鞋面", category="", lon=114.305, lat=30.605)
        _sent()
        page.reload()
        first = page.locator("tbody tr").first
        expect(first).to_contain_text("发送失败，将重试")
        first.locator("details summary").click()
        expect(first.locator("q")).to_have_text("暂时无法处理")
        axe(page)
        first.get_by_role("button", name=re.compile("重新发送")).click()
        _sent()
        page.reload()
        expect(page.locator("tbody tr").first).to_contain_text("已送达")

        page.get_by_role("link", name="从某时重放").click()
        page.locator("[name=since]").fill("2026-01-01T00:00")
        axe(page)
        page.get_by_role("button", name="先统计").click()
        expect(page.locator(".note[role=status]")).to_contain_text("条")
        heard = len(receiver.heard)
        page.get_by_role("button", name="开始重放").click()
        expect(page.locator("#flashes .tone-green")).to_be_visible()
        _sent()
        assert len(receiver.heard) > heard
        page.reload()
        expect(page.locator("tbody tr").first).to_contain_text("重放")

        phone = administrator(width=390, theme="dark", language="en-GB")
        for address in ("/webhooks/", page.url, "/webhooks/new/"):
            phone.goto(address)
            axe(phone)
            assert overflow(phone) == 0, address

        page.locator("summary", has_text="更换密钥或删除").click()
        page.get_by_role("button", name="删除接收方").click()
        expect(page.locator("#flashes .tone-green")).to_be_visible()
        expect(page.locator(".empty")).to_be_visible()


def _set_up(page: Page, receiver: Receiver, axe: Callable[[Page], None]) -> None:
    page.goto("/webhooks/")
    expect(page.locator("nav.rail a[aria-current=page]")).to_have_text("回调")
    axe(page)
    page.get_by_role("link", name="新建接收方").click()
    page.locator("[name=title]").fill("城管平台")
    page.locator("[name=url]").fill("https://10.0.0.1/")
    page.get_by_role("button", name="建立接收方").click()
    expect(page.locator("#id_url_error, #id_url_field .error").first).to_contain_text("不允许")
    axe(page)
    page.locator("[name=url]").fill(receiver.url)
    page.get_by_role("button", name="建立接收方").click()
    expect(page.locator("code.secret")).to_have_text(re.compile(r"^whsec_\S{40,}$"))
    axe(page)
    page.get_by_role("link", name="查看接收方").click()
    expect(page.locator(".empty")).to_be_visible()
