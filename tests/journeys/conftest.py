"""What every journey stands on: a served house with a small fixed place, and a browser.

`site` is the base address, `page` a phone in Chinese, `axe(page)` asserts WCAG 2.2 AA, `signed_in("intake")` a page
of a member of the cast, `cast("intake")` that person as an actor, for verbs
run behind the pages (`inside` points this process at the served database).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.cast import PASSWORD

from . import browser as chromium
from . import ground

# Playwright keeps an event loop in this thread; our queries are plain all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def _place(
    founded: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str, Path]]:
    name, folder = f"{founded}_site", tmp_path_factory.mktemp("site")
    with (
        django_db_blocker.unblock(),
        ground.copied(founded, name),
        ground.serving(name, folder) as address,
    ):
        yield address, name, folder


@pytest.fixture(scope="session")
def site(_place: tuple[str, str, Path]) -> str:
    """The base address of the served house."""
    return _place[0]


@pytest.fixture
def inside(_place: tuple[str, str, Path], django_db_blocker: Any) -> Iterator[None]:
    """The served database under the Django of this process, to look and to act behind the pages."""
    with django_db_blocker.unblock(), ground.switched(_place[1], _place[2], _place[0]):
        yield


@pytest.fixture
def cast(inside: None) -> Callable[[str], Any]:
    """The actor of a role or short name of the cast: `cast("dispatcher")`."""
    from tests.cast import actor

    return lambda role: actor(ground.ROLES.get(role, role))


@pytest.fixture(scope="session")
def _chromium(blank: str, founded: str) -> Iterator[Browser]:
    # The databases first: with the event loop of the browser Django has connections of its own beside these.
    with chromium.chromium() as running:
        yield running


@pytest.fixture
def open_page(_chromium: Browser, site: str) -> Iterator[Opened]:
    """A new page: `open_page(width=1280, language="en", theme="dark", scripts=False, size="large")`."""
    with ExitStack() as opened:

        def page(
            width: int = 390,
            language: str = "zh-CN",
            theme: str = "light",
            scripts: bool = True,
            size: str = "",
        ) -> Page:
            context = opened.enter_context(_context(_chromium, site, width, language, theme, scripts))
            chosen = {"size": size, "theme": theme if theme == "contrast" else ""}
            context.add_cookies(
                [{"name": name, "value": value, "url": site} for name, value in chosen.items() if value]
            )
            return context.new_page()

        yield page


@contextmanager
def _context(
    running: Browser, site: str, width: int, language: str, theme: str, scripts: bool
) -> Iterator[BrowserContext]:
    context = running.new_context(
        base_url=site,
        viewport={"width": width, "height": 900 if width > 600 else 844},
        locale=language,
        color_scheme="dark" if theme == "dark" else "light",
        java_script_enabled=scripts,
        reduced_motion="reduce",
        has_touch=width < 600,
        timezone_id="Asia/Shanghai",
    )
    context.set_default_timeout(8000)
    try:
        yield context
    finally:
        context.close()


@pytest.fixture
def page(open_page: Opened) -> Page:
    """A phone that reads Chinese."""
    return open_page()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Assert that axe-core finds nothing on a page."""

    def look(page: Page) -> None:
        # Without its styles a page that was only just reached is another page.
        page.wait_for_load_state("load")
        found = chromium.violations(page)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return look


@pytest.fixture
def signed_in(open_page: Opened) -> Callable[..., Page]:
    """A page of somebody of the cast, signed in by name and password: `signed_in("intake", width=1280)`."""

    def enter(role: str, **told: Any) -> Page:
        page = open_page(**({"width": 1280} | told))
        page.goto("/sign-in/")
        page.locator("[name=username]").fill(ground.user_name(role))
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form").get_by_role("button").last.click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    return enter
