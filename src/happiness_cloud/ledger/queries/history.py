from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from happiness_cloud.kernel.access import Actor

from .. import rights, shredding
from ..door import query
from ..models import Entry


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a subject."""

    id: int
    at: datetime
    verb: str
    actor_kind: str
    actor_name: str
    actor_unit: str
    reason: str
    facts: dict[str, Any]
    changes: dict[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class History:
    """The steps of one subject, oldest first; `more` when there are older ones."""

    steps: tuple[Step, ...]
    more: bool


@query(rights.READ)
def history(actor: Actor, kind: str, row_id: object, limit: int = 200) -> History:
    """What happened to one subject; the caller (a room's own query) has checked that it may be seen."""
    rows = list(Entry.objects.filter(subject_kind=kind, subject_id=str(row_id)).order_by("-id")[: limit + 1])
    reasons = shredding.opened(one.reason for one in rows)
    steps = tuple(
        Step(
            id=one.id,
            at=one.at,
            verb=one.verb,
            actor_kind=one.actor_kind,
            actor_name=one.actor_name,
            actor_unit=one.actor_unit,
            reason=reason,
            facts=one.facts,
            changes=one.changes,
            version=one.version,
        )
        for one, reason in reversed(list(zip(rows, reasons, strict=True))[:limit])
    )
    return History(steps=steps, more=len(rows) > limit)
