from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Later
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case
from ..rules.clocks import STANDING
from ._watching import Looked
from .escalate import escalate
from .wake import wake
from .warn import warn

log = logging.getLogger("happiness_cloud.cases")
# A matter that cannot be looked at now must not keep the others from being looked at.
_AFTER_A_FAILURE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Watched:
    """How many matters were looked at, and what was said of them."""

    looked: int
    warned: int
    escalated: int
    woken: int
    put_off: int


@action("cases.watch", right=rights.WATCH)
def watch(deed: Deed, *, limit: int = 500) -> Watched:
    """Look at the matters whose time has come, the oldest first, at most `limit` in one transaction.

    Rows that somebody else holds are left for the next round, so two watchers never say a thing twice.
    """
    deed.require(EVERYWHERE)
    due = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(look_at__lte=deed.at)
    found = list(due.order_by("look_at", "id").only("look_at", "stage_due_at", "state")[:limit])
    done = {"warned": 0, "escalated": 0, "woken": 0, "put_off": 0}
    for case in found:
        what, verb = _needed(case, deed.at)
        try:
            # The verb's own door opens a savepoint: a failure leaves the others done.
            verb(deed.actor, case.pk, origin=deed.origin)
        except Later:
            raise
        except Exception:
            log.exception("matter %s could not be looked at", case.pk)
            Case.objects.filter(pk=case.pk).update(look_at=deed.at + _AFTER_A_FAILURE)
            what = "put_off"
        done[what] += 1
    deed.record(looked=len(found), **done)
    return Watched(looked=len(found), **done)


def _needed(case: Case, at: datetime) -> tuple[str, Callable[..., Looked]]:
    """What a matter whose time for a look has come needs."""
    if case.stage_due_at is not None and case.stage_due_at > at:
        return "warned", warn
    return ("woken", wake) if case.state in STANDING else ("escalated", escalate)
