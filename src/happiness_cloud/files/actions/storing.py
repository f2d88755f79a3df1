"""Bytes into the storage and out of it; whatever the storage, whole or not at all."""

from __future__ import annotations

import errno
import logging
from collections.abc import Mapping
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from happiness_cloud.kernel import ids
from happiness_cloud.kernel.errors import Later

from ..queries._held import SEALED

# What may lie under a key: a file, its thumbnail; or a picture as it was before it was covered, sealed.
FULL, THUMB = "full", "thumb"
PARTS = (FULL, THUMB, SEALED)
# A folder a day and under it 31: no folder grows without end, and a sweep finds yesterday's leftovers.
_DAY = "%Y/%m/%d"

log = logging.getLogger("happiness_cloud.files")


def day_folder(day: datetime) -> str:
    """The folder of the keys made on a day (UTC)."""
    return day.strftime(_DAY)


def store(at: datetime, full: bytes, thumb: bytes = b"") -> str:
    """Write a file under a new random key, before any row names it. Raises Later when there is no room.

    A rollback or a crash after this leaves bytes without a row, which the sweep clears away. The other
    order (row first) could leave a row without bytes, which nothing can mend.
    """
    return _written(at, {FULL: full, THUMB: thumb})


def store_sealed(at: datetime, sealed: bytes) -> str:
    """As `store`, for bytes that are sealed already."""
    return _written(at, {SEALED: sealed})


def _written(at: datetime, parts: Mapping[str, bytes]) -> str:
    name = ids.token(30).lower()
    key = f"{day_folder(at)}/{name[0]}/{name}"
    try:
        for part, held in parts.items():
            if held:
                default_storage.save(f"{key}.{part}", ContentFile(held))
    except OSError as wrong:
        erase(key)
        log.error("the storage refused a file", exc_info=wrong)
        full_up = wrong.errno in (errno.ENOSPC, errno.EDQUOT)
        code = "files.no_space" if full_up else "files.storage_away"
        raise Later(code, seconds=300 if full_up else 20) from wrong
    return key


def erase(key: str) -> bool:
    """Delete the bytes under a key; False when the storage would not, so that it is tried again."""
    if not key:
        return True
    try:
        for part in PARTS:
            default_storage.delete(f"{key}.{part}")
    except OSError as wrong:
        log.error("the storage did not delete a file", exc_info=wrong)
        return False
    return True
