"""What a file is, by its content: good ones by their type, bad ones by a sentence."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.files.rules import archives, limits
from happiness_cloud.files.rules.sniff import as_text, sniffed
from happiness_cloud.kernel.errors import Invalid

from . import made


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        sniffed(data)
    assert refused.value.facts["field"] == "file"
    return refused.value.code


def outcome(data: bytes) -> str:
    """The kind, or the code of the refusal; anything else breaks the test."""
    try:
        return sniffed(data).kind
    except Invalid as refused:
        return refused.code


@pytest.mark.parametrize(
    ("data", "kind", "media_type"),
    [
        (made.photo(), "picture", "image/jpeg"),
        (made.saved(made.gradient(), "PNG"), "picture", "image/png"),
        (made.saved(made.gradient(), "WEBP"), "picture", "image/webp"),
        (made.saved(made.gradient(), "GIF"), "picture", "image/gif"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "picture", "image/heic"),
        (made.PDF, "document", "application/pdf"),
        (made.office("docx"), "document", archives.DOCX),
        (made.office("xlsx"), "document", archives.XLSX),
        ("路灯坏了，三天没有人修。\n".encode(), "document", "text/plain"),
        ("路灯坏了".encode("gb18030"), "document", "text/plain"),
    ],
    ids=["jpeg", "png", "webp", "gif", "heic", "pdf", "docx", "xlsx", "utf-8", "gb18030"],
)
def test_a_listed_type_is_known_by_its_content(data: bytes, kind: str, media_type: str) -> None:
    seen = sniffed(data)
    assert (seen.kind, seen.media_type) == (kind, media_type)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "files.empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "files.not_allowed"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><html></html>", "files.not_allowed"),
        (b"<!-- quiet --><svg/>", "files.not_allowed"),
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2", "files.not_allowed"),
        (b"MZ\x90\0\3\0\0\0", "files.not_allowed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "files.old_office"),
        (b"plain until \x00 here", "files.unknown_type"),
        (made.PDF.replace(b"%%EOF", b""), "files.broken_document"),
        (made.PDF + made.archive({"a": b"b"}), "files.two_kinds"),
        (made.archive({"a.txt": b"b"}), "files.not_allowed"),
        (made.office("docx") + b"tail", "files.two_kinds"),
        (made.office("docx", said="macroEnabled"), "files.macros"),
        (made.office("xlsx", {"xl/vbaProject.bin": b"x"}), "files.macros"),
        (made.office("docx", {"../../etc/passwd": b"x"}), "files.broken_document"),
        (made.office("docx")[:200], "files.broken_document"),
    ],
)
def test_everything_else_is_refused_by_name(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_ten_megabytes_of_noise_are_refused() -> None:
    assert refusal(b"\x07" + random.Random(7).randbytes(10 * limits.MEGABYTE)) == "files.unknown_type"


def test_long_text_is_too_large_with_the_limit() -> None:
    with pytest.raises(limits.TooLarge) as refused:
        sniffed(b"a line of text\n" * 700_000)
    assert (refused.value.status, refused.value.facts["limit_mb"]) == (413, 2)


def test_an_archive_that_swells_is_refused_before_it_is_unpacked() -> None:
    bomb = made.office("docx", {"word/media/a.bin": bytes(60 * limits.MEGABYTE)})
    assert len(bomb) < limits.MEGABYTE
    assert refusal(bomb) == "files.archive_bomb"


def test_an_archive_of_very_many_members_is_refused() -> None:
    crowd = {f"m{i}": b"" for i in range(limits.ARCHIVE_MEMBERS + 1)}
    assert refusal(made.office("xlsx", crowd)) == "files.archive_bomb"


def test_members_that_overlap_are_refused() -> None:
    whole = bytearray(made.office("docx", {"word/a.bin": random.Random(7).randbytes(4000)}))
    # Three more entries of the table point at the same 4000 bytes.
    end = whole.rfind(b"PK\5\6")
    count, size, start = struct.unpack_from("<HII", whole, end + 10)
    last = whole.rfind(b"PK\1\2", start, end)
    entry = bytes(whole[last:end])
    more = b"".join(entry.replace(b"word/a.bin", b"word/%d.bin" % i) for i in range(3))
    tail = bytearray(whole[end:])
    struct.pack_into("<HHI", tail, 8, count + 3, count + 3, size + len(more))
    assert refusal(bytes(whole[:end]) + more + bytes(tail)) == "files.archive_bomb"


def test_a_member_with_a_password_is_refused() -> None:
    whole = bytearray(made.office("docx"))
    entry = whole.find(b"PK\1\2")
    whole[entry + 8] |= 1
    assert refusal(bytes(whole)) == "files.locked_document"


@settings(max_examples=150, deadline=None)
@given(
    data=st.binary(max_size=300),
    head=st.sampled_from([b"", b"PK\3\4", b"%PDF-1.4", b"\xff\xd8\xff", b"\0\0\0\x20ftyp"]),
)
def test_any_bytes_are_either_known_or_refused(data: bytes, head: bytes) -> None:
    assert outcome(head + data) in ("picture", "document") or outcome(head + data).startswith("files.")


@settings(max_examples=100, deadline=None)
@given(
    cut=st.integers(0, 400), flips=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6)
)
def test_a_mangled_office_file_is_either_known_or_refused(cut: int, flips: list[tuple[int, int]]) -> None:
    data = bytearray(made.office("docx"))
    for at, value in flips:
        data[at % len(data)] = value
    told = outcome(bytes(data[: len(data) - cut]))
    assert told in ("picture", "document") or told.startswith("files.")


def test_text_of_the_old_chinese_coding_is_read() -> None:
    assert as_text("噪声扰民".encode("gb18030")) == "噪声扰民"
