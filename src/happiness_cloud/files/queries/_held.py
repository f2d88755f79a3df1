"""The bytes behind a row, and a picture as it was before it was covered."""

from __future__ import annotations

import base64
from datetime import datetime

from django.core.files.storage import default_storage

from happiness_cloud.kernel.cipher import CannotOpen, opened_under
from happiness_cloud.kernel.errors import Later, NotFound, NotNow
from happiness_cloud.ledger.vault import cipher

from ..models import File

# What may lie under a key beside a file and its thumbnail.
SEALED = "sealed"


def read(key: str, part: str) -> bytes:
    """The bytes of a part. Raises NotFound when they are gone, Later when the storage does not answer."""
    try:
        with default_storage.open(f"{key}.{part}") as stream:
            found: bytes = stream.read()
            return found
    except FileNotFoundError as wrong:
        raise NotFound("files.gone") from wrong
    except OSError as wrong:
        raise Later("files.storage_away", seconds=20) from wrong


def clear_of(file: File, at: datetime) -> bytes:
    """The clear picture. Raises NotNow when none is kept any more."""
    if not file.original_sealed or (file.original_until and file.original_until <= at):
        raise NotNow("files.no_original")
    key = base64.b64decode(cipher().open(file.original_sealed, bind_of(file)))
    try:
        return opened_under(key, read(file.original_key, SEALED), bind_of(file))
    except CannotOpen as wrong:
        raise NotNow("files.no_original") from wrong


def bind_of(file: File) -> str:
    """The place that a sealed original belongs to."""
    return f"files.original:{file.pk}"
