"""What is published already and may be referred to by a new text; and the fingerprint of a text."""

from __future__ import annotations

import hashlib

from happiness_cloud.kernel.access import EVERYWHERE

from ..models import Content, Organisation
from ..rules.category_lists import entries
from ..rules.documents import Known


def digest_of(text: str) -> str:
    """The fingerprint of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def known_now() -> Known:
    """What is published already and may be referred to."""
    latest = {
        (kind, key): body
        for kind, key, body in Content.objects.filter(kind="categories")
        .order_by("number")
        .values_list("kind", "key", "body")
    }
    codes = {one.code for body in latest.values() for one in entries(body) if one.offered}
    root = (
        Organisation.objects.filter(kind="district").order_by("path").values_list("path", flat=True).first()
    )
    units = set(Organisation.objects.values_list("path", flat=True)) if root else None
    return Known(
        categories=codes or None,
        units=units,
        root=root or EVERYWHERE,
        packs=keys_of("pack") or None,
        calendars=keys_of("calendar") or None,
    )


def keys_of(kind: str) -> set[str]:
    """The keys of everything published of a kind."""
    return set(Content.objects.filter(kind=kind).values_list("key", flat=True))
