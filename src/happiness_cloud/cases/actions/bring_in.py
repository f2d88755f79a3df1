"""Matters that happened elsewhere or earlier, brought in with their history by the bulk path.

Every record is replayed in memory along the same table and clocks as a living matter, several chunks at once
where there are processors for it; a story with an illegal step is rejected with the reason. What stands is
written by COPY: matters, reporters, words, ledger. One ledger row of the import itself says who brought in how many.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection

from happiness_cloud.institution import queries as institution
from happiness_cloud.kernel.errors import Refused
from happiness_cloud.ledger.door import Deed, action

from ._abreast import MOST, abreast
from ._copying import COLUMNS, copied, numbered
from ._moving import HOUSE
from ._record import Record
from ._replaying import Replayed, replayed
from .report import title_of

CHUNK = 2000
# Chunks that may be on their way at most.
LATELY = MOST + 2


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
    known: list[int] = []
    works = _works(records, known, with_keys=not dry_run)
    created = timed = alike = 0
    rejected: list[dict[str, Any]] = []
    merged: list[tuple[int, str, int]] = []
    for done in abreast(partial(_worked, book=book, area=area, source=source), works):
        _write(done.lines)
        merged.extend(done.merged)
        rejected.extend(done.rejected)
        created, timed, alike = created + done.created, timed + done.timed, alike + done.alike
    # Not before all are there: a master may come after those that were merged into it.
    _point(merged)
    deed.record(source=source, created=created, known=len(known), rejected=len(rejected), dry_run=dry_run)
    return BroughtIn(created, len(known), tuple(rejected), timed=timed, timed_alike=alike)


@dataclass(frozen=True, slots=True)
class _Work:
    """Records that are new, each with its place among all; and keys for their rows, unless nothing is written."""

    records: tuple[tuple[int, Record], ...]
    keys: tuple[int, ...] = ()
    remark_keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Worked:
    """What became of them. `merged` points at masters that are not among them: (key, master's id, voices)."""

    created: int
    rejected: list[dict[str, Any]]
    timed: int
    alike: int
    lines: dict[str, bytes] = field(default_factory=dict)
    merged: tuple[tuple[int, str, int], ...] = ()


def _works(records: Iterable[Record], known: list[int], *, with_keys: bool) -> Iterator[_Work]:
    """The records in chunks, without those that are known already, whose places go into `known`."""
    # Chunks may be on their way that are not written yet.
    lately: deque[set[str]] = deque(maxlen=LATELY)
    for start, chunk in _chunks(records):
        there = _there([one.external_id for one in chunk if one.external_id]).union(*lately)
        new: list[tuple[int, Record]] = []
        for at, record in enumerate(chunk, start):
            if record.external_id and record.external_id in there:
                known.append(at)
                continue
            there.add(record.external_id)
            new.append((at, record))
        lately.append({record.external_id for _, record in new})
        if not with_keys:
            yield _Work(tuple(new))
            continue
        words = sum(bool(step.words) for _, record in new for step in record.story)
        yield _Work(tuple(new), _keys("cases_case", len(new)), _keys("cases_remark", words))


def _worked(work: _Work, *, book: institution.Rulebook, area: str, source: str) -> _Worked:
    """Replay the records; the rows of those that stand, ready to be copied. Asks nothing of the database."""
    taken: list[Replayed] = []
    rejected: list[dict[str, Any]] = []
    keys = iter(work.keys)
    for at, record in work.records:
        try:
            if not record.area_path.startswith(area):
                raise Refused("cases.outside", field="place")
            one = replayed(record, book, title_of)
        except Refused as no:
            why = {"index": at, "external_id": record.external_id, "code": no.code, "facts": no.facts}
            rejected.append(why)
            continue
        if work.keys:
            numbered(one, next(keys))
        taken.append(one)
    judged = [one.judged for one in taken if one.judged is not None]
    told = _Worked(len(taken), rejected, len(judged), sum(judged))
    if not work.keys:
        return told
    merged = tuple(_merged(taken))
    return replace(told, lines=copied(taken, source, iter(work.remark_keys)), merged=merged)


def _merged(taken: Sequence[Replayed]) -> Iterator[tuple[int, str, int]]:
    """Point merged matters at those masters that are here; tell the others."""
    here = {one.case.external_id: one.case for one in taken}
    # In the order in which they were merged: a master that is merged later passes on what it gained.
    for one in sorted((one for one in taken if one.merged_into), key=_ended):
        master = here.get(one.merged_into)
        if master is None:
            yield one.case.pk, one.merged_into, one.case.voices
        else:
            one.case.merged_into_id = master.pk
            master.voices += one.case.voices


def _ended(one: Replayed) -> datetime:
    return one.case.ended_at or one.case.reported_at


def _write(lines: dict[str, bytes]) -> None:
    """COPY the rows into their tables."""
    with connection.cursor() as cursor:
        for table, rows in lines.items():
            names = ", ".join(f'"{one}"' for one in COLUMNS[table])
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                copy.write(rows)


def _point(merged: list[tuple[int, str, int]]) -> None:
    """Point matters at masters that came with other records, and pass their voices on."""
    if merged:
        keys, masters, voices = (list(column) for column in zip(*merged, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(_POINT, [keys, masters])
            cursor.execute(_VOICES, [masters, voices])


# The second condition of each lets the partial index on the outer number serve the first.
_POINT = """
UPDATE cases_case SET merged_into_id = master.id
FROM unnest(%s::bigint[], %s::text[]) AS told (id, external), cases_case AS master
WHERE cases_case.id = told.id AND master.external_id = told.external AND master.external_id <> ''
"""
_VOICES = """
UPDATE cases_case SET voices = voices + told.more
FROM (SELECT external, sum(more) AS more FROM unnest(%s::text[], %s::int[]) AS t (external, more) GROUP BY 1) AS told
WHERE external_id = told.external AND external_id <> ''
"""
_THERE = "SELECT external_id FROM cases_case WHERE external_id = ANY(%s) AND external_id <> ''"


def _there(ids: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        # One array costs less than 2,000 parameters.
        cursor.execute(_THERE, [ids])
        return {key for (key,) in cursor.fetchall()}


def _keys(table: str, many: int) -> tuple[int, ...]:
    """So many new keys of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, many]
        )
        return tuple(key for (key,) in cursor.fetchall())


def _alone(source: str) -> None:
    """Wait until nobody else brings in from this source: two at once would each write what the other does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 311))", [source])


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
