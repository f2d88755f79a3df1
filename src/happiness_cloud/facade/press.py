"""The press: a process of its own that makes one PDF and ends, so that what it needed is given back.

`python -m happiness_cloud.facade.press FOLDER FONTS`: FOLDER holds `main.typ`, what it reads, and pictures; the
press writes `out.pdf` there. It knows neither the database nor the settings.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import typst
from PIL import Image

# Pixels at the longer side of a picture: 100 mm wide at 250 dots an inch.
SIDE, QUALITY = 1000, 78
CPU_SECONDS, MEMORY = 30, 2 * 1024**3


def shrunk(picture: Path) -> None:
    """Bring a picture to the size that paper can show, in place."""
    with Image.open(picture) as image:
        # JPEG decodes at a half or a quarter of its size already.
        image.draft("RGB", (SIDE, SIDE))
        small = image.convert("RGB")
    small.thumbnail((SIDE, SIDE))
    small.save(picture, "JPEG", quality=QUALITY)


def main() -> None:
    """Shrink, set, write."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder, fonts = Path(sys.argv[1]), Path(sys.argv[2])
    for picture in sorted(folder.glob("*.jpg")):
        shrunk(picture)
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
