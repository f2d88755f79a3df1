"""A grid worker's phone: installed, without network, with what lies on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from tests.cast import GRID, PASSWORD

from . import ground, walks

Signed = Callable[..., Page]
PHOTO = {"name": "site.jpg", "mimeType": "image/jpeg"}
_STORES = """async () => {
    const opened = (request) => new Promise((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
    });
    const db = await opened(indexedDB.open("field"));
    const found = {};
    for (const name of db.objectStoreNames) found[name] = await opened(db.transaction(name).objectStore(name).getAll());
    db.close();
    return JSON.parse(JSON.stringify(found));
}"""
_CACHED = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const one of await cache.keys()) found.push(one.url + " " + await (await cache.match(one)).text());
    }
    return found;
}"""


def opened(signed_in: Signed, role: str = "grid_worker", **told: Any) -> Page:
    """A phone whose worker stands and whose tasks are kept."""
    page = signed_in(role, **({"width": 390} | told))
    return at(page, "/field/")


def at(page: Page, address: str) -> Page:
    """A page of the grid worker's, with network, ready to lose it."""
    page.goto(address)
    page.wait_for_selector("html[data-kept]")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def cut(page: Page) -> None:
    """No network, and the page of today opened once more."""
    page.context.set_offline(True)
    page.goto("/field/")
    page.wait_for_selector("#kept[data-ready]")


def ready(page: Page) -> Page:
    """The page that stands without network."""
    page.goto("/field/offline/")
    page.wait_for_selector("#kept[data-ready]")
    return page


def waiting(page: Page) -> Any:
    """What waits to be sent."""
    return page.locator("[data-at=queue] > li")


def task(page: Page, title: str) -> Any:
    """One of the tasks kept."""
    return page.locator("[data-at=tasks] > li", has_text=title)


def photo(size: tuple[int, int] = (800, 600)) -> dict[str, Any]:
    """A picture as the file dialog hands it over."""
    return PHOTO | {"buffer": walks.picture(size=size)}


def verified_offline(page: Page, title: str) -> None:
    """A task done well, with words and a large photo."""
    one = task(page, title)
    one.locator("summary").click()
    one.locator("[name=photos]").set_input_files([photo((3000, 2000))])
    one.locator("[name=words]").fill("灯亮了")
    one.locator("[value=verify]").click()
    expect(one.locator("details")).not_to_have_attribute("open", "")


def reported_offline(page: Page, text: str) -> None:
    """A report from the page that stands without network."""
    page.locator(".writing > summary").click()
    page.locator("#report-words").fill(text)
    page.locator("#report-area").select_option(GRID)
    page.locator("#report-photos").set_input_files([photo()])
    page.locator("[data-at=report] .primary").click()
    expect(page.locator(".writing")).not_to_have_attribute("open", "")


def enter(page: Page, role: str) -> Page:
    """Somebody signs in on this phone, and looks at what waits."""
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(ground.user_name(role))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form").get_by_role("button").last.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return ready(page)


def leave(page: Page) -> None:
    """Whoever is here signs out."""
    page.goto("/account/")
    page.locator("main form[data-leaving] button").click()
    page.wait_for_url("**/sign-in/**")


def stores(page: Page) -> dict[str, list[Any]]:
    """Everything IndexedDB holds, by store."""
    found: dict[str, list[Any]] = page.evaluate(_STORES)
    return found


def cached(page: Page) -> list[str]:
    """Everything the Cache API holds: address and text."""
    found: list[str] = page.evaluate(_CACHED)
    return found
