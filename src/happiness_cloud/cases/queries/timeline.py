"""What happened to a matter, told from the ledger with the words kept beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.text import masked
from happiness_cloud.ledger import queries as ledger

from ..models import Case, Remark

HOUSE = house("cases", "ledger.read")


@dataclass(frozen=True, slots=True)
class Happening:
    """One step: verb, when, who, with masked words; `public` words may be read by the reporter."""

    at: datetime
    verb: str
    who: str
    who_kind: str
    unit: str
    reason: str
    words: str
    public: bool
    before: str
    after: str
    facts: dict[str, Any]


def happenings(case: Case) -> tuple[Happening, ...]:
    """The steps of a matter that the caller has found visible, oldest first."""
    steps = ledger.history(HOUSE, "cases.Case", case.pk).steps
    ids = [step.facts["remark"] for step in steps if "remark" in step.facts]
    words = {one.pk: one for one in Remark.objects.filter(pk__in=ids)} if ids else {}
    told: list[Happening] = []
    for step in steps:
        said = words.get(step.facts.get("remark", 0))
        told.append(
            Happening(
                at=step.at,
                verb=step.verb.removeprefix("cases."),
                who=step.actor_name if step.actor_kind in ("staff", "house") else "",
                who_kind=step.actor_kind,
                unit=step.actor_unit,
                reason=masked(step.reason),
                words=masked(said.text) if said else "",
                public=bool(said and said.public),
                before=step.facts.get("from", ""),
                after=step.facts.get("to", ""),
                facts=step.facts,
            )
        )
    return tuple(told)
