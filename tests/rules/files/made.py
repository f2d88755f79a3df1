"""Pictures and documents made on the spot, good and bad."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

WUHAN = (114.305, 30.5925)


def gradient(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture that is red on the left and blue on the right."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image.convert(mode)


def exif(**more: Any) -> Image.Exif:
    """EXIF of a phone in Wuhan at 09:30 on 22 November 2026, with the phone's name and a remark."""
    tags = Image.Exif()
    tags[0x0110] = "SECRETPHONE 9"
    tags[0x0112] = more.get("orientation", 1)
    shot = {0x9003: more.get("shot", "2026:11:22 09:30:00"), 0x9286: b"ASCII\0\0\0SECRETREMARK"}
    if more.get("offset"):
        shot[0x9011] = more["offset"]
    tags.get_ifd(0x8769).update(shot)
    tags.get_ifd(0x8825).update(
        more.get("gps", {1: "N", 2: (30.0, 35.0, 33.0), 3: "E", 4: (114.0, 18.0, 18.0), 29: "2026:11:22"})
    )
    return tags


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def photo(width: int = 640, height: int = 480, **more: Any) -> bytes:
    """A phone's photo with EXIF place and time, XMP and a comment."""
    return saved(
        gradient(width, height),
        exif=exif(**more),
        comment=b"SECRETCOMMENT",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETXMP</x:xmpmeta>",
    )


def png_with_text() -> bytes:
    notes = PngInfo()
    notes.add_text("Author", "SECRETAUTHOR")
    return saved(gradient(mode="RGBA"), "PNG", pnginfo=notes)


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be huge."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"\0" * 100)
    parts = (head, body, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in parts
    )


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in members.items():
            made.writestr(name, body)
    return out.getvalue()


def office(kind: str = "docx", extra: dict[str, bytes] | None = None, said: str = "") -> bytes:
    """The least that is a Word or Excel file."""
    part, word = {
        "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
        "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    }[kind]
    types = f"<Types>application/vnd.openxmlformats-officedocument.{word}{said}</Types>".encode()
    return archive({"[Content_Types].xml": types, part: b"<doc/>", **(extra or {})})


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def segments(jpeg: bytes) -> set[int]:
    """The marker of every segment of a JPEG."""
    found, at = set(), 2
    while at < len(jpeg):
        if jpeg[at] != 0xFF or jpeg[at + 1] in (0x00, *range(0xD0, 0xD8)):
            at += 1
            continue
        found.add(jpeg[at + 1])
        if jpeg[at + 1] == 0xD9:
            return found
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return found
