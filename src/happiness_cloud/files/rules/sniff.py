"""What a file is, by its content alone: its name and the type the sender claims are never asked."""

from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.errors import Invalid

from . import archives, limits

PICTURE, DOCUMENT = "picture", "document"
TEXT, PDF = "text/plain", "application/pdf"
HEIC = "image/heic"

_PICTURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
)
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

# Known well enough to be called by name when refused.
_REFUSED = (
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "GZIP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"\x1aE\xdf\xa3", "MKV"),
    (b"ID3", "MP3"),
    (b"RIFF", "RIFF"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROLS = bytes(sorted({*range(32), 127} - set(b"\t\n\r\f")))


@dataclass(frozen=True, slots=True)
class Sniffed:
    """`picture` or `document`, and the media type."""

    kind: str
    media_type: str


def sniffed(data: bytes) -> Sniffed:
    """What `data` is; refuses what is not on the list, or is more than one thing (`files.…`).

    A picture is only recognised here; whether it is whole is seen when it is decoded.
    """
    if not data:
        raise Invalid("files.empty", field="file")
    picture = _picture_type(data)
    if picture:
        return Sniffed(PICTURE, picture)
    if data.startswith(b"%PDF-"):
        return Sniffed(DOCUMENT, _pdf(data))
    if data.startswith(archives.MEMBER):
        return Sniffed(DOCUMENT, archives.office_type(data))
    text = as_text(data)
    if text is not None:
        return Sniffed(DOCUMENT, _text_type(text, len(data)))
    raise _refusal(data)


def as_text(data: bytes) -> str | None:
    """`data` as text from UTF-8 or GB 18030; None when it is not plain text."""
    # Binary files betray themselves at once; only what may be text is decoded whole.
    if _has_controls(data[:4096]) or _has_controls(data):
        return None
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    return None


def _has_controls(data: bytes) -> bool:
    return len(data.translate(None, _CONTROLS)) != len(data)


def _picture_type(data: bytes) -> str:
    for at, sign, media_type in _PICTURES:
        if data[at : at + len(sign)] == sign:
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return HEIC if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS else ""


def _pdf(data: bytes) -> str:
    if archives.has_end_record(data):
        raise Invalid("files.two_kinds", field="file")
    if data[5:6] not in (b"1", b"2") or b"%%EOF" not in data[-2048:]:
        raise Invalid("files.broken_document", field="file")
    return PDF


def _text_type(text: str, size: int) -> str:
    # Anything that opens with a tag may be run by a browser: HTML, SVG, XML.
    if text.lstrip()[:1] == "<":
        raise Invalid("files.not_allowed", field="file", found="HTML/SVG/XML")
    limits.within(size, limits.TEXT_BYTES)
    return TEXT


def _refusal(data: bytes) -> Invalid:
    if data.startswith(_OLE):
        return Invalid("files.old_office", field="file")
    if data[4:8] == b"ftyp":
        return Invalid("files.not_allowed", field="file", found="AVIF" if data[8:12] == b"avif" else "MP4")
    for sign, found in _REFUSED:
        if data.startswith(sign):
            return Invalid("files.not_allowed", field="file", found=found)
    return Invalid("files.unknown_type", field="file")
