"""A grid worker without network: tasks open, what is written waits on the device, and is sent exactly once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect
from tests.cast import GRID

from . import walks
from .browser import overflow
from .phone import cached, cut, enter, opened, ready, reported_offline, task, verified_offline, waiting

Signed = Callable[..., Page]
Axe = Callable[[Page], None]


def test_what_is_written_without_network_is_sent_exactly_once(
    signed_in: Signed, cast: Callable[[str], Any], axe: Axe
) -> None:
    from happiness_cloud.cases.models import Case, Evidence
    from happiness_cloud.ledger.models import Entry

    case_id, _number, _way = walks.reported("井盖松动请核查")
    walks.walked(cast, case_id, "to_check")
    page = opened(signed_in)
    cut(page)
    verified_offline(page, "井盖松动请核查")
    expect(waiting(page)).to_have_count(1)
    reported_offline(page, "断网时看到的垃圾")
    expect(waiting(page)).to_have_count(2)
    axe(page)
    # The page is shut, and opened again without network.
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/field/offline/")
    page.wait_for_selector("#kept[data-ready]")
    expect(waiting(page)).to_have_count(2)
    assert Case.objects.get(pk=case_id).state == "to_check"
    context.set_offline(False)
    expect(waiting(page)).to_have_count(0)
    case = Case.objects.get(pk=case_id)
    assert case.state == "to_call_back"
    assert Entry.objects.filter(subject_id=str(case_id), verb="cases.verify").count() == 1
    (shot,) = Evidence.objects.filter(case=case, role="check")
    from happiness_cloud.files.models import File

    assert File.objects.get(pk=shot.file_id).width == 2048, "made smaller on the device"
    (made,) = Case.objects.filter(text="断网时看到的垃圾")
    assert (made.channel, made.area_path) == ("patrol", GRID)
    assert Evidence.objects.filter(case=made).count() == 1
    ready(page)
    expect(waiting(page)).to_have_count(0)
    assert Case.objects.filter(text="断网时看到的垃圾").count() == 1


def test_a_line_that_breaks_before_the_answer_does_nothing_twice(
    signed_in: Signed, cast: Callable[[str], Any]
) -> None:
    from happiness_cloud.cases.models import Case
    from happiness_cloud.files.models import File

    page = opened(signed_in)
    cut(page)
    reported_offline(page, "线路中断的上报")
    before = File.objects.count()
    lost: list[str] = []

    def swallow(route: Route) -> None:
        if route.request.method != "POST" or route.request.url in lost:
            route.continue_()
            return
        # The house did it, and the phone never hears of it.
        lost.append(route.request.url)
        route.fetch()
        route.abort("connectionreset")

    page.context.route("**/api/v1/**", swallow)
    page.context.set_offline(False)
    for turn in range(2):
        expect(page.locator("[data-at=said]")).to_have_class("note tone-amber")
        expect(waiting(page)).to_have_count(1)
        assert len(lost) == turn + 1
        page.locator("[data-at=send]").click()
        if not turn:
            page.wait_for_function("() => document.querySelector('#kept').dataset.tries === '2'")
    expect(waiting(page)).to_have_count(0)
    assert Case.objects.filter(text="线路中断的上报").count() == 1
    assert File.objects.count() == before + 1


def test_a_conflict_is_shown_and_goes_as_a_note_or_is_discarded(
    signed_in: Signed, cast: Callable[[str], Any], axe: Axe
) -> None:
    from happiness_cloud.cases import actions
    from happiness_cloud.cases.models import Case, Evidence, Remark

    case_id, _number, _way = walks.reported("树枝压线待核查")
    walks.walked(cast, case_id, "to_check")
    page = opened(signed_in, language="en")
    cut(page)
    verified_offline(page, "树枝压线待核查")
    actions.rework(cast("supervisor"), case_id, reason="还没修好")
    page.context.set_offline(False)
    card = page.locator("[data-at=conflicts] > li")
    expect(card).to_have_count(1)
    expect(card.locator("[data-slot=wrote]")).to_contain_text("灯亮了")
    expect(card.locator("[data-slot=now]")).not_to_be_empty()
    expect(card.locator("[data-slot=why]")).not_to_be_empty()
    box = card.locator("[data-slot=why]").bounding_box()
    assert box
    assert box["width"] > 100, "words in a line, not a letter a line"
    axe(page)
    assert overflow(page) <= 0
    assert Case.objects.get(pk=case_id).state == "handling", "never written over"
    card.locator("[data-slot=note]").click()
    expect(card).to_have_count(0)
    expect(waiting(page)).to_have_count(0)
    assert Remark.objects.filter(case_id=case_id, text__contains="灯亮了").count() == 1
    assert Evidence.objects.filter(case_id=case_id).count() == 3, "its photo came along"


def test_signing_out_warns_and_empties_and_another_account_sees_nothing(
    signed_in: Signed, cast: Callable[[str], Any]
) -> None:
    from happiness_cloud.cases.models import Case

    case_id, number, _way = walks.reported("门口积水待核实")
    walks.walked(cast, case_id, "to_confirm")
    page = opened(signed_in)
    # The whole time the service is there for everything but the sending.
    page.context.route("**/api/v1/**", lambda route: route.abort())
    ready(page)
    expect(task(page, "门口积水待核实")).to_have_count(1)
    reported_offline(page, "林的未发上报")
    expect(waiting(page)).to_have_count(1)
    page.goto("/account/")
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss() if len(asked) == 1 else dialog.accept()

    page.on("dialog", answer)
    out = page.locator("main form[data-leaving] button")
    out.click()
    assert "/account/" in page.url
    out.click()
    page.wait_for_url("**/sign-in/**")
    assert len(asked) == 2
    assert "1" in asked[0]
    page.context.unroute("**/api/v1/**")
    page.context.set_offline(True)
    ready(page)
    expect(page.locator("[data-at=nobody]")).to_be_visible()
    assert number not in page.content()
    assert "林的未发上报" not in page.content()
    page.context.set_offline(False)

    enter(page, "other_worker")
    expect(waiting(page)).to_have_count(0)
    assert "门口积水待核实" not in page.content()
    assert not Case.objects.filter(text="林的未发上报").exists(), "nobody sends in another's name"
    # Nothing that the page before has asked for may still bring a cookie.
    page.goto("about:blank")
    page.context.clear_cookies()
    enter(page, "grid_worker")
    expect(page.locator("[data-at=said]")).to_have_class("note tone-green")
    assert Case.objects.filter(text="林的未发上报").count() == 1


def test_the_page_reads_well_in_both_languages_and_themes(
    signed_in: Signed, cast: Callable[[str], Any], axe: Axe
) -> None:
    case_id, _number, _way = walks.reported("栏杆松动待核实")
    walks.walked(cast, case_id, "to_confirm")
    for told in ({}, {"language": "en", "theme": "dark"}, {"width": 1280, "language": "en"}):
        page = opened(signed_in, **told)
        cut(page)
        task(page, "栏杆松动待核实").locator("summary").click()
        page.locator(".writing > summary").click()
        assert overflow(page) <= 0
        axe(page)


def test_nothing_of_a_person_lies_in_the_cache(signed_in: Signed, cast: Callable[[str], Any]) -> None:
    case_id, number, _way = walks.reported("缓存检查事项")
    walks.walked(cast, case_id, "to_confirm")
    page = opened(signed_in)
    page.goto(f"/field/{number}/")
    page.goto("/field/list/")
    held = cached(page)
    assert held
    assert not [one for one in held if number in one or "缓存检查事项" in one]
    (shell,) = [one for one in held if one.split(" ", 1)[0].endswith("/field/offline/")]
    assert "csrf" not in shell.lower()
