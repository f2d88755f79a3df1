from __future__ import annotations

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case
from ..rules import handing
from ._handing import own
from ._moving import by_lead


@action("cases.extend_hand_out", on="cases.Case", right=rights.HAND_OUT, see=rights.READ)
def extend_hand_out(deed: Deed, case: Case, *, hand_out_id: int, days: int) -> None:
    """Let a link live `days` days (1 to 60) from now, also one whose time is over; never one that was ended.

    Errors: NotNow `cases.hand_out_ended`, `cases.hand_out_state`; Invalid `cases.bad_days`.
    """
    handing.timely(case.state)
    by_lead(deed, case)
    row = own(case, hand_out_id)
    if row.ended:
        raise NotNow("cases.hand_out_ended", standing=row.ended)
    row.expires_at, row.reminded_at = handing.until(deed.at, days), None
    row.save(update_fields=["expires_at", "reminded_at"])
    deed.record(partner=row.organisation, hand_out=row.pk, until=row.expires_at.isoformat())
