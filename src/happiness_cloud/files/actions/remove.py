from __future__ import annotations

from django.db import transaction

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import File
from . import _originals, storing


@action(rights.REMOVE, on="files.File", see=rights.READ)
def remove(deed: Deed, file: File) -> None:
    """Delete a file for good: bytes, clear ones too, name, place and time; a tombstone stays, the reason is in the book.

    The bytes go when the deed is committed; should the storage refuse, the sweep tries until it is done.
    """
    if not deed.reason.strip():
        raise Invalid("files.needs_reason", field="reason")
    if file.state == "removed":
        raise NotNow("files.removed_already")
    keys = emptied(file)
    transaction.on_commit(lambda: [storing.erase(one) for one in keys], robust=True)


def emptied(file: File) -> tuple[str, str]:
    """Leave nothing in the row but a tombstone; answers the keys of the bytes, which go after the commit."""
    file.state = "removed"
    file.name = file.digest = ""
    file.taken_at = file.exif_lon = file.exif_lat = None
    file.boxes = []
    return file.key, _originals.forgotten(file)
