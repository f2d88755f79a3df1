from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import File
from . import tickets

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Linked:
    """A file and where to see it. `full` and `thumb` are "" for a removed file, `thumb` for a document too.

    `boxes` cover it (left, top, width, height in its pixels); the clear picture is kept until `original_until`.
    Personal numbers in the name are masked; the place from EXIF is not told here.
    """

    id: int
    kind: str
    state: str
    name: str
    media_type: str
    bytes_size: int
    width: int | None
    height: int | None
    taken_at: datetime | None
    full: str
    thumb: str
    boxes: tuple[tuple[int, ...], ...] = ()
    original_until: datetime | None = None


@query(rights.READ)
def links(actor: Actor, file_ids: Iterable[int], *, seconds: int = 900) -> tuple[Linked, ...]:
    """The files among `file_ids` that the actor may see, in that order, with links alive up to `seconds`.

    One look at the table, however many; unknown and foreign ids are left out.
    """
    wanted = list(dict.fromkeys(file_ids))
    if len(wanted) > AT_ONCE:
        raise Invalid("files.too_many", limit=AT_ONCE)
    seen = scope(actor, rights.READ, kind="files.File", units=None)
    found = {row.pk: row for row in File.objects.filter(seen, pk__in=wanted)}
    at = clock.now()
    return tuple(_linked(found[one], at, seconds) for one in wanted if one in found)


def _linked(row: File, at: datetime, seconds: int) -> Linked:
    kept = row.state == "kept"
    return Linked(
        id=row.pk,
        kind=row.kind,
        state=row.state,
        name=masked(row.name),
        media_type=row.media_type,
        bytes_size=row.bytes_size,
        width=row.width,
        height=row.height,
        taken_at=row.taken_at,
        full=tickets.address(row.pk, tickets.FULL, at, seconds, row.variant) if kept else "",
        thumb=(
            tickets.address(row.pk, tickets.THUMB, at, seconds, row.variant)
            if kept and row.kind == "picture"
            else ""
        ),
        boxes=tuple(tuple(one) for one in row.boxes),
        original_until=row.original_until,
    )
