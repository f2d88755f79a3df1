from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.ledger.door import query

from .. import rights
from .filters import seen

HOUSE = house("cases", "institution.read")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom the duty directory names for a matter now, and why."""

    lead: str
    assists: tuple[str, ...]
    because: tuple[dict[str, Any], ...]


@query(rights.READ)
def proposals(actor: Actor, ids: Iterable[int]) -> dict[int, Proposal]:
    """The directory's answer for each of these matters that the actor may see; a matter of no category has none."""
    now = clock.now()
    found: dict[int, Proposal] = {}
    for case in seen(actor).filter(pk__in=list(ids)).only("category", "area_path", "pack", "place_note"):
        if not case.category:
            continue
        book = institution.rulebook(HOUSE, case.pack)
        route = book.route(case.category, case.area_path, now, case.place_note.get("answers", {}))
        found[case.pk] = Proposal(
            lead=route.lead, assists=tuple(route.assists), because=tuple(dict(one) for one in route.because)
        )
    return found
