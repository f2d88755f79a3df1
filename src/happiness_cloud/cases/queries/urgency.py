from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.urgency import sounds
from .suggestions import SEVERITY, in_use

_READER = house("cases.urgency", "institution.read")
# What is said of nearly every matter is no hint.
_USUAL = "ordinary"


@dataclass(frozen=True, slots=True)
class Urgency:
    """How pressing a text sounds, and the words that spoke; `confidence` is None where the district's words said it."""

    severity: str
    words: tuple[str, ...]
    confidence: float | None = None


@query(rights.REPORT)
def urgency(actor: Actor, text: str) -> Urgency | None:
    """A severity for a text other than the usual one: by the words of the district, else by what was learned.

    None when neither says so. It is a hint for whoever judges; nothing is set by it.
    """
    severity, words = sounds(text, institution.rulebook(_READER).pressing())
    if severity:
        return Urgency(severity, words)
    model = in_use(SEVERITY)
    guesses = model.suggest(text) if model else ()
    if not guesses or guesses[0].label == _USUAL:
        return None
    best = guesses[0]
    return Urgency(best.label, best.words, best.confidence)
