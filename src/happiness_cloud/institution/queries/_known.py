"""What is published already and may be referred to by a new text; and the fingerprint of a text."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import EVERYWHERE, house
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.places import queries as places

from ..models import Content, Organisation
from ..rules.calendar_files import load_calendar
from ..rules.calendars import CalendarSpec
from ..rules.category_lists import entries
from ..rules.documents import Known

_LOOKED = 200
HOUSE = house("institution.known", "places.read")


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
    serving = Organisation.objects.exclude(valid_to__lt=clock.now().date())
    units = set(serving.values_list("path", flat=True)) if root else None
    return Known(
        categories=codes or None,
        units=units,
        root=root or EVERYWHERE,
        packs=keys_of("pack") or None,
        calendars=keys_of("calendar") or None,
        areas=_areas if root else None,
        office=_office,
    )


def _office() -> CalendarSpec | None:
    """The calendar that the newest practice chooses for the district; None before there is one."""
    practice = _newest("practice", "practice")
    chosen = _newest("calendar", str(practice["calendar"])) if practice else None
    return load_calendar(chosen["text"], chosen["file"]) if chosen else None


def _newest(kind: str, key: str) -> Any:
    rows = Content.objects.filter(kind=kind, key=key).order_by("-number")
    return rows.values_list("body", flat=True).first()


def _areas(paths: Collection[str]) -> Collection[str]:
    """Which of these areas are in force; a file that names very many is not looked through to the end."""
    looked, rest = sorted(paths)[:_LOOKED], sorted(paths)[_LOOKED:]
    return {one for one in looked if _there(one)}.union(rest)


def _there(path: str) -> bool:
    try:
        places.area(HOUSE, path)
    except NotFound:
        return False
    return True


def keys_of(kind: str) -> set[str]:
    """The keys of everything published of a kind."""
    return set(Content.objects.filter(kind=kind).values_list("key", flat=True))
