"""Boston's neighbourhoods and its stream of matters in a house of their own, and one of them through all hands.

The house begins empty and is filled with the commands an operator has. The real data is no part of the project;
where it is absent the journey says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.intake.conftest import SHARED

from . import ground, walks
from .browser import overflow, settled, touching

Axe = Callable[[Page], None]
Opened = Callable[..., Page]

SETTINGS = {"HAPPINESS_DIVISION": "990617", "HAPPINESS_TIME_ZONE": "America/New_York"}
BOSTON, TEAM = "/990617/", "/d990617/cgj/sz2/"
STAFF = (
    ("ivy", "Ivy Reyes", "intake_operator", "/d990617/rx12345/", BOSTON),
    ("sue", "Sue Walsh", "supervisor", "/d990617/jdzx/", BOSTON),
    ("dan", "Dan Okafor", "dispatcher", "/d990617/zhzx/", BOSTON),
    ("hal", "Hal Costa", "unit_handler", TEAM, BOSTON),
    ("cal", "Cal Nguyen", "call_back_agent", "/d990617/rx12345/", BOSTON),
)
PASSWORD = "a-word-of-their-own-617"
LIGHT = "01037"


@pytest.fixture(scope="module")
def _place(
    blank: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str, Path]]:
    if not SHARED.is_dir():
        pytest.skip("real data is not here: ../shared/data is absent")
    name, folder = f"{blank}_boston", tmp_path_factory.mktemp("boston")
    with django_db_blocker.unblock(), ground.copied(blank, name):
        _founded(name, folder)
        with ground.serving(name, folder, **SETTINGS) as address:
            yield address, name, folder


def _founded(name: str, folder: Path) -> None:
    """From an empty house to a district with its matters and its people, by commands alone."""

    def happiness(*words: str) -> dict[str, Any]:
        return ground.command(name, folder, *words, **SETTINGS)

    source, staff = SHARED / "en-boston311-2015", folder / "staff.csv"
    happiness("prepare")
    drawn = happiness(
        *("import", "areas", str(source / "neighborhoods.geojson"), "--kind", "subdistrict"),
        *("--root", "990617:Boston", "--repair", "make_valid_and_cut", "--json"),
    )
    assert drawn["created"] == 26
    stream = str(source / "cases_stream.csv")
    told = happiness("import", "cases", stream, "--mapping", "boston-311", "--json")
    assert told["created"] == told["read"] > 6000
    with staff.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("username", "name", "position", "unit", "area"), *STAFF])
    seated = happiness("import", "people", str(staff), "--passwords", str(folder / "words.csv"), "--json")
    assert (seated["created"], seated["appointed"]) == (len(STAFF), len(STAFF))


@pytest.fixture(scope="module")
def site(_place: tuple[str, str, Path]) -> str:
    return _place[0]


@pytest.fixture(scope="module")
def words(_place: tuple[str, str, Path]) -> dict[str, str]:
    """The password of each of the staff, as it stands: the temporary one until the first sign-in."""
    with (_place[2] / "words.csv").open(encoding="utf-8") as rows:
        return {row["username"]: row["password"] for row in csv.DictReader(rows)}


@pytest.fixture
def seated(open_page: Opened, words: dict[str, str], axe: Axe) -> Opened:
    """A page of one of the staff; whoever signs in for the first time chooses a password first."""

    def enter(user: str, **told: Any) -> Page:
        page = open_page(**({"width": 1280, "language": "en"} | told))
        page.goto("/sign-in/")
        page.locator("[name=username]").fill(user)
        page.locator("[name=password]").fill(words[user])
        page.locator("main form").get_by_role("button").last.click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        if words[user] != PASSWORD:
            page.wait_for_url("**/account/password/")
            axe(page)
            page.locator("[name=old]").fill(words[user])
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("[name=again]").fill(PASSWORD)
            page.locator("main form").get_by_role("button").last.click()
            page.wait_for_url(lambda url: "/password/" not in url)
            words[user] = PASSWORD
        return page

    return enter


def opened(page: Page, number: str) -> None:
    """The matter beside the list, found by its number."""
    page.goto(f"/cases/?q={number}")
    page.locator(f"tr[data-number='{number}'] a.title").click()
    expect(page.locator("#pane .case-head .code").first).to_have_text(number)


def step(page: Page, verb: str) -> None:
    """Open the dialog of a verb from the page of the matter."""
    button = page.locator(f".verbs a[href*='/{verb}/']")
    # The page may still be on its way when its head is there already.
    expect(page.locator(".verbs a, .verbs summary").first).to_be_visible()
    if not button.first.is_visible():
        page.locator(".verbs summary").click()
    button.first.click()
    expect(page.locator("#dialog form")).to_be_visible()


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("#dialog button.primary").click()
    expect(page.locator("#flashes .tone-green")).to_be_visible()


def stands(page: Page, state: str) -> None:
    expect(page.locator(".case-head .badge").first).to_have_text(re.compile(state))


@pytest.mark.parametrize("told", [{}, {"width": 390, "language": "zh-CN", "theme": "dark"}])
def test_the_map_shows_the_neighbourhoods_and_their_matters(
    seated: Opened, axe: Axe, told: dict[str, Any]
) -> None:
    page = seated("sue", **told)
    page.goto("/map/")
    expect(page.locator(".big-map path.area")).to_have_count(26)
    expect(page.locator(".big-map path.area.tone-red").first).to_be_attached()
    expect(page.locator(".map-list")).to_contain_text("Jamaica Plain")
    for _nearer in range(4):
        settled(page)
        assert page.locator(".big-map .pinpoint").count()
        assert not touching(page)
        axe(page)
        heap = page.locator(".big-map .pinpoint.many")
        if not heap.count():
            break
        heap.first.click()
    assert overflow(page) <= 0


def test_recorded_deadlines_and_their_keeping_are_seen(seated: Opened, inside: None, axe: Axe) -> None:
    from happiness_cloud.cases.models import Case

    page = seated("sue")
    page.goto("/cases/?state=open")
    rows = page.locator("table.cases tbody tr")
    expect(rows.first.locator(".due")).to_contain_text("overdue by")
    assert not re.search(r"\b\d{5}\b", rows.first.locator(".category").inner_text()), "a name, not a code"
    axe(page)
    ended = Case.objects.filter(state="closed", due_at__isnull=False).order_by("id")
    for kept, said in ((True, "in time"), (False, "late")):
        matter = ended.filter(on_time=kept).first()
        assert matter is not None
        page.goto(f"/cases/?q={matter.number}&state=ended")
        expect(page.locator(f"tr[data-number='{matter.number}'] .due")).to_have_text(said)
        page.goto(f"/cases/{matter.number}/")
        facts = page.locator(".case-side .facts")
        expect(facts).to_contain_text(f"· {said}")
        told = datetime.fromisoformat(facts.locator("time").first.get_attribute("datetime") or "")
        assert matter.due_at is not None
        assert abs(told - matter.due_at) < timedelta(minutes=1)
        axe(page)


def test_an_imported_matter_goes_through_all_hands(
    seated: Opened, inside: None, axe: Axe, open_page: Opened
) -> None:
    from happiness_cloud.cases import queries
    from happiness_cloud.cases.models import Case

    found = Case.objects.filter(state="registered", category=LIGHT, lon__isnull=False, due_at__isnull=False)
    matter = found.order_by("-id")[0]
    number, due = matter.number, matter.due_at
    assert matter.reported_at.year <= 2015

    intake = seated("ivy")
    opened(intake, number)
    axe(intake)
    step(intake, "register")
    axe(intake)
    send(intake)

    supervisor = seated("sue")
    opened(supervisor, number)
    if "/confirm/" in supervisor.locator(".verbs").inner_html():
        step(supervisor, "confirm")
        supervisor.locator("#dialog [name=note]").fill("Seen from the street")
        send(supervisor)
    step(supervisor, "file")
    send(supervisor)

    dispatcher = seated("dan")
    dispatcher.goto("/dispatch/")
    row = dispatcher.locator("tr", has_text=number)
    expect(row.locator(".named strong")).to_have_text("Municipal Works Team 2")
    axe(dispatcher)
    row.locator("[data-accept]").click()
    expect(dispatcher.locator("#flashes .tone-green")).to_be_visible()

    handler = seated("hal")
    opened(handler, number)
    expect(handler.locator(".why li").first).to_be_visible()
    with handler.expect_navigation():
        handler.keyboard.press("s")
    step(handler, "handle")
    handler.locator("#dialog [name=result]").fill("Bulb replaced, the light burns")
    after = {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": walks.picture("#d8c27a")}
    handler.locator("#dialog [name=photos]").set_input_files([after])
    axe(handler)
    send(handler)
    assert handler.locator(".verbs a[href*='/verify/']").count() == 0, "nobody verifies his own work"

    opened(supervisor, number)
    step(supervisor, "verify")
    send(supervisor)

    agent = seated("cal")
    opened(agent, number)
    step(agent, "call_back")
    agent.locator("#dialog [name=reached][value=yes]").check()
    agent.locator("#dialog [name=solved][value=yes]").check()
    send(agent)
    step(agent, "close")
    send(agent)
    stands(agent, "Closed")
    axe(agent)

    resident = open_page(language="en")
    resident.goto(f"/t/{number}/{queries.token_of(matter.id)}/")
    expect(resident.locator("main")).to_contain_text("Bulb replaced")
    axe(resident)
    if not resident.locator("[name=stars]").count():
        resident.goto(f"{resident.url}rate/")
    resident.locator("[name=stars][value='5']").check(force=True)
    if resident.locator("[name=solved]").count():
        resident.locator("[name=solved]").first.check(force=True)
    resident.locator("form:has([name=stars]) button").last.click()
    resident.wait_for_load_state()

    matter.refresh_from_db()
    assert (matter.state, matter.outcome, matter.stars) == ("closed", "handled", 5)
    assert matter.lead_unit == TEAM
    assert (matter.due_at, matter.on_time) == (due, False), "the promise of 2015 was not kept"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_new_matter_lands_in_its_neighbourhood(
    open_page: Opened, inside: None, axe: Axe, seated: Opened, scripts: bool
) -> None:
    import shapely

    from happiness_cloud.cases.models import Case
    from happiness_cloud.places.models import Area

    area = Area.objects.get(name_zh="Roxbury", valid_to__isnull=True)
    point = shapely.from_wkb(bytes(area.polygon)).representative_point()
    page = open_page(language="en", scripts=scripts)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": point.x, "latitude": point.y})
    page.goto("/report/")
    page.locator("#id_text").fill("The street light at the corner is out")
    page.locator("button.primary").click()
    page.wait_for_url("**/report/where/")
    if scripts:
        expect(page.locator("[data-map].live path.area")).to_have_count(26)
        page.locator("[data-locate]").click()
        expect(page.locator("[name=lon]")).not_to_have_value("")
    else:
        page.locator("#id_area").select_option(label="Roxbury")
        page.locator("#id_address").fill("Corner of Dudley Street")
    if scripts:
        axe(page)
    page.locator("button.primary").last.click()
    page.wait_for_url("**/report/check/")
    expect(page.locator("main")).to_contain_text("Roxbury")
    if scripts:
        axe(page)
    page.locator("button.primary").last.click()
    page.wait_for_url("**/report/done/")
    number = page.locator(".ticket").inner_text()
    assert "-990617-" in number
    made = Case.objects.get(number=number)
    assert (made.area_path, made.area_version) == (area.path, area.version)
    staff = seated("ivy")
    opened(staff, number)
    expect(staff.locator(".case-side .facts")).to_contain_text("Roxbury")
