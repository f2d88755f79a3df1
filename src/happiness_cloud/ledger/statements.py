"""The few statements that every verb makes: worked out once, prepared by the server, as few as can be.

Django works out the SQL of a query each time it is asked, which costs more than the database needs to answer.
Here its compiler is asked once for a model, and what it said is kept. Beginning a verb is one statement (the key
is claimed, the subject locked), ending it another (the subject saved, the book written, the answer kept).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.postgresql import base
from django.db.models import Field, Model
from django.db.models.sql.compiler import SQLCompiler

from .scope import kind_of

_LONGEST = 2**63 - 1
_CLAIM = (
    "INSERT INTO ledger_answer (actor_id, key, verb, fingerprint, at) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (actor_id, key) DO NOTHING RETURNING 1"
)
_DONE = (
    "(SELECT array_agg(DISTINCT e.verb) FROM ledger_entry e"
    ' WHERE e.subject_kind = %s AND e.subject_id = subject."{key}"::text AND e.actor_id = %s)'
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The idempotency key of a call: whose, which, for what, when."""

    actor_id: str
    key: str
    verb: str
    fingerprint: str
    at: datetime

    def values(self) -> tuple[Any, ...]:
        """As the statement takes them."""
        return (self.actor_id, self.key, self.verb, self.fingerprint, self.at)


@dataclass(frozen=True, slots=True)
class Begun:
    """What the beginning of a verb finds: the subject, whether the key is new, what the actor did to it before."""

    row: Any
    fresh: bool = True
    done: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """One row of a model by one column: the SQL, the columns it brings and how each becomes Python."""

    sql: str
    columns: tuple[str, ...]
    converters: Any
    compiler: SQLCompiler

    def row(self, model: type[Model], values: Sequence[Any]) -> Model:
        told = next(iter(self.compiler.apply_converters([values], self.converters)))
        return model.from_db("default", self.columns, told)


_Cursor: Any = base.ServerBindingCursor


class _Prepared(_Cursor):  # type: ignore[misc]
    """A cursor whose statements the server keeps ready."""

    def execute(self, query: Any, params: Any = None, **told: Any) -> Any:
        """Run, prepared unless the statements are being listed."""
        # A prepared statement leaves no text behind for Django's log of queries.
        return super().execute(query, params, prepare=not connection.queries_logged, **told)


def run(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement that returns rows and whose text stays the same from call to call."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        raw: Any = _Prepared(connection.connection)
    logged = connection.queries_logged
    with connection.make_debug_cursor(raw) if logged else connection.make_cursor(raw) as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def claimed(claim: Claim) -> bool:
    """Whether this key is new; when somebody uses it at this moment, wait for his commit first."""
    return bool(run(_CLAIM, claim.values()))


def subject(
    model: type[Model],
    column: str,
    value: Any,
    *,
    lock: bool,
    waits: bool,
    claim: Claim | None = None,
    hand: str = "",
) -> Begun:
    """The row of `model` by a unique column, locked if wanted; with what else the beginning of a verb asks.

    The row is None where there is none. With `claim`, whether the key of the call is new; with `hand`, which
    verbs this actor has used on the row before.
    """
    known = _asked(model, column, value)
    if known is None:
        return Begun(None, claim is None or claimed(claim))
    reading = _reading(model, column, lock, waits)
    sql = _beginning(model, reading, claim is not None, bool(hand))
    asked = [*(claim.values() if claim else ()), known, *((kind_of(model), hand) if hand else ())]
    *values, fresh, done = run(sql, asked)[0]
    there = values[reading.columns.index(model._meta.pk.attname)] is not None
    return Begun(reading.row(model, values) if there else None, bool(fresh), frozenset(done or ()))


def insert(row: Model) -> None:
    """Write a new row; its key is set where the database gives it."""
    sql, fields = _inserting(type(row), row.pk is not None)
    found = run(sql, _values(row, fields))
    row.pk = found[0][0]
    row._state.adding = False
    row._state.db = "default"


def finish(
    entry: Model, saved: Model | None, columns: Sequence[str], claim: Claim | None, answer: Any
) -> None:
    """The end of a verb in one statement: the changed columns saved, the book written, the answer kept."""
    sql, fields = _inserting(type(entry), False)
    values = _values(entry, fields)
    if saved is None and claim is None:
        entry.pk = run(sql, values)[0][0]
        return
    parts = [f"said AS ({sql})"]
    if saved is not None:
        changed = [_field(type(saved), name) for name in columns]
        parts.append(f"saved AS ({_updating(type(saved), tuple(columns))})")
        values += [*_values(saved, changed), saved.pk]
    if claim is not None:
        parts.append("told AS (UPDATE ledger_answer SET answer = %s WHERE actor_id = %s AND key = %s)")
        kept = _field(type(entry), "facts").get_db_prep_save(answer, connection)
        values += [kept, claim.actor_id, claim.key]
    entry.pk = run(f"WITH {', '.join(parts)} SELECT id FROM said", values)[0][0]


def save_all(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Save some columns of many rows of one model, in one statement."""
    model = type(rows[0])
    fields = [model._meta.pk, *(_field(model, name) for name in columns)]
    values = [_values(row, fields) for row in rows]
    run(_updating_all(model, tuple(columns)), [list(column) for column in zip(*values, strict=True)])


def _asked(model: type[Model], column: str, value: Any) -> Any:
    """The value as the column takes it; None where no row can have it."""
    try:
        known = _field(model, column).get_prep_value(value)
    except (ValueError, TypeError, OverflowError):
        return None
    if isinstance(known, int):
        return known if abs(known) <= _LONGEST else None
    return None if known is None or "\0" in str(known) else known


@functools.cache
def _reading(model: type[Model], column: str, lock: bool, waits: bool) -> _Reading:
    rows = model._default_manager.order_by()
    if lock:
        rows = rows.select_for_update(of=("self",), nowait=not waits)
    rows = rows.filter(**{column: _field(model, column).get_prep_value("0")})
    compiler = rows.query.get_compiler(connection=connection)
    sql, values = compiler.as_sql()
    if len(values) != 1:
        raise TypeError(f"{model.__name__}: the default manager must not narrow what it reads")
    chosen = [compiler.select[at][0] for at in (compiler.klass_info or {})["select_fields"]]
    columns = tuple(one.target.attname for one in chosen)  # type: ignore[attr-defined]
    return _Reading(sql, columns, compiler.get_converters(chosen), compiler)


@functools.cache
def _beginning(model: type[Model], reading: _Reading, claims: bool, recalls: bool) -> str:
    # All in one round trip; a row that is missing still tells about the key.
    claim = f"claim AS ({_CLAIM}), " if claims else ""
    fresh = "(SELECT count(*) FROM claim)" if claims else "1"
    done = _DONE.format(key=model._meta.pk.column) if recalls else "NULL"
    return (
        f"WITH {claim}subject AS ({reading.sql}) SELECT subject.*, {fresh}, {done}"
        " FROM (VALUES (1)) AS one LEFT JOIN subject ON true"
    )


@functools.cache
def _inserting(model: type[Model], with_key: bool) -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = tuple(one for one in model._meta.concrete_fields if with_key or not one.primary_key)
    names = ", ".join(f'"{one.column}"' for one in fields)
    places = ", ".join("%s" for _ in fields)
    table, key = model._meta.db_table, model._meta.pk.column
    return f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING "{key}"', fields


@functools.cache
def _updating(model: type[Model], columns: tuple[str, ...]) -> str:
    fields = [_field(model, name) for name in columns]
    told = ", ".join(f'"{one.column}" = %s' for one in fields)
    return f'UPDATE "{model._meta.db_table}" SET {told} WHERE "{model._meta.pk.column}" = %s'


@functools.cache
def _updating_all(model: type[Model], columns: tuple[str, ...]) -> str:
    key = model._meta.pk
    fields = [_field(model, name) for name in columns]
    arrays = ", ".join(f"%s::{one.rel_db_type(connection)}[]" for one in (key, *fields))
    names = ", ".join(f'"{one.column}"' for one in (key, *fields))
    told = ", ".join(f'"{one.column}" = new."{one.column}"' for one in fields)
    return (
        f'UPDATE "{model._meta.db_table}" AS old SET {told} FROM unnest({arrays}) AS new ({names})'
        f' WHERE old."{key.column}" = new."{key.column}" RETURNING 1'
    )


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _values(row: Model, fields: Sequence[Any]) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, row._state.adding), connection=connection)
        for field in fields
    ]
