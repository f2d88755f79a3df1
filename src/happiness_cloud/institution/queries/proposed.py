from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.ledger.door import query

from .. import rights
from ..rules.documents import Document, read
from ..rules.validity import Period
from ._book import Book, book, book_of, directories_of
from ._known import digest_of, known_now
from .rulebook import Rulebook, of_book


@dataclass(frozen=True, slots=True)
class Proposed:
    """The rules of a day (`now`), and the same with a proposed duty directory in place of theirs (`then`).

    `on` is that day: routes are asked with it. `digest` is the fingerprint of the text, `notes` are findings that
    do not keep it out: code, row, facts.
    """

    now: Rulebook
    then: Rulebook
    on: date
    version: str
    digest: str
    notes: tuple[dict[str, Any], ...]


@query(rights.READ)
def proposed(actor: Actor, text: str, filename: str = "", on: date | None = None) -> Proposed:
    """A duties file as if it were published, for a dry run (试算); nothing is written.

    Tried is how both will stand on the day `on`: by default today, or later the first day on which the file and
    every row that is new in it have begun. Checked as `actions.publish` checks it: raises Invalid with `findings`
    (code, file, line, row, mend); Invalid `institution.not_in_force_then` for a day on which the file does not hold.
    """
    present = book()
    today = present.day_of(clock.now())
    document = read("duties", text, filename or "duties.yaml", clock.now().date(), known_now())
    day = on or _begun(document, present, today)
    if day < today or not Period(document.valid_from, document.valid_to).holds(day):
        raise Invalid("institution.not_in_force_then", field="on", day=day.isoformat())
    held = book_of(present.shelf, day)
    office = held.calendars[held.practice["calendar"]]
    fallback, directories = directories_of(document.body, document.label, held.units, office)
    then = replace(held, fallback=fallback, directories=directories, duty_words=document.body)
    notes = tuple(dict(one) for one in document.notes)
    now = of_book(held)
    return Proposed(now, Rulebook(now.pack, then), day, document.label, digest_of(text), notes)


def _begun(document: Document, held: Book, today: date) -> date:
    """The first day from today on when the file and all that is new in it have begun."""
    known = {_written(one) for one in held.duty_words["duties"]}
    new = [one for one in document.body["duties"] if _written(one) not in known]
    rows = [one["valid_from"] for one in new if one.get("valid_from")]
    return max(today, document.valid_from or today, *map(date.fromisoformat, rows))


def _written(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)
