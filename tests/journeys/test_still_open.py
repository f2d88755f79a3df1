"""A form that was open when the network went: nothing is lost, nothing is done twice, and the person is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests.cast import GRID

from . import walks
from .browser import overflow
from .phone import at, enter, leave, opened, photo, ready, stores, waiting

Signed = Callable[..., Page]
Cast = Callable[[str], Any]
Axe = Callable[[Page], None]


def on_site(
    signed_in: Signed, cast: Cast, text: str, until: str = "to_check", **told: Any
) -> tuple[Page, int]:
    """A matter's page, opened with network."""
    case_id, number, _way = walks.reported(text)
    walks.walked(cast, case_id, until)
    return at(opened(signed_in, **told), f"/field/{number}/"), case_id


def filled(page: Page, words: str = "灯亮了") -> None:
    page.locator("#id_photos").set_input_files([photo((3000, 2000))])
    expect(page.locator(".previews figure")).to_have_count(1)
    page.locator("#id_reason").fill(words)


def steps(case_id: int, verb: str) -> list[Any]:
    from happiness_cloud.ledger.models import Entry

    return list(Entry.objects.filter(subject_id=str(case_id), verb=f"cases.{verb}"))


@pytest.mark.parametrize("told", [{}, {"language": "en", "theme": "dark"}])
def test_a_matter_that_was_open_is_verified_without_network_and_sent_later(
    signed_in: Signed, cast: Cast, axe: Axe, told: dict[str, str]
) -> None:
    from happiness_cloud.cases.models import Case, Evidence, Remark

    page, case_id = on_site(signed_in, cast, "断网前打开的事项", **told)
    page.context.set_offline(True)
    filled(page)
    page.locator(".verbs [value=verify]").click()
    note = page.locator("#flashes .note")
    expect(note).to_have_class("note tone-amber")
    expect(note).to_be_focused()
    expect(page.locator("#onsite")).to_be_hidden()
    expect(page.locator(".verbs")).to_be_hidden()
    expect(page.locator("[data-unsent]")).to_be_visible()
    axe(page)
    assert overflow(page) <= 0
    assert Case.objects.get(pk=case_id).state == "to_check"
    page.context.set_offline(False)
    expect(note).to_have_class("note tone-green")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert Case.objects.get(pk=case_id).state == "to_call_back"
    (step,) = steps(case_id, "verify")
    assert step.facts["done_at"] < step.at.isoformat()
    assert Remark.objects.get(case_id=case_id, verb="verify").text == "灯亮了"
    assert Evidence.objects.filter(case_id=case_id, role="check").count() == 1
    assert stores(page)["queue"] == []


def test_a_report_that_was_open_is_kept_and_sent_later(signed_in: Signed, inside: None, axe: Axe) -> None:
    from happiness_cloud.cases.models import Case, Evidence

    page = at(opened(signed_in), "/field/report/")
    page.context.set_offline(True)
    press = page.locator(".act .primary")
    press.click()
    expect(page.locator("#id_text_wrong")).to_be_visible()
    page.locator("#id_text").fill("断网前打开的上报页")
    page.locator("#id_area").select_option("")
    press.click()
    expect(page.locator("#id_area_wrong")).to_be_visible()
    axe(page)
    assert stores(page)["queue"] == [], "what the house could not take is not kept"
    page.locator("#id_area").select_option(GRID)
    page.locator("#id_photos").set_input_files([photo()])
    expect(page.locator(".previews figure")).to_have_count(1)
    press.click()
    note = page.locator("#flashes .note")
    expect(note).to_have_class("note tone-amber")
    axe(page)
    assert not Case.objects.filter(text="断网前打开的上报页").exists()
    # Away to the page that stands without network, and back on the line from there.
    note.locator("[data-more] a").last.click()
    page.wait_for_selector("#kept[data-ready]")
    expect(waiting(page)).to_have_count(1)
    page.context.set_offline(False)
    expect(waiting(page)).to_have_count(0)
    (made,) = Case.objects.filter(text="断网前打开的上报页")
    assert (made.channel, made.area_path) == ("patrol", GRID)
    assert Evidence.objects.filter(case=made).count() == 1


def test_the_side_of_a_border_that_was_chosen_goes_with_a_report_that_is_kept(
    signed_in: Signed, inside: None
) -> None:
    from happiness_cloud.cases.models import Case

    page = opened(signed_in)
    page.context.grant_permissions(["geolocation"])
    # Three metres within the second grid: by the pin alone the matter would lie there.
    page.context.set_geolocation({"longitude": 114.31003, "latitude": 30.605})
    at(page, "/field/report/")
    expect(page.locator("#side [type=radio]")).to_have_count(2)
    page.context.set_offline(True)
    page.locator("#id_text").fill("断网时选定一边的上报")
    page.locator(".act .primary").click()
    expect(page.locator("#side [type=radio]").first).to_be_focused()
    assert stores(page)["queue"] == [], "it is asked before anything is kept"
    page.locator(f"#side [value='{GRID}']").check()
    page.locator(".act .primary").click()
    note = page.locator("#flashes .note")
    expect(note).to_have_class("note tone-amber")
    page.context.set_offline(False)
    expect(note).to_have_class("note tone-green")
    (made,) = Case.objects.filter(text="断网时选定一边的上报")
    assert made.area_path == GRID


def test_what_came_through_before_the_line_broke_is_not_done_again(signed_in: Signed, cast: Cast) -> None:
    from happiness_cloud.cases.models import Case, Evidence
    from happiness_cloud.files.models import File

    page, case_id = on_site(signed_in, cast, "发送中断的核实", "to_confirm")
    before = File.objects.count()

    def swallow(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        # The house did it, and the phone never hears of it.
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    def broken(address: str, press: Any) -> None:
        page.context.route(address, swallow)
        page.context.route("**/api/v1/**", lambda route: route.abort())
        press.click()
        expect(page.locator("#flashes .note")).to_have_class("note tone-amber")
        page.context.unroute(address)
        page.context.unroute("**/api/v1/**")
        ready(page)
        expect(page.locator("[data-at=said]")).to_have_class("note tone-green")
        expect(waiting(page)).to_have_count(0)
        expect(page.locator("[data-at=conflicts] > li")).to_have_count(0)

    filled(page)
    broken("**/field/HC-*/", page.locator(".verbs [value=confirm]"))
    assert len(steps(case_id, "confirm")) == 1
    assert Case.objects.get(pk=case_id).state == "to_file"
    assert Evidence.objects.filter(case_id=case_id).count() == 2, "the one of the report, and this one once"
    assert File.objects.count() == before + 1, "what is there already is not carried a second time"
    at(page, "/field/report/")
    page.locator("#id_text").fill("发送中断的上报")
    page.locator("#id_area").select_option(GRID)
    broken("**/field/report/", page.locator(".act .primary"))
    assert Case.objects.filter(text="发送中断的上报").count() == 1


def test_nobody_waits_for_a_line_that_carries_nothing_and_it_is_tried_again_by_itself(
    signed_in: Signed, cast: Cast, axe: Axe
) -> None:
    from happiness_cloud.cases.models import Case, Evidence

    page, case_id = on_site(signed_in, cast, "看似有网的核查", language="en")
    page.context.clock.install()
    held: list[Route] = []
    # A line that takes everything and answers nothing; the browser believes that there is network.
    page.context.route("**/field/**", lambda route: held.append(route))
    page.context.route("**/api/v1/**", lambda route: route.abort())
    filled(page)
    page.locator(".verbs [value=verify]").click()
    later = page.locator("#flashes [data-later] button")
    expect(later).to_have_count(0)
    page.context.clock.run_for(9_000)
    expect(later).to_be_in_viewport()
    axe(page)
    assert overflow(page) <= 0
    later.click()
    note = page.locator("#flashes .note")
    expect(note).to_have_class("note tone-amber")
    assert len(stores(page)["queue"]) == 1
    assert Case.objects.get(pk=case_id).state == "to_check"
    page.context.unroute("**/field/**")
    page.context.unroute("**/api/v1/**")
    # No event tells that it carries again.
    page.context.clock.run_for(61_000)
    expect(note).to_have_class("note tone-green")
    assert len(steps(case_id, "verify")) == 1
    assert Evidence.objects.filter(case_id=case_id, role="check").count() == 1


def test_with_network_the_house_answers_in_the_form_and_the_photos_stay(
    signed_in: Signed, cast: Cast, axe: Axe
) -> None:
    from happiness_cloud.cases import actions
    from happiness_cloud.cases.models import Case

    page, case_id = on_site(signed_in, cast, "有网时的返工")
    filled(page, "")
    page.locator(".verbs [value=rework]").click()
    expect(page.locator("#id_reason_error")).to_be_visible()
    expect(page.locator("[data-errors]")).to_be_focused()
    expect(page.locator(".previews figure")).to_have_count(1)
    axe(page)
    # Somebody was quicker: that is told, and the photo is still there.
    actions.rework(cast("supervisor"), case_id, reason="还没修好")
    page.locator("#id_reason").fill("灯还是不亮")
    page.locator(".verbs [value=rework]").click()
    expect(page.locator("main [data-errors]")).to_be_visible()
    assert Case.objects.get(pk=case_id).reworks == 1
    assert stores(page)["queue"] == [], "a refusal is no missing network"


def test_a_session_that_ended_loses_nothing_and_nobody_else_sends_or_sees_it(
    signed_in: Signed, cast: Cast, axe: Axe
) -> None:
    from happiness_cloud.cases.models import Case

    page, case_id = on_site(signed_in, cast, "会话结束时的核查", language="en")
    page.context.clear_cookies()
    filled(page)
    page.locator(".verbs [value=verify]").click()
    note = page.locator("#flashes .note")
    expect(note).to_have_class("note tone-amber")
    expect(note.locator("[data-sign-in]")).to_be_visible()
    axe(page)
    assert Case.objects.get(pk=case_id).state == "to_check"
    enter(page, "other_worker")
    expect(waiting(page)).to_have_count(0)
    for address in ("/field/offline/", "/field/", "/account/"):
        page.goto(address)
        assert "会话结束时的核查" not in page.content()
    expect(page.locator("[data-unsent]:visible")).to_have_count(0)
    assert not steps(case_id, "verify"), "nobody sends in another's name"
    # That somebody else has something here is not told when this one leaves: no question is asked.
    leave(page)
    enter(page, "grid_worker")
    expect(page.locator("[data-at=said]")).to_have_class("note tone-green")
    (step,) = steps(case_id, "verify")
    assert step.actor_id == cast("grid_worker").id


def test_a_device_whose_clock_is_wrong_sends_all_the_same_and_says_so_in_words(
    signed_in: Signed, cast: Cast
) -> None:
    from happiness_cloud.cases.models import Case, Remark

    page, case_id = on_site(signed_in, cast, "时钟快了的手机")
    report = at(page.context.new_page(), "/field/report/")
    now = datetime.now(UTC)
    page.bring_to_front()
    page.context.set_offline(True)
    page.context.clock.set_system_time(now + timedelta(hours=5))
    filled(page)
    page.locator(".verbs [value=verify]").click()
    expect(page.locator("#flashes .note")).to_have_class("note tone-amber")
    # A battery that was empty: the clock begins again long ago, and is right once there is a line.
    page.context.clock.set_system_time(datetime(1980, 1, 1, tzinfo=UTC))
    report.locator("#id_text").fill("时钟归零时的上报")
    report.locator("#id_area").select_option(GRID)
    report.locator(".act .primary").click()
    expect(report.locator("#flashes .note")).to_have_class("note tone-amber")
    page.context.clock.set_system_time(now)
    page.context.set_offline(False)
    expect(page.locator("#flashes .note")).to_have_class("note tone-green")
    expect(report.locator("#flashes .note")).to_have_class("note tone-green")
    (step,) = steps(case_id, "verify")
    assert "done_at" not in step.facts, "a moment that cannot be is not kept as a fact"
    assert "以设备时钟为准" in Remark.objects.get(case_id=case_id, verb="verify").text
    (made,) = Case.objects.filter(text__startswith="时钟归零时的上报")
    assert "现场时间 1980" in made.text
    assert made.happened_at is None


def test_a_device_that_is_full_says_so_and_leaves_the_form_as_it_is(
    signed_in: Signed, cast: Cast, axe: Axe
) -> None:
    page, _case_id = on_site(signed_in, cast, "存不下的手机", language="en")
    page.context.set_offline(True)
    filled(page)
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )
    press = page.locator(".verbs [value=verify]")
    press.click()
    note = page.locator("#flashes .note")
    expect(note).to_have_class("note tone-red")
    expect(note).to_be_in_viewport()
    expect(page.locator("#onsite")).to_be_visible()
    expect(page.locator("#id_reason")).to_have_value("灯亮了")
    expect(page.locator(".previews figure")).to_have_count(1)
    expect(press).not_to_have_attribute("aria-disabled", "true")
    axe(page)
