"""One verb on many subjects: a round. Each subject keeps a row of the book of its own; the statements are shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from . import book
from .deed import Deed
from .door import Verb


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of one subject: the answer of the verb, or why it was left as it was."""

    row: Any
    answer: Any = None
    wrong: Exception | None = None


def each(deed: Deed, verb: Callable[..., Any], rows: Sequence[Any], **params: Any) -> list[Turn]:
    """Do `verb` on rows of one kind, which `deed` holds locked, as its door would for each by itself.

    Only for verbs that change nothing but their subject and make no statement: there is no savepoint between
    them, so that one that fails leaves nothing behind and the others stay done. A failure of the database ends
    the round.
    """
    behind: Verb = verb.__verb__  # type: ignore[attr-defined]
    turns: list[Turn] = []
    done: list[tuple[Deed, dict[str, tuple[Any, Any]]]] = []
    for row in rows:
        own = Deed(deed.actor, behind.name, behind.right, deed.at, deed.reason, deed.purpose, deed.origin)
        own.subject = row
        before = book.snapshot(row)
        try:
            own.admit(row, behind.see)
            answer = behind.does(own, row, **params)
        except DatabaseError:
            raise
        except Exception as wrong:
            turns.append(Turn(row, wrong=wrong))
            continue
        changes = book.changed(row, before)
        row.version += bool(changes)
        done.append((own, changes))
        turns.append(Turn(row, answer))
    if done:
        book.write_all(done)
    return turns
