from __future__ import annotations

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case
from ._handing import own


@action("cases.note_partner", on="cases.Case", right=rights.HAND_OUT, see=rights.READ)
def note_partner(deed: Deed, case: Case, *, hand_out_id: int) -> None:
    """Take note of what a partner answered: it leaves the heap of the desk."""
    row = own(case, hand_out_id)
    row.unread = False
    row.save(update_fields=["unread"])
    deed.record(partner=row.organisation, hand_out=row.pk)
