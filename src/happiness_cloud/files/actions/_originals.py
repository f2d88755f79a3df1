"""A picture as it was before it was covered: kept sealed under a key of its own for a time."""

from __future__ import annotations

import base64
import os
from datetime import datetime

from happiness_cloud.kernel.cipher import sealed_under
from happiness_cloud.ledger.vault import cipher

from ..models import File
from ..queries._held import bind_of
from . import storing


def keep(file: File, clear: bytes, at: datetime, until: datetime) -> str:
    """Seal the clear picture and name it in the row; answers the key of the bytes."""
    key = os.urandom(32)
    file.original_key = storing.store_sealed(at, sealed_under(key, clear, bind_of(file)))
    file.original_sealed = cipher().seal(base64.b64encode(key).decode(), bind_of(file))
    file.original_until = until
    return file.original_key


def forgotten(file: File) -> str:
    """Destroy the key of the clear picture in the row; answers the key of the bytes, which go after the commit.

    `original_key` stays until the bytes are gone: the sweep finds it there.
    """
    file.original_sealed, file.original_until = "", None
    return file.original_key
