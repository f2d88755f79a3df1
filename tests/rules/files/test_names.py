"""Names of files: harmless, short, with the ending of what the file is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.files.rules.names import LONGEST, safe_name
from happiness_cloud.files.rules.sniff import PDF, TEXT


@pytest.mark.parametrize(
    ("raw", "media_type", "safe"),
    [
        ("路灯 照片.HEIC", "image/jpeg", "路灯 照片.jpg"),
        ("photo.JPEG", "image/jpeg", "photo.jpg"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("C:\\Users\\li\\清单.csv", TEXT, "清单.csv"),
        ("invoice\u202efdp.exe", PDF, "invoicefdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", PDF, "a Set-Cookie x.pdf"),
        ("", "image/jpeg", "file.jpg"),
        (".jpg", "image/jpeg", "file.jpg"),
        ("...", PDF, "file.pdf"),
        ("x" * 500 + ".pdf", PDF, "x" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_a_name_is_made_safe(raw: str, media_type: str, safe: str) -> None:
    assert safe_name(raw, media_type) == safe


@settings(max_examples=200, deadline=None)
@given(raw=st.text(max_size=300))
def test_any_name_becomes_a_plain_one(raw: str) -> None:
    name = safe_name(raw, PDF)
    assert name.endswith(".pdf")
    assert len(name) <= LONGEST
    assert not set(name) & set('/\\\r\n\0<>:"|?*')
    assert not name.startswith(".")
    assert safe_name(name, PDF) == name
