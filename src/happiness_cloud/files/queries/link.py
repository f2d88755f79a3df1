from __future__ import annotations

from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound
from happiness_cloud.ledger.door import query

from .. import rights
from .links import links


@query(rights.READ)
def link(actor: Actor, file_id: int, *, size: str = "full", seconds: int = 900) -> str:
    """The address of one file (`full` or `thumb`), alive up to `seconds`; NotFound when not to be seen."""
    for one in links(actor, [file_id], seconds=seconds):
        address: str = one.thumb if size == "thumb" else one.full
        if address:
            return address
    raise NotFound("files.gone")
