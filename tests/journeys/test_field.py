"""A grid worker on foot: report in a few taps, confirm and verify with a photo, and nothing of other grids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.cast import GRID, HERE

from . import walks
from .browser import overflow

Signed = Callable[..., Page]
Axe = Callable[[Page], None]


def photo(name: str = "site.jpg") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": walks.picture()}


def test_reporting_takes_a_photo_a_kind_and_the_place_on_one_page(
    signed_in: Signed, inside: None, axe: Axe
) -> None:
    from happiness_cloud.cases.models import Case, Evidence

    page = signed_in("grid_worker", width=390)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": HERE[0], "latitude": HERE[1]})
    page.goto("/field/")
    axe(page)
    page.locator(".act .primary").click()
    page.wait_for_url("**/field/report/")
    # Whoever allowed it once is located without another tap.
    expect(page.locator("[name=lon]")).to_have_value("114.305000")
    axe(page)
    assert page.locator(".chips .chip").count() <= 9
    page.locator(".chips .chip").first.click()
    kind = page.locator(".chips .chip").first.inner_text()
    page.locator("#id_photos").set_input_files([photo()])
    expect(page.locator(".previews figure")).to_have_count(1)
    page.locator(".act .primary").click()
    page.wait_for_url("**/field/")
    made = Case.objects.latest("id")
    assert (made.channel, made.text, made.area_path) == ("patrol", kind, GRID)
    assert made.state == "to_file", "what the worker saw needs no second look"
    assert Evidence.objects.filter(case=made).count() == 1


@pytest.mark.parametrize(
    ("language", "theme", "asked", "chosen"),
    [
        ("zh-CN", "light", "这里靠近分界线", "请选一边"),
        ("en", "dark", "This place is close to a border", "Choose the side"),
    ],
)
def test_close_to_a_border_the_page_asks_for_the_side_before_it_sends(
    signed_in: Signed, inside: None, axe: Axe, language: str, theme: str, asked: str, chosen: str
) -> None:
    from happiness_cloud.cases.models import Case

    page = signed_in("grid_worker", width=390, language=language, theme=theme)
    page.context.grant_permissions(["geolocation"])
    # Three metres within the second grid.
    page.context.set_geolocation({"longitude": 114.31003, "latitude": 30.605})
    page.goto("/field/report/")
    question = page.locator("#side fieldset")
    expect(question).to_contain_text(asked)
    expect(question.locator("[type=radio]")).to_have_count(2)
    expect(question.locator(":checked")).to_have_count(0)
    axe(page)
    assert overflow(page) <= 0
    before = Case.objects.count()
    words = f"边界上的井盖 {language}"
    page.locator("#id_text").fill(words)
    page.locator("#id_photos").set_input_files([photo()])
    page.locator(".act .primary").click()
    # The question comes into view; words and photo are still there.
    expect(page.locator("#side [data-choose]")).to_contain_text(chosen)
    expect(page.locator("#side [type=radio]").first).to_be_focused()
    expect(page.locator(".previews figure")).to_have_count(1)
    assert Case.objects.count() == before
    assert overflow(page) <= 0
    axe(page)
    page.locator(f"#side [value='{GRID}']").check()
    page.locator(".act .primary").click()
    page.wait_for_url("**/field/")
    made = Case.objects.latest("id")
    assert (made.text, made.area_path, Case.objects.count()) == (words, GRID, before + 1)


def test_what_the_house_says_about_the_side_stays_while_the_map_comes_back(
    signed_in: Signed, inside: None
) -> None:
    page = signed_in("grid_worker", width=390)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": 114.30997, "latitude": 30.605})
    page.goto("/field/report/")
    expect(page.locator("#side [type=radio]")).to_have_count(2)
    page.locator("#id_text").fill("边界上的井盖")
    # As one who was faster than the question.
    page.locator("#side").evaluate("box => box.replaceChildren()")
    with page.expect_response(lambda told: "/report/side/" in told.url) as again:
        page.locator(".act .primary").click()
    assert again.value.status == 204
    expect(page.locator("#id_side_error")).to_be_visible()


def test_a_pin_that_leaves_the_border_takes_the_question_with_it(signed_in: Signed, inside: None) -> None:
    page = signed_in("grid_worker", width=390)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": 114.30997, "latitude": 30.605})
    page.goto("/field/report/")
    expect(page.locator("#side [type=radio]")).to_have_count(2)
    # The map stands around the pin; a tap 120 pixels to the west lies well within the grid.
    there = page.locator("[data-map]").bounding_box()
    assert there is not None
    tapped = {"x": there["width"] / 2 - 120, "y": there["height"] / 2}
    page.locator("[data-map]").click(position=tapped)
    expect(page.locator("#side [type=radio]")).to_have_count(0)
    # The tip of the pin stands where the finger was.
    pin, here = page.locator(".pinpoint.picked").bounding_box(), page.locator("[data-map]").bounding_box()
    assert pin is not None
    assert here is not None
    assert abs(pin["x"] + pin["width"] / 2 - here["x"] - tapped["x"]) < 2
    assert abs(pin["y"] + pin["height"] - here["y"] - tapped["y"]) < 3


def test_the_lists_of_my_grid_are_for_everybody(
    signed_in: Signed, cast: Callable[[str], Any], axe: Axe
) -> None:
    confirming, verifying = walks.reported("门前堆了杂物"), walks.reported("井盖松了")
    walks.walked(cast, confirming[0], "to_confirm")
    walks.walked(cast, verifying[0], "to_check")
    for told in ({}, {"language": "en", "theme": "dark"}, {"width": 1280}):
        page = signed_in("grid_worker", **({"width": 390} | told))
        for show, number in (("confirm", confirming[1]), ("verify", verifying[1]), ("overdue", "")):
            page.goto(f"/field/list/?show={show}")
            assert number in page.content()
            assert overflow(page) <= 0
            axe(page)


def test_a_matter_is_confirmed_with_a_photo_in_two_taps(
    signed_in: Signed, cast: Callable[[str], Any], axe: Axe
) -> None:
    from happiness_cloud.cases.models import Case, Evidence

    case_id, number, _way = walks.reported()
    walks.walked(cast, case_id, "to_confirm")
    # The page of the day shows the first few; what other journeys left waiting in this grid comes before.
    Case.objects.filter(state="to_confirm").exclude(pk=case_id).update(state="void", look_at=None)
    page = signed_in("grid_worker", width=390)
    page.goto("/field/")
    page.locator(f"a[href='/field/{number}/']").first.click()
    page.wait_for_url(f"**/field/{number}/")
    axe(page)
    assert overflow(page) <= 0
    page.locator("#id_photos").set_input_files([photo()])
    expect(page.locator(".previews figure")).to_have_count(1)
    page.locator(".verbs [value=confirm]").click()
    page.wait_for_url("**/field/")
    assert Case.objects.get(pk=case_id).state == "to_file"
    assert Evidence.objects.filter(case_id=case_id).count() == 2


def test_rework_asks_for_words_and_keeps_what_was_typed(
    signed_in: Signed, cast: Callable[[str], Any], axe: Axe
) -> None:
    from happiness_cloud.cases.models import Case

    case_id, number, _way = walks.reported()
    walks.walked(cast, case_id, "to_check")
    page = signed_in("grid_worker", width=390, scripts=False)
    page.goto(f"/field/{number}/")
    page.locator(".verbs [value=rework]").click()
    expect(page.locator("#id_reason_error")).to_be_visible()
    page.locator("#id_reason").fill("灯还是不亮")
    page.locator(".verbs [value=rework]").click()
    page.wait_for_url("**/field/")
    told = Case.objects.get(pk=case_id)
    assert (told.state, told.reworks) == ("handling", 1)


def test_the_worker_of_another_grid_sees_nothing_by_list_or_guessed_address(
    signed_in: Signed, cast: Callable[[str], Any]
) -> None:
    case_id, number, _way = walks.reported("邻格的事")
    walks.walked(cast, case_id, "to_confirm")
    page = signed_in("other_worker", width=390)
    for address in ("/field/", "/field/list/?show=confirm"):
        page.goto(address)
        assert number not in page.content()
    answer = page.goto(f"/field/{number}/")
    assert answer is not None
    assert answer.status == 404
    answer = page.goto(f"/field/{number}/pin.json")
    assert answer is not None
    assert answer.status == 404
