"""Draws the app's icons from the mark: what a phone puts on its home screen must be pixels."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import typst

SIZES = (192, 512)
# Launchers cut a maskable icon to their own shape; only a circle of four fifths is sure to stay.
SAFE = 0.8


def draw(mark: Path, folder: Path) -> None:
    """Write `icon-<size>.png` (the mark on nothing) and `icon-maskable-<size>.png` (on its own colour) into `folder`."""
    drawing = mark.read_text(encoding="utf-8")
    colour = re.search(r'<svg[^>]*\scolor="(#[0-9a-f]{6})"', drawing)
    if colour is None:
        raise ValueError(f"{mark} names no colour")
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "mark.svg").write_text(drawing, encoding="utf-8")
        for size in SIZES:
            _page(Path(place), size, "none", 1, folder / f"icon-{size}.png")
            filled = f'rgb("{colour.group(1)}")'
            _page(Path(place), size, filled, SAFE, folder / f"icon-maskable-{size}.png")


def _page(place: Path, size: int, fill: str, share: float, out: Path) -> None:
    page = place / "page.typ"
    page.write_text(
        f"#set page(width: {size}pt, height: {size}pt, margin: 0pt, fill: {fill})\n"
        f'#place(center + horizon, image("mark.svg", width: {share * 100}%))\n'
    )
    # One point is one pixel.
    typst.compile(str(page), output=str(out), format="png", ppi=72.0)
