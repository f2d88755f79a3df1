from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.documents import read
from ._book import book, with_duties
from ._known import known_now
from .rulebook import Rulebook, rulebook

DUTIES = "duties"


@dataclass(frozen=True, slots=True)
class Proposed:
    """The rules as they would be with a duty directory that is not published; `digest` tells its text again."""

    rulebook: Rulebook
    version: str
    notes: tuple[dict[str, Any], ...]
    digest: str


@query(rights.PUBLISH)
def proposed(actor: Actor, text: str, filename: str = "duties.yaml") -> Proposed:
    """Today's rules with the duty directory of `text` (YAML) in place of the one in force; nothing is kept.

    Raises Invalid with `findings` (code, file, line, row, mend) for a text that could not be published.
    """
    held = book()
    document = read(DUTIES, text, filename, held.day_of(clock.now()), known_now())
    now: Rulebook = rulebook(actor)
    changed = Rulebook(now.pack, with_duties(held, document.body, document.label))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Proposed(changed, document.label, tuple(dict(one) for one in document.notes), digest)
