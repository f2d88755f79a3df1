from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils import timezone

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import File
from ..queries import tickets
from ..rules import limits, names, pictures, sniff
from . import storing

CLAIM_LIFE = 24 * 3600
# A camera's clock may be a little ahead, or in the next time zone.
AHEAD = timedelta(days=1)


class Readable(Protocol):
    """An upload, or any open binary file."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes."""


@dataclass(frozen=True, slots=True)
class Added:
    """The new file. `taken_at` (ISO 8601), `lon`, `lat` are what the photo said of itself (WGS84), or None.

    `claim` lets its bearer attach the file within a day (`queries.claimed`).
    """

    id: int
    kind: str
    media_type: str
    name: str
    width: int | None
    height: int | None
    taken_at: str | None
    lon: float | None
    lat: float | None
    claim: str


@dataclass(frozen=True, slots=True)
class _Taken:
    kind: str
    media_type: str
    full: bytes
    thumb: bytes = b""
    picture: pictures.Picture | None = None


def add(actor: Actor, /, *, area: str, data: bytes | Readable, name: str, **at_the_door: Any) -> Added:
    """Take in a photo or document that belongs to `area`; photos are made clean, the type is looked at.

    `data` is read up to the limit and no further. Refuses by `files.…`: too large, damaged, not on the
    list, no room. `at_the_door`: `key`, `reason`, `origin`.
    """
    # Read before the door, so that a repeated key is compared by the bytes and not by a stream's name.
    taken = data if isinstance(data, bytes) else data.read(limits.DOCUMENT_BYTES + 1)
    limits.within(len(taken), limits.DOCUMENT_BYTES)
    added: Added = _add(actor, area=area, data=taken, name=name, **at_the_door)
    return added


add.__door__ = rights.ADD  # type: ignore[attr-defined]


@action(rights.ADD)
def _add(deed: Deed, *, area: str, data: bytes, name: str) -> Added:
    if not (area.startswith("/") and area.endswith("/")):
        raise Invalid("files.bad_area", field="area", area=area[:60])
    deed.require(area)
    taken = _examined(data)
    key = storing.store(deed.at, taken.full, taken.thumb)
    row = _stored_or_erased(key, lambda: _row(deed, area, name, taken, key))
    deed.created(row)
    deed.record(kind=row.kind, media_type=row.media_type, bytes=row.bytes_size)
    return _told(deed, row)


def _told(deed: Deed, row: File) -> Added:
    return Added(
        id=row.pk,
        kind=row.kind,
        media_type=row.media_type,
        name=row.name,
        width=row.width,
        height=row.height,
        taken_at=row.taken_at.isoformat() if row.taken_at else None,
        lon=row.exif_lon,
        lat=row.exif_lat,
        claim=tickets.ticket(row.pk, tickets.CLAIM, int(deed.at.timestamp()) + CLAIM_LIFE),
    )


def _examined(data: bytes) -> _Taken:
    seen = sniff.sniffed(data)
    if seen.kind == sniff.PICTURE:
        picture = pictures.cleaned(data, zone=timezone.get_default_timezone())
        return _Taken(seen.kind, "image/jpeg", picture.jpeg, picture.thumb, picture)
    text = sniff.as_text(data) if seen.media_type == sniff.TEXT else None
    return _Taken(seen.kind, seen.media_type, data if text is None else text.encode())


def _row(deed: Deed, area: str, name: str, taken: _Taken, key: str) -> File:
    picture = taken.picture
    return File.objects.create(
        kind=taken.kind,
        media_type=taken.media_type,
        bytes_size=len(taken.full),
        digest=hashlib.sha256(taken.full).hexdigest(),
        name=names.safe_name(name, taken.media_type),
        key=key,
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        taken_at=_plausible(picture.taken_at, deed.at) if picture else None,
        exif_lon=picture.lon if picture else None,
        exif_lat=picture.lat if picture else None,
        area_path=area,
        added_by=deed.actor.id,
        added_at=deed.at,
    )


def _plausible(taken_at: datetime | None, now: datetime) -> datetime | None:
    return taken_at if taken_at and taken_at <= now + AHEAD else None


def _stored_or_erased(key: str, write: Callable[[], File]) -> File:
    try:
        return write()
    except Exception:
        storing.erase(key)
        raise
