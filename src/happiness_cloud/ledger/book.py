"""How the door writes: entries with what changed, kept answers, and refusals the database causes."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from django.db import DataError, InterfaceError, OperationalError
from django.db.models import Model
from procrastinate.contrib.django import app as jobs

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Invalid, Later, NotNow
from happiness_cloud.kernel.text import masked

from . import events, shredding, statements
from .classes import personal_fields
from .deed import Deed
from .models import Answer, Entry
from .scope import kind_of
from .statements import Claim
from .vault import cipher

HIDDEN = "•"


class Kept(str):
    """A list or dict as JSON text: a verb may change it in place, and the snapshot must not follow."""

    __slots__ = ()


# What may be changed in place.
_CHANGEABLE = frozenset({list, dict})
_NO_LIST, _NO_DICT = Kept("[]"), Kept("{}")


def snapshot(row: Model) -> dict[str, Any]:
    """The columns of a row as they stand; columns that were not loaded are left alone."""
    there = row.__dict__
    return {
        name: _copied(value) if type(value := there[name]) in _CHANGEABLE else value
        for name in _columns(type(row))
        if name in there
    }


def changed(row: Model, before: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The columns that are not as they were: (before, now), both as snapshots hold them."""
    there = row.__dict__
    told: dict[str, tuple[Any, Any]] = {}
    for name, old in before.items():
        now = there[name]
        if now is old:
            continue
        now = _copied(now) if type(now) in _CHANGEABLE else now
        if now != old:
            told[name] = (old, now)
    return told


def write(
    deed: Deed,
    changes: dict[str, tuple[Any, Any]] | None = None,
    claim: Claim | None = None,
    answer: Any = None,
) -> None:
    """The end of a deed: the subject saved if it changed, one row of the book, the answer kept, the news sent."""
    row = deed.subject
    reason = _reason(deed, row)
    entry = _entry(deed, row, _told(row, changes) if changes else {}, deed.facts, reason)
    columns = (*changes, "version") if changes else ()
    told = asdict(answer) if is_dataclass(answer) and not isinstance(answer, type) else answer
    statements.finish(entry, row if changes else None, columns, claim, told)
    for other, beside, facts in deed.beside:
        statements.insert(_entry(deed, other, beside, facts, reason))
    for event in deed.news:
        for listener in events.listeners_to(event):
            jobs.configure_task("ledger.deliver", queue="news").defer(
                event=events.name_of(type(event)), facts=events.packed(event), listener=listener
            )


def write_all(done: Sequence[tuple[Deed, dict[str, tuple[Any, Any]]]]) -> None:
    """The end of many deeds on subjects of one kind: `write` for each, in a handful of statements for all."""
    changes = {name for _, changed in done for name in changed}
    moved = [deed.subject for deed, changed in done if changed]
    if moved:
        statements.save_all(moved, (*sorted(changes), "version"))
    reasons = [_reason(deed, deed.subject) for deed, _ in done]
    entries = [
        _entry(deed, deed.subject, _told(deed.subject, changed) if changed else {}, deed.facts, reason)
        for (deed, changed), reason in zip(done, reasons, strict=True)
    ]
    for (deed, _), reason in zip(done, reasons, strict=True):
        entries += [_entry(deed, *one, reason) for one in deed.beside]
    Entry.objects.bulk_create(entries)
    news: list[dict[str, Any]] = [
        {"event": events.name_of(type(event)), "facts": events.packed(event), "listener": listener}
        for deed, _ in done
        for event in deed.news
        for listener in events.listeners_to(event)
    ]
    if news:
        jobs.configure_task("ledger.deliver", queue="news").batch_defer(*news)


def _reason(deed: Deed, row: Model | None) -> str:
    """Why, as the book keeps it: it is for ever, so a number that somebody typed into a reason must not be.

    Where the subject can be erased, the words go with it. What the deed did beside is told with the same words.
    """
    return shredding.sealed(masked(deed.reason), shredding.subject_of(row) if row is not None else "")


def _entry(
    deed: Deed, row: Model | None, changes: dict[str, Any], facts: dict[str, Any], reason: str
) -> Entry:
    return Entry(
        at=deed.at,
        verb=deed.verb,
        actor_id=deed.actor.id,
        actor_kind=deed.actor.kind,
        actor_name=deed.actor.name,
        actor_unit=deed.actor.unit,
        subject_kind=kind_of(row) if row is not None else "",
        subject_id=str(row.pk) if row is not None else "",
        area_path=(getattr(row, "area_path", "") or EVERYWHERE) if row is not None else "",
        version=getattr(row, "version", 0) if row is not None else 0,
        changes=changes,
        facts=facts,
        reason=reason,
        purpose=deed.purpose,
        origin=deed.origin[:64],
    )


def since(kind: str, row_id: Any, version: int) -> list[dict[str, Any]]:
    """What happened to a row after `version`: verb, who, when, and which fields, oldest first."""
    rows = Entry.objects.filter(subject_kind=kind, subject_id=str(row_id), version__gt=version)
    return [
        {
            "verb": one.verb,
            "by": one.actor_name or one.actor_kind,
            "at": one.at.isoformat(),
            "changes": one.changes,
        }
        for one in rows.order_by("id")[:50]
    ]


def claim_of(deed: Deed, key: str, row_id: Any, params: dict[str, Any]) -> Claim:
    """What a call with an idempotency key lays claim to: the key, and what it was used for."""
    if len(key) > 80:
        raise Invalid("ledger.key_reused", field="Idempotency-Key")
    told = _in_order([deed.verb, str(row_id), deed.reason, params])
    # Keyed: a plain hash of few words could be guessed by whoever reads the table.
    fingerprint = cipher().blind(told, "call")
    return Claim(deed.actor.id, key, deed.verb, fingerprint, clock.now())


def first_answer(claim: Claim) -> Any:
    """What the earlier call with this key was told; Invalid when that call was another one."""
    kept = Answer.objects.get(actor_id=claim.actor_id, key=claim.key)
    if kept.fingerprint != claim.fingerprint:
        raise Invalid("ledger.key_reused", field="Idempotency-Key")
    return kept.answer


@contextmanager
def refusing_when_busy() -> Iterator[None]:
    """Turn what the database says under pressure into a refusal with a way on."""
    try:
        yield
    except OperationalError as wrong:
        cause = wrong.__cause__
        if isinstance(cause, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected):
            raise NotNow("ledger.busy", seconds=2) from wrong
        raise Later("ledger.database_away", seconds=5) from wrong
    except InterfaceError as wrong:
        raise Later("ledger.database_away", seconds=5) from wrong
    except (DataError, UnicodeEncodeError) as wrong:
        # A value that no column can hold: too long, too large, with signs that are none.
        raise Invalid("ledger.bad_value") from wrong


def _told(row: Model, changes: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """The changes as the book keeps them: personal values hidden, derived columns left out."""
    secret = personal_fields(kind_of(row))
    # Derived columns (`ledger_quiet`) would only make noise in "what changed".
    quiet = getattr(row, "ledger_quiet", ())
    return {
        name: [HIDDEN, HIDDEN] if name in secret else [_plain(old), _plain(now)]
        for name, (old, now) in changes.items()
        if name not in quiet
    }


@functools.cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    names = (one.attname for one in model._meta.concrete_fields)
    return tuple(one for one in names if one not in ("id", "version"))


def _copied(value: list[Any] | dict[str, Any]) -> Kept:
    if not value:
        return _NO_LIST if isinstance(value, list) else _NO_DICT
    return Kept(_as_json(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Kept):
        return json.loads(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    return value if isinstance(value, str | int | float | bool | None | list | dict) else str(value)


# Made once: `json.dumps` makes an encoder at each call.
_as_json = json.JSONEncoder(default=_plain).encode
_in_order = json.JSONEncoder(default=_plain, sort_keys=True).encode
