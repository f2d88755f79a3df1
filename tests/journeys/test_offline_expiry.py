"""What lies on a grid worker's phone goes by itself: with time, and with the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Page, expect

from . import walks
from .browser import overflow
from .phone import (
    cached,
    cut,
    enter,
    leave,
    opened,
    ready,
    reported_offline,
    stores,
    task,
    verified_offline,
    waiting,
)

Signed = Callable[..., Page]
Cast = Callable[[str], Any]
Axe = Callable[[Page], None]


def later(page: Page, **span: float) -> None:
    """So much time passes by the clock of the device; the page is opened again."""
    page.context.clock.set_system_time(datetime.now(UTC) + timedelta(**span))
    ready(page)


def test_tasks_stay_for_three_days_and_no_longer(signed_in: Signed, cast: Cast, axe: Axe) -> None:
    case_id, number, _way = walks.reported("三天后应当清除")
    walks.walked(cast, case_id, "to_check")
    page = opened(signed_in, language="en")
    cut(page)
    later(page, hours=71)
    expect(task(page, "三天后应当清除")).to_have_count(1)
    later(page, hours=73)
    expect(page.locator("[data-at=old]")).to_be_visible()
    assert number not in page.content()
    assert stores(page)["tasks"] == []
    # Who is here is still known, so a report can be written all the same.
    expect(page.locator("[data-at=writing]")).to_be_visible()
    axe(page)
    assert overflow(page) <= 0


def test_a_page_left_open_loses_its_tasks_too(signed_in: Signed, cast: Cast) -> None:
    case_id, number, _way = walks.reported("一直开着的页面")
    walks.walked(cast, case_id, "to_check")
    page = opened(signed_in)
    cut(page)
    expect(task(page, "一直开着的页面")).to_have_count(1)
    page.context.clock.set_system_time(datetime.now(UTC) + timedelta(hours=73))
    # Looked at again: what the browser tells a page that comes back to the front.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-at=old]")).to_be_visible()
    assert number not in page.content()


def test_what_was_never_sent_goes_after_two_weeks_and_its_writer_is_told(
    signed_in: Signed, cast: Cast, axe: Axe
) -> None:
    from happiness_cloud.cases.models import Case

    case_id, number, _way = walks.reported("两周没有网络")
    walks.walked(cast, case_id, "to_check")
    page = opened(signed_in)
    cut(page)
    verified_offline(page, "两周没有网络")
    later(page, days=13, hours=23)
    expect(waiting(page)).to_have_count(1)
    (kept,) = stores(page)["queue"]
    assert (kept["body"], len(kept["photos"])) == ({"note": "灯亮了"}, 1)
    later(page, days=14, hours=1)
    expect(waiting(page)).to_have_count(0)
    card = page.locator("[data-at=conflicts] > li")
    expect(card).to_have_count(1)
    expect(card).to_contain_text(number)
    axe(page)
    (left,) = stores(page)["queue"]
    assert set(left) == {"id", "owner", "verb", "number", "at", "since", "state"}, "no words, no photos"
    # Told, not sent: it is for its writer to go and look again.
    page.context.set_offline(False)
    page.locator("[data-at=send]").dispatch_event("click")
    page.wait_for_function("() => Number(document.querySelector('#kept').dataset.tries) >= 1")
    assert Case.objects.get(pk=case_id).state == "to_check"
    card.locator("[data-slot=discard]").click()
    expect(card).to_have_count(0)
    assert stores(page)["queue"] == []


def test_signing_out_leaves_nothing_of_a_person_on_the_phone(signed_in: Signed, cast: Cast) -> None:
    case_id, number, _way = walks.reported("退出后不留痕迹")
    walks.walked(cast, case_id, "to_check")
    page = opened(signed_in)
    page.goto(f"/field/{number}/")
    cut(page)
    verified_offline(page, "退出后不留痕迹")
    page.context.set_offline(False)
    expect(waiting(page)).to_have_count(0)
    leave(page)
    assert stores(page) == {"tasks": [], "facts": [], "queue": []}
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    for secret in (number, "退出后不留痕迹", "林晓燕", "linxiaoyan", cast("grid_worker").id):
        assert secret not in kept
        assert not [one for one in cached(page) if secret in one]
    page.context.set_offline(True)
    ready(page)
    expect(page.locator("[data-at=nobody]")).to_be_visible()


def test_a_session_that_ends_while_the_phone_is_away_waits_for_the_same_person(
    signed_in: Signed, cast: Cast, axe: Axe
) -> None:
    from django.contrib.sessions.models import Session

    from happiness_cloud.cases.models import Case

    case_id, number, _way = walks.reported("会话在离线时结束")
    walks.walked(cast, case_id, "to_check")
    page = opened(signed_in, language="en")
    cut(page)
    verified_offline(page, "会话在离线时结束")
    reported_offline(page, "会话结束前的上报")
    # A third one is being written when the line comes back.
    page.locator(".writing > summary").click()
    page.locator("#report-words").fill("会话结束时正在写")
    Session.objects.all().delete()
    page.context.set_offline(False)
    expect(page.locator("[data-at=sign-in]")).to_be_visible()
    expect(page.locator("[data-at=said]")).to_have_class("note tone-amber")
    assert number not in page.content(), "whoever holds the phone now need not be who wrote"
    axe(page)
    page.locator("#report-area").select_option(index=1)
    page.locator("[data-at=report] .primary").click()
    expect(page.locator(".writing")).not_to_have_attribute("open", "")
    expect(page.locator("[data-at=sign-in]")).to_be_visible()
    owners = {one["owner"] for one in stores(page)["queue"]}
    assert (owners, len(stores(page)["queue"])) == ({cast("grid_worker").id}, 3)
    enter(page, "other_worker")
    expect(waiting(page)).to_have_count(0)
    for words in ("会话在离线时结束", "会话结束前的上报", "会话结束时正在写", number):
        assert words not in page.content()
    assert Case.objects.get(pk=case_id).state == "to_check"
    leave(page)
    enter(page, "grid_worker")
    expect(page.locator("[data-at=said]")).to_have_class("note tone-green")
    expect(waiting(page)).to_have_count(0)
    assert Case.objects.get(pk=case_id).state == "to_call_back"
    for words in ("会话结束前的上报", "会话结束时正在写"):
        assert Case.objects.filter(text=words).count() == 1


def test_a_note_that_comes_after_the_end_is_taken(signed_in: Signed, cast: Cast) -> None:
    from happiness_cloud.cases import actions
    from happiness_cloud.cases.models import Case, Remark

    case_id, _number, _way = walks.reported("结案后才到的备注")
    walks.walked(cast, case_id, "to_confirm")
    page = opened(signed_in)
    cut(page)
    one = task(page, "结案后才到的备注")
    one.locator("summary").click()
    one.locator("[name=words]").fill("路过时看到已经修好")
    one.locator("[value=note]").click()
    expect(waiting(page)).to_have_count(1)
    actions.not_found(cast("community"), case_id, reason="现场没有")
    page.context.set_offline(False)
    expect(waiting(page)).to_have_count(0)
    expect(page.locator("[data-at=conflicts] > li")).to_have_count(0)
    assert Case.objects.get(pk=case_id).state == "refused"
    assert Remark.objects.filter(case_id=case_id, text="路过时看到已经修好").count() == 1


def test_the_icons_of_the_app_are_there_in_the_sizes_a_phone_asks_for(signed_in: Signed, site: str) -> None:
    page = opened(signed_in)
    told = page.request.get("/field/app.webmanifest").json()
    pixels = [one for one in told["icons"] if one["type"] == "image/png"]
    assert sorted((one["purpose"], one["sizes"]) for one in pixels) == [
        (purpose, size) for purpose in ("any", "maskable") for size in ("192x192", "512x512")
    ]
    for one in pixels:
        answer = page.request.get(urljoin(f"{site}/field/", one["src"]))
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
        picture = Image.open(BytesIO(answer.body()))
        assert f"{picture.width}x{picture.height}" == one["sizes"]
        corner = picture.convert("RGBA").getpixel((0, 0))
        # A launcher cuts the maskable one to its shape, so its colour reaches into the corners.
        assert corner[3] == (255 if one["purpose"] == "maskable" else 0)
    # What the browser itself thinks: no reason against installing but that the test's window is no app.
    session = page.context.new_cdp_session(page)
    page.goto("/field/")
    assert session.send("Page.getAppManifest")["errors"] == []
    reasons = {one["errorId"] for one in session.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert reasons <= {"in-incognito"}
