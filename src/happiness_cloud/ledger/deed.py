"""What a verb is handed by the door: the deed in progress."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from happiness_cloud.kernel.access import Actor, Place, may
from happiness_cloud.kernel.errors import Denied, NotFound

from .scope import place_of


@dataclass(slots=True)
class Deed:
    """What a verb is given: who acts, when, why; and where it says what happened."""

    actor: Actor
    verb: str
    right: str
    at: datetime
    reason: str = ""
    purpose: str = ""
    origin: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    news: list[Any] = field(default_factory=list)
    subject: Any = None
    granted: bool = False
    # What this actor has done to the subject before, where the verb asked for it.
    done: frozenset[str] = frozenset()
    # Told again long after it happened: nothing is announced, and no time that has passed since is looked for.
    past: bool = False
    beside: list[tuple[Any, dict[str, Any], dict[str, Any]]] = field(default_factory=list)

    def require(self, area: str, *units: str, right: str | None = None) -> None:
        """Refuse unless the actor holds the right at this place: for verbs that create something."""
        if not may(self.actor, right or self.right, Place(area=area, units=units)):
            raise Denied("ledger.no_right", right=right or self.right)
        self.granted = True

    def admit(self, row: Any, see: str = "") -> None:
        """Let the actor at this subject: hidden from outsiders, refused to those who may look but not act."""
        if row is None:
            raise NotFound("ledger.not_found")
        place = place_of(row)
        if not may(self.actor, self.right, place, self.purpose or None):
            if see and may(self.actor, see, place):
                raise Denied("ledger.no_right", right=self.right)
            raise NotFound("ledger.not_found")
        self.granted = True

    def created(self, row: Any) -> None:
        """Name the thing this deed brought into being, so that the book can point at it."""
        self.subject = row

    def touched(self, row: Any, changes: dict[str, Any] | None = None, **facts: Any) -> None:
        """Give a second thing that this deed made or changed a row of the book of its own."""
        self.beside.append((row, changes or {}, facts))

    def record(self, **facts: Any) -> None:
        """Facts for the ledger row: plain JSON values, no personal data."""
        self.facts.update(facts)

    def publish(self, event: Any) -> None:
        """Announce a fact to higher rooms once this commits."""
        self.news.append(event)
