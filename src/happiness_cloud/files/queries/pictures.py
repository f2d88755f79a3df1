from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import BinaryIO, cast

from django.core.files.storage import default_storage

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid, Later
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import File
from . import tickets
from .links import AT_ONCE

log = logging.getLogger("happiness_cloud.files")


@query(rights.READ)
def pictures(actor: Actor, file_ids: Iterable[int], *, small: bool = False) -> dict[int, bytes]:
    """The JPEG of each picture among `file_ids` that the actor may see, for what is printed; `small` at 480 px.

    Documents, removed and foreign files are left out, and so is a picture whose bytes are missing.
    Raises Later `files.storage_away`.
    """
    wanted = list(dict.fromkeys(file_ids))
    if len(wanted) > AT_ONCE:
        raise Invalid("files.too_many", limit=AT_ONCE)
    seen = scope(actor, rights.READ, kind="files.File", units=None)
    rows = File.objects.filter(seen, pk__in=wanted, kind="picture", state="kept").in_bulk()
    size = tickets.THUMB if small else tickets.FULL
    told: dict[int, bytes] = {}
    for one in wanted:
        held = _bytes(rows[one], size) if one in rows else b""
        if held:
            told[one] = held
    return told


def _bytes(row: File, size: str) -> bytes:
    try:
        with cast(BinaryIO, default_storage.open(f"{row.key}.{size}")) as stream:
            return stream.read()
    except FileNotFoundError:
        log.error("bytes are missing", extra={"file": row.pk})
        return b""
    except OSError as wrong:
        raise Later("files.storage_away", seconds=20) from wrong
