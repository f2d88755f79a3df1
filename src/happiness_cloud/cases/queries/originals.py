"""What was covered, seen by those who may, for a purpose, with a reason; each look is written into the book."""

from __future__ import annotations

from happiness_cloud.files import queries as files
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import NotFound, NotNow
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.vault import cipher

from .. import rights
from ..models import Case, Evidence, Wording
from ._parts import bind_of

HOUSE = house("cases.originals", "files.original")
PURPOSES = ("case-handling", "audit")


@query(rights.ORIGINALS, purposes=PURPOSES, on="cases.Case", see=rights.READ)
def wording(actor: Actor, case: Case, wording_id: int) -> str:
    """What stood in a part before it was covered. NotNow `cases.wording_gone` when it is not kept any more."""
    row = Wording.objects.filter(case=case, pk=wording_id).first()
    if row is None:
        raise NotFound("ledger.not_found")
    if not row.sealed or row.keep_until <= clock.now():
        raise NotNow("cases.wording_gone")
    return cipher().open(row.sealed, bind_of(case, row.part))


@query(rights.ORIGINALS, purposes=PURPOSES, on="cases.Case", see=rights.READ)
def clear_photo(actor: Actor, case: Case, file_id: int) -> bytes:
    """A photo as it was before it was covered, as JPEG."""
    if not Evidence.objects.filter(case=case, file_id=file_id).exists():
        raise NotFound("ledger.not_found")
    found: bytes = files.original(HOUSE, file_id)
    return found
