"""Four eyes, open parts, and the account that is settled when a matter ends."""

from __future__ import annotations

from happiness_cloud.kernel.errors import Denied, NotNow
from happiness_cloud.ledger.door import Deed
from happiness_cloud.ledger.statements import run

from ..models import Case
from ..rules import clocks as clock_rules
from ..rules.clocks import OVERALL
from ..rules.lifecycle import ENDED
from ._moving import Moved
from ._reporting import tell_all

_OPEN_PARTS = "SELECT count(*) FROM cases_case WHERE parent_id = %s AND NOT state = ANY(%s)"


def other_hand(deed: Deed, case: Case) -> None:
    """Refuse the handler, and whoever sits in the handling unit."""
    same_unit = bool(deed.actor.unit) and deed.actor.unit == case.handled_unit
    if deed.actor.id == case.handled_by or same_unit:
        raise Denied("cases.own_work")


def no_open_parts(deed: Deed, case: Case, force: bool | None = None) -> None:
    """Refuse to end a matter whose parts are open: nobody would answer for the whole.

    Where a verb can be forced (`force` is not None), it is with a reason.
    """
    ((still,),) = run(_OPEN_PARTS, (case.pk, sorted(ENDED)))
    if still and not (force and deed.reason.strip()):
        raise NotNow("cases.open_parts" if force is None else "cases.open_children", count=still)


def settle_account(deed: Deed, case: Case, outcome: str) -> None:
    """Say how it ended and whether in time: the last moment of handling against the whole deadline."""
    clock = clock_rules.latest(case.clocks, OVERALL)
    case.outcome = outcome
    if clock and clock.due and case.handled_at:
        case.on_time = case.handled_at <= clock.due
    deed.record(outcome=outcome, on_time=case.on_time)
    tell_all(case, "closed")


def finish_if_last(deed: Deed, case: Case, moved: Moved) -> Moved:
    """Under rules without a call-back the matter ends with its verification."""
    if case.state == "closed":
        no_open_parts(deed, case)
        settle_account(deed, case, "handled")
    return moved
