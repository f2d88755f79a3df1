from __future__ import annotations

from datetime import datetime

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import Deed

from ..models import Case, Whistle
from ._moving import Moved, concern, known_unit, move, moves, reasoned, rulebook, whistled


@moves("whistle")
def whistle(
    deed: Deed, case: Case, *, units: tuple[str, ...], arrive_by: datetime, kind: str = "major"
) -> Moved:
    """A lower unit convenes departments (吹哨): who must come, by when; the convener rates them later."""
    reasoned(deed)
    book = rulebook(case)
    if not units:
        raise Invalid("cases.needs_lead", field="units")
    if arrive_by <= deed.at:
        raise Invalid("cases.arrive_in_past", field="arrive_by")
    for unit in dict.fromkeys(units):
        Whistle.objects.create(
            case=case,
            by_unit=deed.actor.unit,
            unit=known_unit(book, unit),
            kind=kind,
            called_at=deed.at,
            arrive_by=arrive_by,
        )
    concern(case, case.lead_unit, tuple(case.assist_units), *whistled(case))
    deed.record(units=list(units), arrive_by=arrive_by.isoformat())
    return move(deed, case, "whistle", book)
