"""A changed duty directory is tried on the page; once published, a new report goes where the trial said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from . import walks
from .browser import overflow

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
PAGE, WATER, CODE = "/rules/duties/try/", "/yunhu/swj/", "57004"
ROW = f"""  - {{key: tried, categories: ["{CODE}"], area: any, priority: 9,
     lead: {{unit: swj}}, assists: [], principle: line_power, basis: [waste],
     zh: 试算的一行, en: A row to try}}
"""


def text() -> str:
    """The shipped duties file."""
    from happiness_cloud.institution.actions.load_reference import SHIPPED

    return (SHIPPED / "duties.yaml").read_text(encoding="utf-8")


@pytest.fixture
def publisher(open_page: Opened, inside: None) -> Opened:
    """A page of somebody who holds the position that publishes rules."""
    from tests.cast import DISTRICT, FOUNDER, PASSWORD

    from happiness_cloud.accounts import actions as accounts
    from happiness_cloud.accounts.models import Account
    from happiness_cloud.institution import actions as institution

    if not Account.objects.filter(username="fabu").exists():
        accounts.create_many(FOUNDER, people=[("fabu", "发布员", PASSWORD)])
        institution.appoint(FOUNDER, username="fabu", kind="security_administrator", unit="", area=DISTRICT)

    def enter(**told: Any) -> Page:
        page = open_page(**told)
        page.goto("/sign-in/")
        page.locator("[name=username]").fill("fabu")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form").get_by_role("button").last.click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        page.goto(PAGE)
        return page

    return enter


def test_who_would_receive_what_is_seen_and_comes_true_once_published(
    publisher: Opened, cast: Callable[[str], Any]
) -> None:
    from tests.cast import FOUNDER

    from happiness_cloud.cases import actions
    from happiness_cloud.cases.models import Case
    from happiness_cloud.institution import actions as institution

    changed = text().rstrip("\n") + "\n" + ROW
    walks.reported("楼道里有人吵架", category=CODE)
    page = publisher(width=1280, scripts=False)
    page.get_by_label("粘贴派遣目录文件").fill(changed)
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_role("heading", name="会派给谁")).to_be_visible()
    row = page.get_by_role("row", name="水务局")
    expect(row).to_contain_text("+1")
    institution.publish(FOUNDER, kind="duties", body=changed)
    try:
        case_id, *_ = walks.reported("楼下有人吵架", category=CODE)
        Case.objects.filter(pk=case_id).update(state="to_dispatch")
        actions.dispatch(cast("dispatcher"), case_id)
        assert Case.objects.get(pk=case_id).lead_unit == WATER
    finally:
        institution.publish(FOUNDER, kind="duties", body=text())


def test_the_security_administrator_of_the_only_district_publishes_what_was_tried(
    publisher: Opened, axe: Axe
) -> None:
    from tests.cast import FOUNDER

    from happiness_cloud.institution import actions as institution
    from happiness_cloud.institution.models import Content

    changed = text().rstrip("\n") + "\n# published from the page\n"
    page = publisher(width=390)
    page.locator("#text").fill(changed)
    page.locator("[name=do][value=try]").click()
    expect(page.locator("#outcome")).to_contain_text("时有效的规则试算")
    assert not overflow(page)
    axe(page)
    before = Content.objects.filter(kind="duties").count()
    page.locator("[name=do][value=publish]").click()
    page.wait_for_url("**/rules/duties/")
    try:
        newest = Content.objects.filter(kind="duties").latest("number")
        assert Content.objects.filter(kind="duties").count() == before + 1
        assert newest.by.startswith("account:")
    finally:
        institution.publish(FOUNDER, kind="duties", body=text())


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(390, "zh-CN", "dark"), (390, "en", "light"), (1280, "en", "dark")]
)
def test_the_page_reads_well_empty_full_and_with_findings(
    publisher: Opened, axe: Axe, width: int, language: str, theme: str
) -> None:
    walks.reported("楼道里有人吵架", category=CODE)
    page = publisher(width=width, language=language, theme=theme)
    for body in ("", text().rstrip("\n") + "\n" + ROW, text().replace('["57004"]', '["5700"]')):
        if body:
            page.locator("#text").fill(body)
            page.locator("[name=do][value=try]").click()
            page.wait_for_load_state()
        assert not overflow(page), (body[-40:], width)
        axe(page)
