"""A real Chromium, and axe-core to look at its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tools.browser import find

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser with a fresh profile, gone afterwards."""
    path = find()
    if path is None:
        raise RuntimeError("no Chromium: run `python tools/browser.py`, or set CHROMIUM")
    with sync_playwright() as engine:
        running = engine.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield running
        finally:
            running.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA on the page as it stands now."""
    # Evaluated, not added as a tag: the content policy forbids foreign scripts, and should.
    page.evaluate(AXE.read_text())
    found: Any = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:4]]}"
        for one in found["violations"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    told: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return told


def settled(page: Page) -> None:
    """Wait until the map shows the pins of where it stands now."""
    page.wait_for_function(
        """async () => {
            const box = document.querySelector("[data-map].live");
            const before = box?.dataset.shown;
            await new Promise((done) => setTimeout(done, 500));
            return Boolean(before) && box.dataset.shown === before;
        }"""
    )


def touching(page: Page) -> list[str]:
    """Pairs of pins that lie over each other or under the buttons of the map."""
    found: list[str] = page.evaluate(
        """() => {
            const all = [...document.querySelectorAll(".pinpoint, .leaflet-control-zoom")];
            const boxes = all.map((one) => [one.textContent || one.title, one.getBoundingClientRect()]);
            const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            return boxes.flatMap(([name, box], at) =>
                boxes.slice(at + 1).filter(([, other]) => over(box, other)).map(([other]) => `${name} / ${other}`));
        }"""
    )
    return found
