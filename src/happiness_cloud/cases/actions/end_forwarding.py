from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Forwarding


@dataclass(frozen=True, slots=True)
class Ended:
    """The rule that no longer holds."""

    id: int
    version: int = 0


@action("cases.end_forwarding", on="cases.Forwarding", right=rights.FORWARDINGS)
def end_forwarding(deed: Deed, rule: Forwarding) -> Ended:
    """End a rule: nothing more goes out by it, and its key is forgotten.

    What is at the other side already is listened to until it ends, which needs no key.
    """
    if rule.ended_at is None:
        rule.ended_at, rule.on, rule.key_sealed = deed.at, False, ""
    return Ended(rule.pk, rule.version)
