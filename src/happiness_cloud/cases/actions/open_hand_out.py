from __future__ import annotations

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case
from ._handing import behind


@action("cases.open_hand_out", on="cases.Case", right=rights.PARTNER)
def open_hand_out(deed: Deed, case: Case, *, token: str) -> None:
    """Write down that the bearer of a link looked at what was shared: which partner, when; no address of a machine."""
    row = behind(deed, case, token)
    row.opens += 1
    row.opened_at, row.looked_at = row.opened_at or deed.at, deed.at
    row.save(update_fields=["opens", "opened_at", "looked_at"])
    deed.record(partner=row.organisation, hand_out=row.pk, contact=row.shares_contact)
