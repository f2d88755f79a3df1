"""A file's name made safe to show, to store and to offer for download."""

from __future__ import annotations

import re
import unicodedata

from . import archives, sniff

LONGEST = 120

# Endings a type may keep; the first is given when the name has none of them.
_ENDINGS = {
    "image/jpeg": (".jpg",),
    sniff.PDF: (".pdf",),
    sniff.TEXT: (".txt", ".csv"),
    archives.DOCX: (".docx",),
    archives.XLSX: (".xlsx",),
}
# Every ending we know is taken off before the true one is put on.
_KNOWN = re.compile(r"\.(jpe?g|png|gif|webp|hei[cf]|pdf|docx?|xlsx?|txt|csv)$", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def safe_name(raw: str, media_type: str) -> str:
    """The last part of `raw` without control, direction and path signs, with the ending of its true type."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    # Categories C*: control signs, and marks that turn the direction so that "gpj.exe" reads "exe.jpg".
    printable = "".join(" " if sign.isspace() else sign for sign in last if sign.isspace() or _shows(sign))
    tidy = " ".join(_FORBIDDEN.sub("", printable).split())
    endings = _ENDINGS[media_type]
    ending = next((one for one in endings if tidy.lower().endswith(one)), endings[0])
    stem = _KNOWN.sub("", tidy).strip(". ")[: LONGEST - len(ending)]
    return f"{stem or 'file'}{ending}"


def _shows(sign: str) -> bool:
    return not unicodedata.category(sign).startswith("C")
