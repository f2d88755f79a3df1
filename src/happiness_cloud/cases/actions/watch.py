from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Later, NotFound
from happiness_cloud.ledger import rounds
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Case
from ..rules.clocks import STANDING
from ._watching import Looked, quiet_until
from .escalate import escalate
from .wake import wake
from .warn import warn

log = logging.getLogger("happiness_cloud.cases")
# A matter that cannot be looked at now must not keep the others from being looked at.
_AFTER_A_FAILURE = timedelta(hours=1)
# What telling of a matter reads: a matter has many more columns.
_READ = (
    *("number", "version", "state", "severity", "pack", "area_path", "unit_paths", "lead_unit"),
    *("clocks", "stage_due_at", "look_at", "escalated", "told_unit"),
)


@dataclass(frozen=True, slots=True)
class Watched:
    """How many matters were looked at, what was said of them, and how many were left for after the quiet hours."""

    looked: int
    warned: int
    escalated: int
    woken: int
    quiet: int
    put_off: int


@action("cases.watch", right=rights.WATCH)
def watch(deed: Deed, *, limit: int = 500) -> Watched:
    """Look at the matters whose time has come, the oldest first, at most `limit` in one transaction.

    Rows that somebody else holds are left for the next round, so two watchers never say a thing twice. In the
    quiet hours of a pack nobody is told of what can wait until they are over.
    """
    deed.require(EVERYWHERE)
    due = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(look_at__lte=deed.at)
    found = list(due.order_by("look_at", "id").only(*_READ)[:limit])
    done = {"warned": 0, "escalated": 0, "woken": 0, "quiet": 0, "put_off": 0}
    to_tell: dict[str, list[Case]] = {"warned": [], "escalated": []}
    later: dict[datetime, list[Case]] = defaultdict(list)
    for case in found:
        what = _needed(case, deed.at)
        if what == "woken":
            done[_woken(deed, case)] += 1
        elif until := _quiet(case, deed.at):
            later[until].append(case)
            done["quiet"] += 1
        else:
            to_tell[what].append(case)
    for what, cases in to_tell.items():
        failed = _told(deed, {"warned": warn, "escalated": escalate}[what], cases)
        later[deed.at + _AFTER_A_FAILURE] += failed
        done[what] += len(cases) - len(failed)
        done["put_off"] += len(failed)
    for until, cases in later.items():
        Case.objects.filter(pk__in=[one.pk for one in cases]).update(look_at=until)
    deed.record(looked=len(found), **done)
    return Watched(looked=len(found), **done)


def _needed(case: Case, at: datetime) -> str:
    """What a matter whose time for a look has come needs."""
    if case.stage_due_at is not None and case.stage_due_at > at:
        return "warned"
    return "woken" if case.state in STANDING else "escalated"


def _told(deed: Deed, verb: Callable[..., Looked], cases: list[Case]) -> list[Case]:
    """Tell of many at once; those of which could not be told."""
    failed = [one for one in rounds.each(deed, verb, cases) if one.wrong]
    for one in failed:
        log.error("matter %s could not be looked at", one.row.pk, exc_info=one.wrong)
    return [one.row for one in failed]


def _woken(deed: Deed, case: Case) -> str:
    try:
        # The verb's own door opens a savepoint: a failure leaves the others done.
        wake(deed.actor, case.pk, origin=deed.origin)
    except Later:
        raise
    except Exception:
        log.exception("matter %s could not be woken", case.pk)
        Case.objects.filter(pk=case.pk).update(look_at=deed.at + _AFTER_A_FAILURE)
        return "put_off"
    return "woken"


def _quiet(case: Case, at: datetime) -> datetime | None:
    try:
        return quiet_until(case, at)
    except NotFound:
        # Its pack is gone: that is told as a failure of the look itself.
        return None
