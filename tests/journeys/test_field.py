"""A grid worker on foot: report in a few taps, confirm and verify with a photo, and nothing of other grids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
