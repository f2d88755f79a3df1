from __future__ import annotations

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case
from ._handing import own, still_open
from ._moving import by_lead


@action("cases.withdraw_hand_out", on="cases.Case", right=rights.HAND_OUT, see=rights.READ)
def withdraw_hand_out(deed: Deed, case: Case, *, hand_out_id: int) -> None:
    """Take a link back: from now on it opens nothing. NotNow when it has ended already."""
    by_lead(deed, case)
    row = own(case, hand_out_id)
    still_open(deed, row)
    row.ended, row.ended_at, row.unread = "withdrawn", deed.at, False
    row.save(update_fields=["ended", "ended_at", "unread"])
    deed.record(partner=row.organisation, hand_out=row.pk)
