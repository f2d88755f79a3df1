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

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.postgresql import base
from django.db.models import Model
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


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """A column, and the types of the values that it takes as they are; anything else is made fit by its field."""

    attname: str
    as_they_are: frozenset[type]
    field: Any


# Integers are not among them: the driver would choose their width by the value, and so another statement each time.
_AS_THEY_ARE: dict[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.FloatField: float,
}
_ABSENT = object()
_Cursor: Any = base.ServerBindingCursor


class _Unprepared(_Cursor):  # type: ignore[misc]
    """A cursor that prepares nothing: a prepared statement leaves no text behind for the log of queries."""

    def execute(self, query: Any, params: Any = None, **told: Any) -> Any:
        """Run."""
        return super().execute(query, params, prepare=False, **told)


def run(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement that returns rows and whose text stays the same from call to call."""
    # The proxy would look this thread's own connection up at every touch.
    here: Any = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    if here.queries_logged or here.execute_wrappers:
        return _watched(here, sql, values)
    here.validate_no_broken_transaction()
    with here.wrap_database_errors, _Cursor(here.connection) as cursor:
        cursor.execute(sql, values, prepare=True)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _watched(here: Any, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The same the framework's way, for whoever lists the statements or stands around them."""
    with here.wrap_database_errors:
        raw: Any = _Unprepared(here.connection)
    with here.make_debug_cursor(raw) if here.queries_logged else here.make_cursor(raw) as cursor:
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
        sql, changed = _updating(type(saved), tuple(columns))
        parts.append(f"saved AS ({sql})")
        values += [*_values(saved, changed), saved.pk]
    if claim is not None:
        parts.append("told AS (UPDATE ledger_answer SET answer = %s WHERE actor_id = %s AND key = %s)")
        kept = _field(type(entry), "facts").get_db_prep_save(answer, connection)
        values += [kept, claim.actor_id, claim.key]
    entry.pk = run(f"WITH {', '.join(parts)} SELECT id FROM said", values)[0][0]


def save_all(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Save some columns of many rows of one model, in one statement."""
    model = type(rows[0])
    kept = [_column(one) for one in (model._meta.pk, *(_field(model, name) for name in columns))]
    values = [_values(row, kept) for row in rows]
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
def _inserting(model: type[Model], with_key: bool) -> tuple[str, tuple[_Column, ...]]:
    fields = tuple(one for one in model._meta.concrete_fields if with_key or not one.primary_key)
    names = ", ".join(f'"{one.column}"' for one in fields)
    places = ", ".join("%s" for _ in fields)
    table, key = model._meta.db_table, model._meta.pk.column
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING "{key}"'
    return sql, tuple(map(_column, fields))


@functools.cache
def _updating(model: type[Model], columns: tuple[str, ...]) -> tuple[str, tuple[_Column, ...]]:
    fields = [_field(model, name) for name in columns]
    told = ", ".join(f'"{one.column}" = %s' for one in fields)
    sql = f'UPDATE "{model._meta.db_table}" SET {told} WHERE "{model._meta.pk.column}" = %s'
    return sql, tuple(map(_column, fields))


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


def _column(field: Any) -> _Column:
    told = {_AS_THEY_ARE[type(field)]} if type(field) in _AS_THEY_ARE else set()
    return _Column(field.attname, frozenset(told | ({type(None)} if field.null else set())), field)


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _values(row: Model, columns: Sequence[_Column]) -> list[Any]:
    there = row.__dict__
    return [
        value
        # Deferred columns are not there, and read by their fields.
        if type(value := there.get(one.attname, _ABSENT)) in one.as_they_are
        else one.field.get_db_prep_save(one.field.pre_save(row, row._state.adding), connection=connection)
        for one in columns
    ]
