from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.storage import default_storage

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Later, NotFound
from happiness_cloud.ledger.door import query

from .. import rights
from ..models import File
from . import tickets

log = logging.getLogger("happiness_cloud.files")


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file for the bearer of a link; `stream` is None when the bytes are held already."""

    kind: str
    media_type: str
    name: str
    bytes_size: int
    etag: str
    seconds_left: int
    stream: BinaryIO | None


@query(rights.OPEN)
def opened(actor: Actor, token: str, *, held: frozenset[str] = frozenset()) -> Opened:
    """The file behind a signed link; the link is the permission, until it ends. The caller closes the stream.

    `held` are the etags that the bearer has. NotFound: changed, ended, removed, made anew since.
    """
    at = clock.now()
    file_id, size, until, variant = tickets.read_ticket(token, (tickets.FULL, tickets.THUMB), at)
    row = File.objects.filter(pk=file_id, state="kept", variant=variant).first()
    if row is None or (size == tickets.THUMB and row.kind != "picture"):
        raise NotFound("files.gone")
    etag = f"{row.digest[:40]}-{size}"
    try:
        stream = None if etag in held else cast(BinaryIO, default_storage.open(f"{row.key}.{size}"))
    except FileNotFoundError as wrong:
        log.error("bytes are missing", extra={"file": row.pk})
        raise NotFound("files.gone") from wrong
    except OSError as wrong:
        raise Later("files.storage_away", seconds=20) from wrong
    return Opened(
        kind=row.kind,
        media_type=row.media_type,
        name=row.name,
        bytes_size=row.bytes_size,
        etag=etag,
        seconds_left=until - int(at.timestamp()),
        stream=stream,
    )
