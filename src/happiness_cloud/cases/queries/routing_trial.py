from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.ledger.door import query

from .. import rights
from .filters import seen

HOUSE = house("cases", "institution.read")
MOST = 100_000
EXAMPLES = 50
CHUNK = 2000
_COLUMNS = ("number", "category", "area_path", "dispatched_at", "reported_at", "place_note")


@dataclass(frozen=True, slots=True)
class UnitShare:
    """What one unit would lead before and after: `gained` from others, `lost` to others."""

    unit: str
    before: int
    after: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One matter that another unit would lead, and why it was to be the one and would be the other."""

    number: str
    category: str
    area_path: str
    before: str
    after: str
    because_before: tuple[dict[str, Any], ...]
    because_after: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class RoutingTrial:
    """Who would have received what: matters routed, how many another unit would lead, by unit and by category."""

    n: int
    changed: int
    uncategorised: int
    since: datetime | None
    units: tuple[UnitShare, ...]
    categories: tuple[tuple[str, int], ...]
    examples: tuple[Moved, ...]
    notes: tuple[dict[str, Any], ...]
    digest: str


@query(rights.READ)
def routing_trial(
    actor: Actor, text: str, *, last: int = 10_000, area: str = "", filename: str = "duties.yaml"
) -> RoutingTrial:
    """Route the newest matters that this actor may see twice: by the directory in force and by the one in `text`.

    Each at its own moment, place and category, with the answers of its reporter, as dispatching does. Nothing is
    written. The actor must hold the right to publish rules. Raises Invalid with `findings` for a text that is wrong.
    """
    proposal: institution.Proposed = institution.proposed(actor, text, filename)
    now, then = institution.rulebook(HOUSE), proposal.rulebook
    before, after, gained, lost = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    categories: Counter[str] = Counter()
    examples: dict[str, list[Moved]] = defaultdict(list)
    seen_last: datetime | None = None
    uncategorised = 0
    for number, category, place, dispatched, reported, note in _newest(actor, last, area):
        seen_last = reported
        if not category:
            uncategorised += 1
            continue
        at, answers = dispatched or reported, (note or {}).get("answers", {})
        old, new = now.route(category, place, at, answers), then.route(category, place, at, answers)
        before[old.lead] += 1
        after[new.lead] += 1
        if old.lead == new.lead:
            continue
        lost[old.lead] += 1
        gained[new.lead] += 1
        categories[category] += 1
        # A few of every kind of change say more than many of one.
        kind = examples[f"{old.lead}>{new.lead}"]
        if len(kind) < EXAMPLES // 10:
            kind.append(Moved(number, category, place, old.lead, new.lead, old.because, new.because))
    touched = sorted(set(gained) | set(lost), key=lambda unit: (-gained[unit] - lost[unit], unit))
    return RoutingTrial(
        n=sum(before.values()),
        changed=sum(lost.values()),
        uncategorised=uncategorised,
        since=seen_last,
        units=tuple(UnitShare(one, before[one], after[one], gained[one], lost[one]) for one in touched),
        categories=tuple(categories.most_common(30)),
        examples=tuple(one for kind in examples.values() for one in kind)[:EXAMPLES],
        notes=proposal.notes,
        digest=proposal.digest,
    )


def _newest(actor: Actor, last: int, area: str) -> Iterator[tuple[Any, ...]]:
    rows = seen(actor)
    if area:
        rows = rows.filter(area_path__startswith=area)
    newest = rows.order_by("-reported_at", "-id").values_list(*_COLUMNS)
    return newest[: max(1, min(last, MOST))].iterator(chunk_size=CHUNK)
