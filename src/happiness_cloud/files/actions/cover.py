from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import File
from ..queries._held import clear_of, read
from ..rules import pictures
from . import _originals, storing

MOST_BOXES = 40


@dataclass(frozen=True, slots=True)
class Covered:
    """How many boxes lie on the picture now, and until when the clear one is kept (ISO 8601, None: it is not)."""

    boxes: int
    original_until: str | None
    version: int = 0


@action(rights.COVER, on="files.File", see=rights.READ)
def cover(deed: Deed, file: File, *, boxes: tuple[pictures.Box, ...], keep_days: int) -> Covered:
    """Burn boxes into a picture, solid: every size of it is made anew and links to the clear one end at once.

    The clear picture is kept sealed for `keep_days`, or not at all (0). While it is kept, boxes given later take
    the place of these; afterwards they are added. Refuses what is no picture, no boxes, too many, or outside.
    """
    _a_picture(file)
    if not 1 <= len(boxes) <= MOST_BOXES:
        raise Invalid("files.how_many_boxes", field="boxes", limit=MOST_BOXES)
    kept = bool(file.original_sealed)
    clear = clear_of(file, deed.at) if kept else read(file.key, storing.FULL)
    full, thumb = pictures.covered(clear, boxes)
    before = [] if kept else [tuple(one) for one in file.boxes]
    made = []
    try:
        if not kept and keep_days > 0:
            made.append(_originals.keep(file, clear, deed.at, deed.at + timedelta(days=keep_days)))
        made.append(turned(deed, file, full, thumb))
    except Exception:
        for key in made:
            storing.erase(key)
        raise
    file.boxes = [list(one) for one in dict.fromkeys((*before, *boxes))]
    deed.record(boxes=len(file.boxes))
    until = file.original_until.isoformat() if file.original_until else None
    return Covered(len(file.boxes), until, file.version)


@action(rights.UNCOVER, on="files.File", see=rights.READ)
def uncover(deed: Deed, file: File) -> Covered:
    """Put the clear picture back in place of the covered one. Refuses `files.no_original` when it is not kept."""
    _a_picture(file)
    clear = clear_of(file, deed.at)
    turned(deed, file, clear, pictures.thumb_from(clear))
    gone = _originals.forgotten(file)
    file.boxes = []
    transaction.on_commit(lambda: storing.erase(gone), robust=True)
    return Covered(0, None, file.version)


def turned(deed: Deed, file: File, full: bytes, thumb: bytes) -> str:
    """Other bytes in place of those a file had: under a new key, and old links open nothing."""
    gone, file.key = file.key, storing.store(deed.at, full, thumb)
    file.bytes_size, file.digest = len(full), hashlib.sha256(full).hexdigest()
    file.variant += 1
    transaction.on_commit(lambda: storing.erase(gone), robust=True)
    return file.key


def _a_picture(file: File) -> None:
    if file.state != "kept":
        raise NotNow("files.removed_already")
    if file.kind != "picture":
        raise Invalid("files.no_picture", field="file")
