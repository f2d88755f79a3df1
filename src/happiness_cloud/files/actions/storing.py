"""Bytes into the storage and out of it; whatever the storage, whole or not at all."""

from __future__ import annotations

import errno
import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from happiness_cloud.kernel import ids
from happiness_cloud.kernel.errors import Later

FULL, THUMB = "full", "thumb"
# A folder a day and under it 31: no folder grows without end, and a sweep finds yesterday's leftovers.
_DAY = "%Y/%m/%d"

log = logging.getLogger("happiness_cloud.files")


def day_folder(day: datetime) -> str:
    """The folder of the keys made on a day (UTC)."""
    return day.strftime(_DAY)


def store(at: datetime, full: bytes, thumb: bytes = b"") -> str:
    """Write the bytes under a new random key, before any row names it. Raises Later when there is no room.

    A rollback or a crash after this leaves bytes without a row, which the sweep clears away. The other
    order (row first) could leave a row without bytes, which nothing can mend.
    """
    name = ids.token(30).lower()
    key = f"{day_folder(at)}/{name[0]}/{name}"
    try:
        default_storage.save(f"{key}.{FULL}", ContentFile(full))
        if thumb:
            default_storage.save(f"{key}.{THUMB}", ContentFile(thumb))
    except OSError as wrong:
        erase(key)
        log.error("the storage refused a file", exc_info=wrong)
        full_up = wrong.errno in (errno.ENOSPC, errno.EDQUOT)
        code = "files.no_space" if full_up else "files.storage_away"
        raise Later(code, seconds=300 if full_up else 20) from wrong
    return key


def erase(key: str) -> bool:
    """Delete the bytes under a key; False when the storage would not, so that it is tried again."""
    try:
        for part in (FULL, THUMB):
            default_storage.delete(f"{key}.{part}")
    except OSError as wrong:
        log.error("the storage did not delete a file", exc_info=wrong)
        return False
    return True
