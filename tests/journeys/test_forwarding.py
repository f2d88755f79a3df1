"""Forwarding in a real browser: both widths, both languages, light and dark, full, empty and with an error."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import cast as people
from tests.forwarding.other_side import OtherSide, running

from happiness_cloud.cases import actions, forwarder, queries
from happiness_cloud.institution import actions as institution
from happiness_cloud.kernel.access import Actor, Grant

from . import walks
from .browser import overflow

ADMIN = Actor("account:900", "staff", (Grant("institution.publish", "/"),), "管理员")
Seated = Callable[..., Page]
LOOKS = [(1280, "zh-CN", "light"), (390, "zh-CN", "dark"), (390, "en", "light"), (1280, "en", "dark")]


@pytest.fixture
def other(inside: None, settings: Any) -> Any:
    settings.OUTGOING_HTTP = True
    with running(OtherSide(fails=["", "400"])) as side:
        yield side


def kept(page: Page, name: str) -> None:
    """A picture, where somebody wants to look."""
    folder = os.environ.get("HAPPINESS_PICTURES", "")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def sent_out() -> list[str]:
    """A matter that is there with news, and one that is stuck."""
    from django.contrib.auth import get_user_model

    numbers = []
    for words in ("西门外垃圾成堆，两天没人清运", "绿化带里有建筑垃圾"):
        case_id, number, _tracking = walks.reported(words, category="06010")
        actions.register(people.actor("zhou"), case_id, category="06010")
        actions.confirm(people.actor("lin"), case_id)
        actions.file(people.actor("wu"), case_id)
        actions.dispatch(
            people.actor("zhao"), case_id, lead=walks.LEAD, reason="就近", note="西门外，靠近公交站"
        )
        numbers.append(number)
    forwarder.carry_due()
    account = get_user_model().objects.get(username=people.PEOPLE["wu"][0])
    seat = (account.pk, "security_administrator", "", people.DISTRICT)
    institution.appoint_many(people.FOUNDER, posts=[seat])
    return numbers


def test_rules_stuck_matters_and_where_a_matter_is(
    signed_in: Seated, other: OtherSide, axe: Callable[[Page], None]
) -> None:
    told = {"endpoint": other.endpoint, "jurisdiction": "", "service_code": "W1"}
    offer = queries.offered_there(ADMIN, **told)
    rule: dict[str, Any] = {"category": "06010", "area": "/990106/", "label": "市环卫集团", **told}
    actions.set_forwarding(ADMIN, offer=offer, **rule)
    there, stuck = sent_out()
    other.requests["700"]["status_notes"] = "已安排周一清运"
    forwarder.listen()
    for width, language, theme in LOOKS:
        page = signed_in("zhao", width=width, language=language, theme=theme)
        name = f"{width}-{language}-{theme}"
        for address, what in (
            ("/forwarding/", "stuck"),
            (f"/cases/{there}/", "case"),
            (f"/cases/{stuck}/forwarding/", "see-to"),
        ):
            page.goto(address)
            expect(page.locator("main")).to_contain_text("市环卫集团")
            assert overflow(page) == 0
            axe(page)
            kept(page, f"{what}-{name}")
        admin = signed_in("wu", width=width, language=language, theme=theme)
        admin.goto("/forwarding/")
        axe(admin)
        assert overflow(admin) == 0
        kept(admin, f"rules-{name}")
        admin.goto("/forwarding/new/")
        admin.locator("main form button.primary").click()
        expect(admin.locator("main .field.wrong").first).to_be_visible()
        assert overflow(admin) == 0
        axe(admin)
        kept(admin, f"wrong-{name}")
    page = signed_in("zhao")
    page.goto("/forwarding/")
    page.locator("main a.button").last.click()
    page.locator("[name=number]").fill("A-77")
    page.locator("button[value=again]").click()
    expect(page.locator("main")).not_to_contain_text(stuck)
    page.goto(f"/cases/{stuck}/")
    expect(page.locator("main")).to_contain_text("A-77")
