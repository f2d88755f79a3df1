from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger.door import Deed

from ..models import Case
from ..rules.clocks import CONTACT, OVERALL
from ._forwarding import as_ruled
from ._moving import (
    Moved,
    concern,
    known_unit,
    move,
    moves,
    reasoned,
    remark,
    rulebook,
    start_clock,
    whistled,
)


@moves("dispatch")
def dispatch(
    deed: Deed, case: Case, *, lead: str = "", assists: tuple[str, ...] = (), note: str = ""
) -> Moved:
    """Send the matter to the one unit that leads, and to those who assist.

    Without `lead` the duty directory decides. Another unit than the directory's needs a reason. Why this
    unit was chosen is kept with the matter. Where a rule says so it is forwarded to another server, with `note` as its
    words there.
    """
    book = rulebook(case)
    route = book.route(case.category, case.area_path, deed.at, case.place_note.get("answers", {}))
    chosen = known_unit(book, lead) if lead else route.lead
    if not chosen:
        raise Invalid("cases.needs_lead", field="lead")
    case.why = [dict(one) for one in route.because]
    if chosen != route.lead:
        reasoned(deed)
        case.why = [
            {"code": "chosen", "unit": chosen, "directory": route.lead, "reason": masked(deed.reason)},
            *case.why,
        ]
    helping = tuple(known_unit(book, one) for one in assists) or (route.assists if not lead else ())
    concern(case, chosen, tuple(one for one in helping if one != chosen), *whistled(case))
    case.dispatched_at = case.dispatched_at or deed.at
    if note:
        remark(deed, case, "dispatch", note)
    start_clock(deed, case, OVERALL, book)
    if case.can_be_reached and case.contacted_at is None:
        start_clock(deed, case, CONTACT, book)
    deed.record(lead=chosen, assists=list(case.assist_units))
    as_ruled(deed, case, note, book)
    return move(deed, case, "dispatch", book)
