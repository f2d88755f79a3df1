"""A hot topic seen, made a project, and followed: in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from . import walks
from .browser import overflow

Seated = Callable[..., Page]
Axe = Callable[[Page], None]
MIXER = (
    "白鹭桥搅拌站夜里噪音扰民，灰尘也大，窗户不敢开",
    "白鹭桥旁新建搅拌站，灰尘满天，请环保部门查处",
    "投诉白鹭桥搅拌站，粉尘噪音让人无法开窗",
    "白鹭桥搅拌站通宵施工，孩子睡不着",
    "白鹭桥边的搅拌站什么时候搬走？噪音太大",
)
OTHERS = ("公交七路等候太久", "校门口缺红绿灯", "井盖松动有危险", "电梯故障没人修", "自来水发黄有异味")


@pytest.fixture
def hot(inside: None) -> list[str]:
    """The numbers of five matters of one topic, and what was found."""
    from happiness_cloud.cases import actions, rights
    from happiness_cloud.kernel.access import house

    numbers = []
    for at, text in enumerate((*MIXER, *OTHERS)):
        caller = actions.Caller(name="邻居", phone=f"1380000{at:04}")
        numbers.append(walks.reported(text, category="", caller=caller)[1])
    actions.find_topics(house("topic-finder", rights.FIND_TOPICS))
    return numbers[: len(MIXER)]


def test_a_hot_topic_becomes_a_project_whose_matters_are_seen(
    signed_in: Seated, hot: list[str], axe: Axe, cast: Callable[[str], Any]
) -> None:
    desk = signed_in("supervisor")
    desk.goto("/desk/")
    desk.get_by_role("link", name="热点").first.click()
    row = desk.locator("table.topics tbody tr", has_text="搅拌站")
    expect(row).to_be_visible()
    expect(desk.locator("main")).to_contain_text("更新于")
    axe(desk)
    row.locator("a.title").click()
    for number in hot:
        expect(desk.locator(f"tr[data-number='{number}']")).to_be_visible()
    axe(desk)

    desk.get_by_role("link", name="设立专题").click()
    axe(desk)
    desk.locator("[name=title]").fill("白鹭桥搅拌站扰民")
    desk.locator("[name=lead]").select_option(walks.LEAD)
    desk.locator(f"tr[data-number='{hot[4]}'] [name=ids]").uncheck()
    desk.locator("main form button.primary").click()
    expect(desk.locator("#flashes .tone-green")).to_be_visible()
    expect(desk.locator("h1")).to_have_text("白鹭桥搅拌站扰民")
    expect(desk.locator("form[action$='/remove/'] tbody tr")).to_have_count(4)
    expect(desk.locator("form[action$='/add/'] tbody tr")).to_have_count(1)
    axe(desk)

    desk.locator("form[action$='/add/'] tbody [name=ids]").check()
    desk.locator("form[action$='/add/']:has(table) button").click()
    expect(desk.locator("form[action$='/remove/'] tbody tr")).to_have_count(5)
    desk.locator("form[action$='/close/'] button").click()
    expect(desk.locator("[role=alert]").first).to_contain_text("还有 5 件事项未办结")
    desk.goto("/topics/projects/")
    expect(desk.locator("tbody tr", has_text="白鹭桥搅拌站扰民")).to_contain_text("5 件中已办结 0 件")
    axe(desk)

    # Who leads sees the project, and so does a phone in the dark, in English and without scripts.
    handler = signed_in("handler", width=390, theme="dark", language="en", scripts=False)
    handler.goto("/topics/projects/")
    handler.get_by_role("link", name="白鹭桥搅拌站扰民").click()
    expect(handler.locator("h1")).to_have_text("白鹭桥搅拌站扰民")
    assert overflow(handler) <= 0
    phone = signed_in("supervisor", width=390, theme="dark", language="en", scripts=False)
    for page in ("/topics/", f"/topics/{hot[0]}/", f"/topics/open/?hot={hot[0]}", "/topics/projects/"):
        phone.goto(page)
        assert overflow(phone) <= 0, page
    other = signed_in("other_worker")
    other.goto("/topics/")
    expect(other.locator("main")).not_to_contain_text("搅拌站")
