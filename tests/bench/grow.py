"""Brings more synthetic matters into a running sample district: `python -m tests.bench.grow DATA COUNT`.

The stories are the sample district's own, told again: one in eight waves is of today, with its open matters;
the others lie further back and keep only what has ended, as in a house that has run for years. `grow` goes
through the bulk verb, which is what the import bench measures; `multiply` copies rows inside the database,
with their reporters and ledger entries, only to have a large house soon.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .cpu import processor
from .figures import Figures, tell

WAVES, APART = 8, timedelta(days=45)
ENDS = frozenset({"close", "answer", "refuse", "not_found", "merge", "void"})


def grow(wanted: int, scale: str = "small", seed: int = 7) -> Figures:
    """Bring in matters until there are `wanted`; how many a second, told apart from making them up."""
    from happiness_cloud.cases import actions as cases
    from happiness_cloud.cases.models import Case
    from happiness_cloud.interfaces.demo.load import LOADER, ROOT

    there = Case.objects.count()
    if there >= wanted:
        return {"before": there, "created": 0}
    began = time.perf_counter()
    # Made before the clock starts: the import is measured, not the sample.
    records = list(islice(_records(scale, seed, there), wanted - there))
    made = time.perf_counter() - began
    began, used = time.perf_counter(), processor()
    done = cases.bring_in(LOADER, records=records, area=ROOT, source=f"bench:{there}")
    took, own = time.perf_counter() - began, processor() - used
    _analyse()
    return {
        "before": there,
        "created": done.created,
        "rejected": len(done.rejected),
        "rejected_first": str(done.rejected[0])[:200] if done.rejected else "",
        "seconds": round(took, 1),
        "cases_per_s": round(done.created / took),
        # Without what other programs took of the machine, and without the database's own work.
        "cpu_ms_per_case": round(own * 1000 / max(done.created, 1), 2),
        "making_s": round(made, 1),
    }


def multiply(wanted: int) -> Figures:
    """Copy matters, wave by wave, until there are `wanted`."""
    from django.db import connections

    began = time.perf_counter()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*), max(id) FROM cases_case")
        before, last = cursor.fetchone()
        there, wave = before, 0
        while there < wanted:
            wave += 1
            there += _wave(cursor, wave, last, min(before, wanted - there))
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), max(id)) FROM cases_case")
    _analyse()
    return {"before": before, "created": there - before, "seconds": round(time.perf_counter() - began, 1)}


OPEN = "look_at IS NOT NULL AND state NOT IN ('waiting', 'suspended')"


def copy_open(wanted: int) -> None:
    """Copy the matters that are watched, without their stories, until there are `wanted`."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT count(*), (SELECT max(id) FROM cases_case) FROM cases_case WHERE {OPEN}")
        there, last = cursor.fetchone()
        first, wave = there, 0
        while there < wanted:
            wave += 1
            told = {"step": wave * last, "last": last, "most": min(first, wanted - there)}
            cursor.execute(_copy("cases_case", _NEW, f"id <= %(last)s AND {OPEN} LIMIT %(most)s"), told)
            there += cursor.rowcount
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), max(id)) FROM cases_case")


_BACK = " - %(back)s"
_NEW = {
    "id": "id + %(step)s",
    # Six digits at least: a longer key must not be cut to them.
    "number": "regexp_replace(number, '[0-9]+$', to_char(id + %(step)s, 'FM999999999000000'))",
    "external_id": "CASE WHEN external_id = '' THEN '' ELSE %(step)s || '/' || external_id END",
    "parent_id": "NULL",
    "merged_into_id": "NULL",
}


def _wave(cursor: Any, wave: int, last: int, most: int) -> int:
    """One copy of the first `most` matters, shifted; those far back only if they have ended."""
    far = wave % WAVES
    told = {"step": wave * last, "last": last, "most": most, "back": far * APART, "far": far}
    of = "id <= %(last)s AND (%(far)s = 0 OR ended_at IS NOT NULL)"
    cursor.execute(_copy("cases_case", _NEW, f"{of} ORDER BY id LIMIT %(most)s", _BACK), told)
    done: int = cursor.rowcount
    made = "(SELECT id - %(step)s FROM cases_case WHERE id > %(step)s AND id <= %(step)s + %(last)s)"
    new = {"case_id": "case_id + %(step)s"}
    for table in ("cases_findable", "cases_reporter", "cases_evidence"):
        cursor.execute(_copy(table, new, f"case_id IN {made}", _BACK), told)
    new = {"subject_id": "(subject_id::bigint + %(step)s)::text"}
    named = made.replace("id - %(step)s FROM", "(id - %(step)s)::text FROM")
    mine = f"subject_kind = 'cases.Case' AND subject_id IN {named}"
    cursor.execute(_copy("ledger_entry", new, mine, _BACK), told)
    return done


def _copy(table: str, new: dict[str, str], of: str, back: str = "") -> str:
    """INSERT … SELECT with some columns changed and every moment moved back by `back`; keys are given anew."""
    from django.apps import apps
    from django.db.models import DateTimeField

    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    fields = [one for one in model._meta.concrete_fields if one.column in new or one.column != "id"]
    values = [
        new.get(one.column)
        or (f"{one.column}{back}" if isinstance(one, DateTimeField) else f'"{one.column}"')
        for one in fields
    ]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    return f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} WHERE {of}"


def _records(scale: str, seed: int, turn: int) -> Iterator[Any]:

    from happiness_cloud.interfaces.demo import load

    staff = _staff(scale, seed)
    # Drawn and taken in once, not once a wave.
    drawn = load._pictures()
    load._pictures = lambda: drawn
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    for wave in count():
        far = wave % WAVES
        until = now - far * APART - timedelta(minutes=wave)
        for record in load._records(seed, scale, until, staff, lambda *_told: None):
            ended = any(step.verb in ENDS for step in record.story)
            if far and not ended:
                continue
            # A master of the same wave may have been left out above.
            if any(step.verb == "merge" for step in record.story):
                continue
            yield record._replace(external_id=f"bench:{turn}:{wave}:{record.external_id}", merged_into="")


def _staff(scale: str, seed: int) -> Any:
    """The people of the sample district as they stand in the house."""
    from happiness_cloud.accounts.models import Account
    from happiness_cloud.interfaces.demo import load, people

    keys = dict(Account.objects.values_list("username", "pk"))
    staff = load.Staff()
    for one in people.staff(seed, scale):
        actor = f"account:{keys[one.user_name]}"
        staff.add(one.position, one.area, one.unit, load.Person(actor, one.name_zh, one.unit))
    return staff


def _analyse() -> None:
    """Statistics and visibility as on a server that has run for a while, and not right after a load.

    Left to itself the server would do it in the minutes that are measured.
    """
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def main(data: str, wanted: str) -> None:
    """Grow the house on `data`, which must run."""
    from .running import House

    House(Path(data)).settle()
    told = multiply(int(wanted))
    tell("multiply", told["created"], told)


if __name__ == "__main__":
    main(*sys.argv[1:3])
