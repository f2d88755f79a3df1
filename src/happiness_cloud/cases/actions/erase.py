from __future__ import annotations

from happiness_cloud.kernel.errors import Denied
from happiness_cloud.ledger.door import Deed

from .. import rights
from ..models import Case
from ._erasing import erased, wish
from ._moderating import moderates


@moderates("erase", rights.ERASE)
def erase(deed: Deed, case: Case) -> None:
    """Erase for good what was asked to be erased (删除): words, photos, contact, messages, sealed originals, answers.

    Done by another hand than asked. A tombstone stays: number, area, category, states and dates, that it was erased,
    on which ground, by whom. NotNow when nobody asked, or while the matter is open.
    """
    asked = wish(case)
    if asked.asked_by == deed.actor.id:
        raise Denied("cases.erase_other_hand")
    asked.counts = erased(deed, case)
    asked.state, asked.done_by, asked.done_at = "done", deed.actor.id, deed.at
    asked.save(update_fields=["state", "done_by", "done_at", "counts"])
    deed.record(basis=asked.basis, **asked.counts)
