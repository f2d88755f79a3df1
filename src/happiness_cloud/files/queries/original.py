from __future__ import annotations

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import scope

from .. import rights
from ..models import File
from ._held import clear_of


@query(rights.ORIGINAL)
def original(actor: Actor, file_id: int) -> bytes:
    """The clear JPEG of a covered picture. The room it belongs to asks for purpose and reason and writes them down.

    NotFound when it is not there; NotNow `files.no_original` when the clear one is not kept.
    """
    seen = scope(actor, rights.ORIGINAL, kind="files.File", units=None)
    row = File.objects.filter(seen, pk=file_id, state="kept").first()
    if row is None:
        raise NotFound("files.gone")
    return clear_of(row, clock.now())
