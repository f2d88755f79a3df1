"""How the door writes: entries with what changed, kept answers, and refusals the database causes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from django.db import DataError, InterfaceError, OperationalError, connection
from django.db.models import Model
from procrastinate.contrib.django import app as jobs

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import Invalid, Later, NotNow
from happiness_cloud.kernel.text import masked

from . import events
from .classes import personal_fields
from .deed import Deed
from .models import Answer, Entry
from .scope import kind_of

HIDDEN = "•"
_NEW_ANSWER = (
    "INSERT INTO ledger_answer (actor_id, key, verb, fingerprint, at) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (actor_id, key) DO NOTHING"
)


def snapshot(row: Model) -> dict[str, Any]:
    """The columns of a row as they stand; columns that were not loaded are left alone."""
    away = row.get_deferred_fields()
    return {
        one.attname: _copied(getattr(row, one.attname))
        for one in row._meta.concrete_fields
        if one.attname not in away and one.attname not in ("id", "version")
    }


def write(deed: Deed, before: dict[str, Any] | None) -> Entry:
    """One row of the book for one deed, and its news into the queue, in the same transaction."""
    row = deed.subject
    changes = _changes(row, before) if row is not None and before is not None else {}
    entry = _written(deed, row, changes, deed.facts)
    for other, changed, facts in deed.beside:
        _written(deed, other, changed, facts)
    for event in deed.news:
        for listener in events.listeners_to(event):
            jobs.configure_task("ledger.deliver", queue="news").defer(
                event=events.name_of(type(event)), facts=events.packed(event), listener=listener
            )
    return entry


def _written(deed: Deed, row: Model | None, changes: dict[str, Any], facts: dict[str, Any]) -> Entry:
    return Entry.objects.create(
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
        # The book is for ever: a number that somebody typed into a reason must not be.
        reason=masked(deed.reason),
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


def first_answer(deed: Deed, key: str, row_id: Any, params: dict[str, Any]) -> Answer | None:
    """The kept answer of an earlier call with this key; None when this is the first.

    Two calls at once meet at the unique key: the second waits for the first one's commit.
    """
    if len(key) > 80:
        raise Invalid("ledger.key_reused", field="Idempotency-Key")
    told = json.dumps([deed.verb, str(row_id), deed.reason, params], default=_plain, sort_keys=True)
    fingerprint = hashlib.sha256(told.encode()).hexdigest()
    with connection.cursor() as cursor:
        # One statement instead of look, savepoint, insert, release: every verb of every form comes by here.
        cursor.execute(_NEW_ANSWER, [deed.actor.id, key, deed.verb, fingerprint, clock.now()])
        if cursor.rowcount:
            return None
    kept = Answer.objects.get(actor_id=deed.actor.id, key=key)
    if kept.fingerprint != fingerprint:
        raise Invalid("ledger.key_reused", field="Idempotency-Key")
    return kept


def keep_answer(deed: Deed, key: str, answer: Any) -> None:
    """Keep what a call with a key was told."""
    told = asdict(answer) if is_dataclass(answer) and not isinstance(answer, type) else answer
    Answer.objects.filter(actor_id=deed.actor.id, key=key).update(answer=told)


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


def _changes(row: Model, before: dict[str, Any]) -> dict[str, Any]:
    secret = personal_fields(kind_of(row))
    # Derived columns (`ledger_quiet`) would only make noise in "what changed".
    quiet = getattr(row, "ledger_quiet", ())
    after = snapshot(row)
    return {
        name: [HIDDEN, HIDDEN] if name in secret else [_plain(old), _plain(after[name])]
        for name, old in before.items()
        if after[name] != old and name not in quiet
    }


def _copied(value: Any) -> Any:
    # A verb may change a list or dict in place; the snapshot must not follow.
    return json.loads(json.dumps(value, default=_plain)) if isinstance(value, list | dict) else value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    return value if isinstance(value, str | int | float | bool | None | list | dict) else str(value)
