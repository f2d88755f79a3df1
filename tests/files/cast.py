"""Who comes to the files room in these tests, and what they bring."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from happiness_cloud.files import actions
from happiness_cloud.kernel.access import Actor, Grant, house

COMMUNITY = "/990106/001/001/"
NEXT_DOOR = "/990106/001/002/"
MOMENT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)

WORKER = Actor(
    id="staff:lin",
    kind="staff",
    grants=tuple(Grant(right, COMMUNITY) for right in ("files.add", "files.read", "files.remove")),
)
READER = Actor(id="staff:zhao", kind="staff", grants=(Grant("files.read", COMMUNITY),))
OUTSIDER = Actor(
    id="staff:he",
    kind="staff",
    grants=tuple(Grant(right, NEXT_DOOR) for right in ("files.add", "files.read", "files.remove")),
)
SWEEPER = house("file-sweeper", "files.sweep")
BEARER = house("file-link", "files.open")

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def photo(width: int = 640, height: int = 480) -> bytes:
    """A photo with EXIF: Wuhan, 09:30 on 22 November 2026, without a time zone."""
    tags = Image.Exif()
    tags[0x0110] = "SECRETPHONE 9"
    tags.get_ifd(0x8769)[0x9003] = "2026:11:22 09:30:00"
    tags.get_ifd(0x8825).update({1: "N", 2: (30.0, 35.0, 33.0), 3: "E", 4: (114.0, 18.0, 18.0)})
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "JPEG", exif=tags)
    return out.getvalue()


def bring(data: bytes | None = None, name: str = "路灯.jpg", **more: str) -> actions.Added:
    return actions.add(WORKER, area=COMMUNITY, data=photo() if data is None else data, name=name, **more)


def on_disk(folder: Path) -> list[Path]:
    """Every file that lies in the storage."""
    return sorted(one for one in folder.rglob("*") if one.is_file())
