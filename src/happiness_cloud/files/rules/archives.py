"""Word and Excel files, which are archives: known by their contents, bombs refused before unpacking."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from happiness_cloud.kernel.errors import Invalid

from . import limits

MEMBER = b"PK\x03\x04"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_END = b"PK\x05\x06"
_END_SIZE = 22
# (main part, what the table of types says of it, media type)
_OFFICE = (
    ("word/document.xml", b"wordprocessingml.document.main+xml", DOCX),
    ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml", XLSX),
)
_TYPES = "[Content_Types].xml"
_UNSAFE_NAME = re.compile(r"^[/\\]|(^|[/\\])\.\.([/\\]|$)|^[A-Za-z]:|\x00")
_ENCRYPTED = 0x1


def has_end_record(data: bytes) -> bool:
    """Whether `data` could also be opened as an archive, whatever it begins with."""
    return _end_record(data) is not None


def office_type(data: bytes) -> str:
    """The media type of a Word or Excel file; refuses other archives, bombs, macros and locked files."""
    end = _end_record(data)
    if end is None:
        raise Invalid("files.broken_document", field="file")
    at, members, size, start = end
    if members > limits.ARCHIVE_MEMBERS or size > limits.ARCHIVE_CONTENTS_BYTES:
        raise Invalid("files.archive_bomb", field="file")
    # A gap before the table of contents, or bytes behind the end, hide a second file.
    if start + size != at or at + _END_SIZE != len(data):
        raise Invalid("files.two_kinds", field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive.infolist(), len(data))
            return _office_type(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as wrong:
        raise Invalid("files.broken_document", field="file") from wrong


def _end_record(data: bytes) -> tuple[int, int, int, int] | None:
    """Place of the end record, number of members, size and start of the table of contents."""
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - 0xFFFF))
    if at < 0 or at + _END_SIZE > len(data):
        return None
    members, size, start = struct.unpack_from("<HII", data, at + 10)
    return at, members, size, start


def _check(members: list[zipfile.ZipInfo], total: int) -> None:
    unpacked = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    # More packed bytes than the file has: members overlap, the trick of the densest bombs.
    if unpacked > limits.ARCHIVE_UNPACKED_BYTES or packed > total or any(_dense(one) for one in members):
        raise Invalid("files.archive_bomb", field="file")
    if any(_UNSAFE_NAME.search(one.filename) for one in members):
        raise Invalid("files.broken_document", field="file")
    if any(one.flag_bits & _ENCRYPTED for one in members):
        raise Invalid("files.locked_document", field="file")


def _dense(member: zipfile.ZipInfo) -> bool:
    return (
        member.file_size > limits.RATIO_COUNTS_FROM
        and member.file_size > member.compress_size * limits.ARCHIVE_RATIO
    )


def _office_type(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if _TYPES not in names:
        raise Invalid("files.not_allowed", field="file", found="ZIP")
    with archive.open(_TYPES) as stream:
        types = stream.read(limits.ARCHIVE_CONTENTS_BYTES)
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Invalid("files.macros", field="file")
    for part, said, media_type in _OFFICE:
        if part in names and said in types:
            return media_type
    raise Invalid("files.not_allowed", field="file", found="ZIP")
