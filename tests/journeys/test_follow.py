"""A neighbour follows her grid by mail: asked, confirmed, told of what is public, stopped with one click."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from tests.cast import FIRST, GRID

from . import walks
from .browser import overflow

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
ADDRESS = "chen@example.org"


def _posted() -> list[dict[str, Any]]:
    """Bring out what waits, as the postman does; the mails in the outbox on disk."""
    from django.conf import settings

    from happiness_cloud.kernel.access import house
    from happiness_cloud.post import actions as post
    from happiness_cloud.post.models import Message

    for one in Message.objects.filter(channel="mail", state="queued").order_by("pk"):
        post.deliver(house("postman", "post.deliver"), one.pk)
    lines = [
        line for file in sorted((Path(settings.DATA) / "outbox").glob("*.jsonl")) for line in file.open()
    ]
    return [told for told in map(json.loads, lines) if told["channel"] == "mail"]


def _told() -> None:
    """What the house does by itself each minute."""
    from happiness_cloud.cases import tasks
    from happiness_cloud.kernel.access import house
    from happiness_cloud.ledger import actions as ledger

    ledger.seal(house("seal-keeper", "ledger.seal"))
    tasks.news(0)


def test_a_grid_is_followed_by_mail_and_left_with_one_click(
    open_page: Opened, inside: None, axe: Axe, site: str
) -> None:
    page = open_page(scripts=False)
    page.goto(f"/nearby/?area={FIRST}")
    page.locator("a[href^='/follow/']").first.click()
    page.wait_for_url("**/follow/**")
    page.locator("button[name=narrow]").click()
    page.locator("#id_area").select_option(GRID)
    page.locator("[name=often][value=now]").check()
    page.locator("#id_address").fill(ADDRESS)
    page.locator("button.primary").click()
    page.wait_for_url("**/follow/sent/")
    mail = _posted()[-1]
    assert mail["to"] == ADDRESS
    page.goto(re.findall(r"http\S+/follow/confirm/\S+", mail["body"])[0])
    page.locator("button.primary").click()
    page.wait_for_url("**/follow/mine/**")
    expect(page.locator(".list")).to_contain_text("第一网格")

    walks.reported("王秀英家门口路灯不亮，电话 13900008888", public=True)
    walks.reported("不公开的私事", public=False)
    _told()
    news = _posted()[-1]
    assert "路灯不亮" in news["subject"]
    for secret in ("王秀英", "13900008888", "私事", "梧桐路"):
        assert secret not in news["body"]
    shown = open_page(language="en")
    shown.goto(re.findall(r"http\S+/nearby/\S+", news["body"])[0])
    expect(shown.locator("h1")).to_contain_text("Street light")
    axe(shown)

    # As the reader's mail programme does it: a bare POST to the address in the head.
    stop = news["headers"]["List-Unsubscribe"].strip("<>")
    with urllib.request.urlopen(stop, data=b"List-Unsubscribe=One-Click", timeout=10) as answer:
        assert answer.status == 200
    walks.reported("又一处路灯不亮", public=True)
    _told()
    assert _posted()[-1] == news, "nothing more after the click"
    page.reload()
    expect(page.locator(".empty")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(390, "zh-CN", "light"), (1280, "en", "dark"), (390, "en", "contrast")]
)
def test_the_pages_of_following_hold_for_everybody(
    open_page: Opened, inside: None, axe: Axe, width: int, language: str, theme: str
) -> None:
    from tests.cases.following import asked, followed

    from happiness_cloud.cases.queries import Target
    from happiness_cloud.cases.queries.follow_links import confirm_link, mine_link, stop_all_link, stop_link
    from happiness_cloud.cases.queries.public_name import name_of

    address = f"w{width}{theme}@example.org"
    case_id, _number, _way = walks.reported(public=True)
    follow = followed(Target(area=GRID), address, often="now")
    ways = {
        "follow": f"/follow/?area={FIRST}",
        "matter": f"/follow/?matter={name_of(case_id)}",
        "public": f"/nearby/{name_of(case_id)}/",
        "list": "/nearby/",
        "sent": "/follow/sent/",
        "ask": "/follow/mine/",
        "confirm": urlsplit(confirm_link(asked(Target(case_id=case_id), address))).path,
        "mine": urlsplit(mine_link(follow.follower_id, follow.follower.salt)).path,
        "stop": urlsplit(stop_link(follow.pk, follow.salt)).path,
        "all": urlsplit(stop_all_link(follow.follower_id, follow.follower.salt)).path,
    }
    page = open_page(width=width, language=language, theme=theme)
    for name, way in ways.items():
        assert page.goto(way).status == 200, name
        axe(page)
        assert overflow(page) <= 0, name
    page.goto("/follow/")
    page.locator("#id_address").fill("chen")
    page.locator("button.primary").click()
    expect(page.locator("[data-errors]")).to_be_visible()
    axe(page)
    page.goto(ways["stop"])
    page.locator("button.primary").click()
    expect(page.locator(".tickmark")).to_be_visible()
    axe(page)
    page.goto(ways["mine"])
    expect(page.locator(".empty")).to_be_visible()
    axe(page)


def test_a_point_is_chosen_on_the_map(open_page: Opened, inside: None) -> None:
    from happiness_cloud.cases.models import Follow

    page = open_page()
    page.goto("/follow/")
    spot = page.locator("[data-map].live")
    expect(spot.locator("path.area").first).to_be_attached()
    spot.click(position={"x": 180, "y": 140})
    page.locator("#id_within").select_option("500")
    page.locator("#id_address").fill("map@example.org")
    page.locator("button.primary").click()
    page.wait_for_url("**/follow/sent/")
    row = Follow.objects.filter(what="near").latest("pk")
    assert (row.metres, round(row.lon, 3)) == (500, row.lon)
