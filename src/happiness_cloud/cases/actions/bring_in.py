"""Matters that happened elsewhere or earlier, brought in with their history by the bulk path.

Every record is replayed in memory along the same table and clocks as a living matter; a story with an
illegal step is rejected with the reason. What stands is written by COPY: matters, reporters, words,
ledger. One ledger row of the import itself says who brought in how many.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import Refused
from happiness_cloud.ledger.door import Deed, action

from ..models import Case
from ._moving import HOUSE
from ._replaying import Replayed, replayed
from .report import title_of

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Told:
    """One step of a story: who did what when; `facts` go into the ledger, `words` beside the matter.

    `through` are steps that must have come before it, of which nobody says when and by whom: they are replayed
    (a handling with these words) and leave neither a row in the book nor a clock.
    """

    verb: str
    at: datetime
    actor_id: str = ""
    actor_kind: str = "staff"
    actor_name: str = ""
    actor_unit: str = ""
    words: str = ""
    public: bool = False
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A matter to bring in. `external_id` makes it known again; without a story it stands as registered.

    A `due_at` recorded elsewhere becomes the clock of the whole matter, in place of our own table's time; a
    recorded `on_time` is kept as it is.
    """

    external_id: str
    reported_at: datetime
    text: str
    channel: str
    area_path: str
    category: str = ""
    severity: str = "ordinary"
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    area_version: int = 0
    language: str = "zh-hans"
    public: bool = False
    reporter_name: str = ""
    reporter_phone: str = ""
    due_at: datetime | None = None
    on_time: bool | None = None
    story: tuple[Told, ...] = ()
    number: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    # (file id, role, public) of files that are in the house already.
    files: tuple[tuple[int, str, bool], ...] = ()
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was not brought in: its place among the records, and why."""

    index: int
    external_id: str
    code: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """How many are new, how many were there already, and those that could not be taken.

    `timed` are the new ones that ended, had a recorded deadline and a recorded word on whether it was kept;
    for `timed_alike` of them our own clock says the same.
    """

    created: int
    known: int
    rejected: tuple[dict[str, Any], ...]
    timed: int = 0
    timed_alike: int = 0


@action("cases.import")
def bring_in(
    deed: Deed, *, records: Iterable[Record], area: str, source: str, dry_run: bool = False
) -> BroughtIn:
    """Bring in records from `source` under `area`; those known by their external id stay untouched."""
    deed.require(area)
    book = institution.rulebook(HOUSE)
    if not dry_run:
        _alone(source)
    created = known = timed = alike = 0
    rejected: list[dict[str, Any]] = []
    for start, chunk in _chunks(records):
        there = _there([one.external_id for one in chunk if one.external_id])
        taken: list[Replayed] = []
        for offset, record in enumerate(chunk):
            if record.external_id in there:
                known += 1
                continue
            there.add(record.external_id)
            try:
                if not record.area_path.startswith(area):
                    raise Refused("cases.outside", field="place")
                taken.append(replayed(record, book, title_of))
            except Refused as no:
                rejected.append(
                    {
                        "index": start + offset,
                        "external_id": record.external_id,
                        "code": no.code,
                        "facts": no.facts,
                    }
                )
        if taken and not dry_run:
            write(taken, source)
        created += len(taken)
        judged = [one.judged for one in taken if one.judged is not None]
        timed, alike = timed + len(judged), alike + sum(judged)
    deed.record(source=source, created=created, known=known, rejected=len(rejected), dry_run=dry_run)
    return BroughtIn(created, known, tuple(rejected), timed=timed, timed_alike=alike)


def _alone(source: str) -> None:
    """Wait until nobody else brings in from this source: two at once would each write what the other does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 311))", [source])


def write(taken: Sequence[Replayed], source: str) -> None:
    """Give keys and numbers, then COPY a chunk into its tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('cases_case', 'id')) FROM generate_series(1, %s)",
            [len(taken)],
        )
        for one, (key,) in zip(taken, cursor.fetchall(), strict=True):
            one.numbered(key)
        _masters(cursor, taken)
        _copy(cursor, "cases_case", _CASE_COLUMNS, (_case_row(one.case) for one in taken))
        _copy(cursor, "cases_reporter", _REPORTER_COLUMNS, (one.reporter_row() for one in taken))
        evidence = (row for one in taken for row in one.evidence_rows())
        _copy(cursor, "cases_evidence", _EVIDENCE_COLUMNS, evidence)
        remarks = [row for one in taken for row in one.remark_rows()]
        if remarks:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('cases_remark', 'id')) FROM generate_series(1, %s)",
                [len(remarks)],
            )
            keyed = [(key, *row) for (key,), row in zip(cursor.fetchall(), remarks, strict=True)]
            _copy(cursor, "cases_remark", _REMARK_COLUMNS, keyed)
            keys = iter([row[0] for row in keyed])
            for one in taken:
                one.point_at(keys)
        _copy(
            cursor, "ledger_entry", _ENTRY_COLUMNS, (row for one in taken for row in one.entry_rows(source))
        )


def _masters(cursor: Any, taken: Sequence[Replayed]) -> None:
    """Point merged matters at their masters, which are among these or came before."""
    wanted = {one.merged_into for one in taken if one.merged_into}
    if not wanted:
        return
    found = {one.case.external_id: one.case.pk for one in taken}
    cursor.execute(
        "SELECT external_id, id FROM cases_case WHERE external_id = ANY(%s) AND external_id <> ''",
        [list(wanted)],
    )
    found.update(dict(cursor.fetchall()))
    here = {one.case.pk: one.case for one in taken}
    # In the order in which they were merged: a master that is merged later passes on what it gained.
    for one in sorted((one for one in taken if one.merged_into), key=_ended):
        key = one.case.merged_into_id = found.get(one.merged_into)
        if key in here:
            here[key].voices += one.case.voices
        elif key:
            cursor.execute("UPDATE cases_case SET voices = voices + %s WHERE id = %s", [one.case.voices, key])


def _ended(one: Replayed) -> datetime:
    return one.case.ended_at or one.case.reported_at


_SKIPPED = {"parent_id"}
_FIELDS = [one for one in Case._meta.concrete_fields if one.attname not in _SKIPPED]
_CASE_COLUMNS = tuple(str(one.column) for one in _FIELDS)
_VALUES = attrgetter(*(one.attname for one in _FIELDS))
_JSON = tuple(at for at, one in enumerate(_FIELDS) if one.get_internal_type() == "JSONField")
_as_json = json.JSONEncoder(ensure_ascii=False).encode
_REPORTER_COLUMNS = (
    *("case_id", "kind", "name_sealed", "phone_sealed", "phone_hash", "account_id", "wants_reply"),
)
_EVIDENCE_COLUMNS = ("case_id", "file_id", "role", "public", "at")
_REMARK_COLUMNS = ("id", "case_id", "verb", "text", "public", "at")
_ENTRY_COLUMNS = (
    *("at", "verb", "actor_id", "actor_kind", "actor_name", "actor_unit", "subject_kind", "subject_id"),
    *("area_path", "version", "changes", "facts", "reason", "purpose", "origin"),
)


def _case_row(case: Case) -> list[Any]:
    row = list(_VALUES(case))
    for at in _JSON:
        if row[at] is not None:
            row[at] = _as_json(row[at]) if row[at] else "[]" if row[at] == [] else "{}"
    return row


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{one}"' for one in columns)
    with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _there(ids: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        # The second condition lets the partial index serve the first; one array costs less than 2,000 parameters.
        cursor.execute(
            "SELECT external_id FROM cases_case WHERE external_id = ANY(%s) AND external_id <> ''", [ids]
        )
        return {key for (key,) in cursor.fetchall()}


def _chunks(records: Iterable[Record]) -> Iterator[tuple[int, list[Record]]]:
    chunk: list[Record] = []
    start = 0
    for record in records:
        chunk.append(record)
        if len(chunk) == CHUNK:
            yield start, chunk
            start, chunk = start + CHUNK, []
    if chunk:
        yield start, chunk
