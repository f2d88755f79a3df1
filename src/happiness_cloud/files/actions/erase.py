from __future__ import annotations

from django.db import transaction

from happiness_cloud.ledger import shredding
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import File
from . import storing
from .remove import emptied


@action(rights.ERASE, on="files.File")
def erase(deed: Deed, file: File) -> None:
    """Remove a file together with what the book and the kept answers say of it; also one that was removed before.

    The house's own, asked by the room that the file belongs to.
    """
    keys = emptied(file)
    shredding.destroyed(file, deed.at, id=file.pk)
    transaction.on_commit(lambda: [storing.erase(one) for one in keys], robust=True)
