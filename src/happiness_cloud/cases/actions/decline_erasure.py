from __future__ import annotations

from happiness_cloud.ledger.door import Deed

from .. import rights
from ..models import Case
from ._erasing import wish
from ._moderating import moderates
from ._moving import reasoned


@moderates("decline_erasure", rights.ERASE)
def decline_erasure(deed: Deed, case: Case) -> None:
    """Decline to erase, with a reason; it can be asked for again."""
    reasoned(deed)
    asked = wish(case)
    asked.state, asked.done_by, asked.done_at = "declined", deed.actor.id, deed.at
    asked.save(update_fields=["state", "done_by", "done_at"])
    deed.record(basis=asked.basis)
