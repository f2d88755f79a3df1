"""Papers handed over: what every door does to print a matter. Each paper is written down before it is made."""

from __future__ import annotations

from collections.abc import Iterable

from happiness_cloud.facade.paper import printed
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import NotFound

from .. import actions, queries
from . import paper


def case_file(
    who: Actor,
    detail: queries.Detail,
    *,
    unmasked: bool = False,
    purpose: str = "",
    reason: str = "",
    origin: str = "",
) -> bytes:
    """The case file (卷宗) of a matter as PDF; with `unmasked` the contact and the full text, for a purpose and a reason.

    Raises Denied and Invalid like the look at the contact; Later when the press is busy.
    """
    contact = None
    if unmasked:
        contact = queries.contacts(who, detail.row.id, purpose=purpose, reason=reason, origin=origin)
    actions.print_out(who, detail.row.id, kind="case_file", unmasked=unmasked, origin=origin)
    told, pictures = paper.case_file(who.name, detail, contact)
    return printed(paper.PAPER / "case_file.typ", told, pictures)


def work_orders(who: Actor, ids: Iterable[int], *, origin: str = "") -> bytes:
    """The work orders (派工单) of the matters among `ids` that may be seen, one page each, as one PDF.

    Raises NotFound when none of them may be seen, Invalid for none or too many, Later when the press is busy.
    """
    orders = queries.work_orders(who, ids)
    if not orders:
        raise NotFound("ledger.not_found")
    for one in orders:
        actions.print_out(who, one.row.id, kind="work_order", origin=origin)
    told, pictures = paper.work_orders(who.name, orders)
    return printed(paper.PAPER / "work_order.typ", told, pictures)
