"""The press: a process of its own that makes one PDF and ends, so that what it needed is given back.

`python -m happiness_cloud.facade.press FOLDER FONTS`: FOLDER holds `main.typ`, `told.json` and pictures; the press
writes `out.pdf` there. It knows neither the database nor the settings.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
import unicodedata
from pathlib import Path
from typing import Any

import typst
from PIL import Image

# Pixels at the longer side of a picture: 100 mm wide at 250 dots an inch.
SIDE, QUALITY = 1000, 78
CPU_SECONDS, MEMORY = 30, 2 * 1024**3
BLANK = "□"


def shrunk(picture: Path) -> None:
    """Bring a picture to the size that paper can show, in place; a damaged one becomes a grey field."""
    try:
        with Image.open(picture) as image:
            # JPEG decodes at a half or a quarter of its size already.
            image.draft("RGB", (SIDE, SIDE))
            small = image.convert("RGB")
    except OSError:
        small = Image.new("RGB", (4, 3), "#cccccc")
    small.thumbnail((SIDE, SIDE))
    small.save(picture, "JPEG", quality=QUALITY)


def covered(font: bytes) -> frozenset[int]:
    """The signs a font has: its character map of format 12, as the OpenType standard describes it."""
    tables = {
        font[at : at + 4]: struct.unpack(">I", font[at + 8 : at + 12])[0]
        for at in range(12, 12 + 16 * struct.unpack(">H", font[4:6])[0], 16)
    }
    cmap = tables[b"cmap"]
    count = struct.unpack(">H", font[cmap + 2 : cmap + 4])[0]
    for entry in range(cmap + 4, cmap + 4 + 8 * count, 8):
        start = cmap + struct.unpack(">I", font[entry + 4 : entry + 8])[0]
        if struct.unpack(">H", font[start : start + 2])[0] == 12:
            groups = struct.unpack(">I", font[start + 12 : start + 16])[0]
            ranges = struct.iter_unpack(">III", font[start + 16 : start + 16 + 12 * groups])
            return frozenset(sign for first, last, _glyph in ranges for sign in range(first, last + 1))
    raise ValueError("a font without a full character map")


def printable(told: Any, known: frozenset[int]) -> Any:
    """`told` with every sign that the fonts lack told otherwise: PDF/UA has no place for what cannot be read.

    A letter or ideograph becomes its code, so that nobody's name is lost; an emoji a blank; controls go.
    """
    if isinstance(told, str):
        return "".join(sign if ord(sign) in known else _instead(sign) for sign in told)
    if isinstance(told, list):
        return [printable(one, known) for one in told]
    if isinstance(told, dict):
        return {name: printable(one, known) for name, one in told.items()}
    return told


def _instead(sign: str) -> str:
    if sign == "\n":
        return sign
    kind = unicodedata.category(sign)
    if kind[0] == "L":
        return f"〔U+{ord(sign):04X}〕"
    if kind[0] == "Z" or sign == "\t":
        return " "
    return "" if kind[0] in "CM" else BLANK


def main() -> None:
    """Shrink, see what can be printed, set, write."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder, fonts = Path(sys.argv[1]), Path(sys.argv[2])
    for picture in sorted(folder.glob("*.jpg")):
        shrunk(picture)
    # Both weights have the same signs.
    known = covered((fonts / "NotoSansSC-Regular.ttf").read_bytes())
    values = folder / "told.json"
    told = printable(json.loads(values.read_text(encoding="utf-8")), known)
    values.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    compiler = typst.Compiler(
        folder / "main.typ",
        root=folder,
        font_paths=[fonts],
        ignore_system_fonts=True,
        # Packages would be fetched from outside; these two folders are empty.
        package_path=folder / "none",
        package_cache_path=folder / "none",
    )
    compiler.compile(output=folder / "out.pdf", format="pdf", pdf_standards=["ua-1"])


if __name__ == "__main__":
    main()
