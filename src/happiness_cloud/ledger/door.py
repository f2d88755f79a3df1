"""The one door. Nothing changes and no personal datum is shown except through here.

An `@action` opens the transaction, loads and locks the subject, answers NotFound to those who may not
see it and Denied to those who may not act, checks the version it was read at, runs the verb, writes one
ledger row and defers the news, all in one commit. A `@query` checks the right; an unmasked look also
asks for the reason and writes itself down.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass, replace
from typing import Any, TypeVar, get_type_hints

from django.apps import apps
from django.db import transaction

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.kernel.errors import Denied, Invalid, NotNow

from . import book, statements
from .deed import Deed
from .scope import kind_of
from .statements import Claim

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Verb:
    """What stands behind a door: the name in the book, the right it needs, the one that shows its subject."""

    name: str
    right: str
    see: str
    does: Callable[..., Any]


def action(
    name: str,
    *,
    on: str = "",
    right: str = "",
    see: str = "",
    waits: bool = True,
    keeps: bool = True,
    recalls: bool = False,
) -> Callable[[F], Callable[..., Any]]:
    """Make `verb(deed, [row,] **params)` callable as `verb(actor, [row id,] *, version, key, reason, **params)`.

    `on` names the subject's model ("cases.Case"), loaded and locked; without it the verb must call
    `deed.require(area)` itself before it ends. `see` is the right that makes the subject visible.
    With `recalls` the deed knows what this actor has done to the subject before.
    `keeps=False` is for answers that hold a secret: they are told once and never kept.
    A verb answers with a dataclass of plain JSON fields (kept for repeated keys) or None.
    """
    needed = right or name

    def wrap(verb: F) -> Callable[..., Any]:
        kind = _answer_kind(verb)

        @functools.wraps(verb)
        def door(
            actor: Actor,
            row_id: Any = None,
            /,
            *,
            version: int | None = None,
            key: str = "",
            reason: str = "",
            origin: str = "",
            **params: Any,
        ) -> Any:
            deed = Deed(_known(actor), name, needed, clock.now(), reason=reason, origin=origin)
            with book.refusing_when_busy(), transaction.atomic():
                claim = book.claim_of(deed, key, row_id, params) if key and keeps else None
                begun = _begun(deed, on, row_id, waits, claim, recalls)
                if claim and not begun.fresh:
                    told = book.first_answer(claim)
                    return kind(**told) if kind and told is not None else told
                if on:
                    row = begun.row
                    deed.admit(row, see)
                    deed.done = begun.done
                    _same_version(row, version, on)
                    before = book.snapshot(row)
                    deed.subject = row
                    answer = verb(deed, row, **params)
                    changes = book.changed(row, before)
                    row.version += bool(changes)
                    answer = _told_version(answer, row)
                    book.write(deed, changes, claim, answer)
                else:
                    answer = verb(deed, **params) if row_id is None else verb(deed, row_id, **params)
                    if not deed.granted:
                        raise Denied("ledger.no_right", right=needed)
                    book.write(deed, None, claim, answer)
            return answer

        door.__door__ = name  # type: ignore[attr-defined]
        door.__verb__ = Verb(name, needed, see, verb)  # type: ignore[attr-defined]
        return door

    return wrap


def query(
    right: str, *, purposes: tuple[str, ...] = (), on: str = "", see: str = ""
) -> Callable[[F], Callable[..., Any]]:
    """Make a read callable only by an actor who holds `right` somewhere; scope is the query's own predicate.

    With `purposes` it is an unmasked look at one row of `on`: the caller names one of them, the actor must
    hold the right for it at that row and say why (`reason=`), and the look is written into the book.
    """

    def wrap(read: F) -> Callable[..., Any]:
        @functools.wraps(read)
        def plain(actor: Actor, /, *args: Any, **params: Any) -> Any:
            actor = _known(actor)
            if not actor.holding(right):
                raise Denied("ledger.no_right", right=right)
            with book.refusing_when_busy():
                return read(actor, *args, **params)

        @functools.wraps(read)
        def look(
            actor: Actor,
            row_id: Any,
            /,
            *,
            purpose: str,
            reason: str = "",
            origin: str = "",
            **params: Any,
        ) -> Any:
            if purpose not in purposes or not reason.strip():
                raise Invalid("ledger.no_reason", field="reason")
            actor = _known(actor)
            deed = Deed(actor, right, right, clock.now(), reason, purpose, origin)
            with book.refusing_when_busy(), transaction.atomic():
                row = _loaded(on, row_id, lock=False).row
                deed.admit(row, see)
                deed.subject = row
                answer = read(actor, row, **params)
                book.write(deed)
            return answer

        door = look if purposes else plain
        door.__door__ = right  # type: ignore[attr-defined]
        return door

    return wrap


def _known(actor: Actor) -> Actor:
    if not isinstance(actor, Actor):
        raise TypeError("a verb or query is called by an Actor, never by nobody")
    return actor.itself()


def _begun(
    deed: Deed, on: str, row_id: Any, waits: bool, claim: Claim | None, recalls: bool
) -> statements.Begun:
    """The subject, locked; whether the key of the call is new; what the actor did to the subject before."""
    if on:
        return _loaded(on, row_id, waits=waits, claim=claim, hand=deed.actor.id if recalls else "")
    return statements.Begun(None, claim is None or statements.claimed(claim))


def _loaded(on: str, row_id: Any, *, lock: bool = True, waits: bool = True, **more: Any) -> statements.Begun:
    """A row by its key, or by the name that people use for it (`ledger_named`)."""
    model = apps.get_model(on)
    named = isinstance(row_id, str) and not row_id.isdecimal()
    column = getattr(model, "ledger_named", "") if named else ""
    return statements.subject(model, column or model._meta.pk.name, row_id, lock=lock, waits=waits, **more)


def _same_version(row: Any, version: int | None, on: str) -> None:
    if version is not None and version != row.version:
        raise NotNow(
            "ledger.moved_on",
            read_at=version,
            now_at=row.version,
            changed=book.since(on, row.pk, version),
        )


def _told_version(answer: Any, row: Any) -> Any:
    """An answer with a `version` tells the one the subject has now."""
    return replace(answer, version=row.version) if hasattr(answer, "version") else answer


def _answer_kind(verb: Callable[..., Any]) -> Any:
    kind = get_type_hints(verb).get("return")
    return kind if kind is not None and is_dataclass(kind) else None


__all__ = ["Deed", "Verb", "action", "kind_of", "query"]
