from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Wording


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many earlier wordings were destroyed."""

    wordings: int


@action("cases.forget_wordings", right=rights.FORGET)
def forget_wordings(deed: Deed) -> Forgotten:
    """Destroy the wordings that were kept as long as the rules allow."""
    deed.require(EVERYWHERE)
    over = Wording.objects.filter(keep_until__lte=deed.at).exclude(sealed="")
    gone = over.update(sealed="", ended="over")
    deed.record(wordings=gone)
    return Forgotten(gone)
