from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.documents import read
from ._book import book, directories_of
from ._known import digest_of, known_now
from .rulebook import Rulebook, rulebook


@dataclass(frozen=True, slots=True)
class Proposed:
    """The rules in force (`now`), and the same with a proposed duty directory in place of theirs (`then`).

    `digest` is the fingerprint of the text, `notes` are findings that do not keep it out: code, row, facts.
    """

    now: Rulebook
    then: Rulebook
    version: str
    digest: str
    notes: tuple[dict[str, Any], ...]


@query(rights.READ)
def proposed(actor: Actor, text: str, filename: str = "") -> Proposed:
    """A duties file as if it were published, for a dry run (试算); nothing is written.

    Checked as `actions.publish` checks it: raises Invalid with `findings` (code, file, line, row, mend).
    """
    now, held = rulebook(actor), book()
    document = read("duties", text, filename or "duties.yaml", clock.now().date(), known_now())
    office = held.calendars[held.practice["calendar"]]
    fallback, directories = directories_of(document.body, document.label, held.units, office)
    then = replace(held, fallback=fallback, directories=directories, duty_words=document.body)
    notes = tuple(dict(one) for one in document.notes)
    return Proposed(now, Rulebook(now.pack, then), document.label, digest_of(text), notes)
