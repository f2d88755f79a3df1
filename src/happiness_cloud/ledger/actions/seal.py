from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.db import connection

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.kernel.errors import NotNow

from .. import rights
from ..chain import SEALERS_LOCK, WRITERS_LOCK, digest_of
from ..door import Deed, action
from ..models import Entry, Seal

BATCH = 20_000
# How long to wait for writers who were on their way when the end was chosen.
PATIENCE_SECONDS = 20.0
_STEP_SECONDS = 0.05
_ON_THE_WAY = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'advisory' AND classid = 0 AND objid = %s AND objsubid = 1 AND granted
      AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many rows the new seals cover, and the last row under seal."""

    rows: int
    last_id: int


@action(rights.SEAL)
def seal(deed: Deed) -> Sealed:
    """Seal every entry written since the last seal, in hash-chained batches.

    Nobody waits for the sealer; NotNow("ledger.busy") when a writer stays on its way for too long.
    """
    deed.require(EVERYWHERE)
    with connection.cursor() as cursor:
        # Two sealers at once would each begin at the same row.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALERS_LOCK])
    end = _settled_end()
    last = Seal.objects.order_by("-last_id").first()
    covered = 0
    while True:
        start = last.last_id if last else 0
        ids = list(
            Entry.objects.filter(id__gt=start, id__lte=end)
            .order_by("id")
            .values_list("id", flat=True)[:BATCH]
        )
        if not ids:
            break
        rows, digest = digest_of(ids[0], ids[-1], last.digest if last else "")
        last = Seal.objects.create(
            first_id=ids[0],
            last_id=ids[-1],
            rows=rows,
            digest=digest,
            previous=last.digest if last else "",
            at=deed.at,
        )
        covered += rows
    deed.record(rows=covered)
    return Sealed(rows=covered, last_id=last.last_id if last else 0)


def _settled_end() -> int:
    """The last id below which no row can appear any more.

    Taking the writers' lock alone would do it too, but every new writer would queue behind a sealer who
    waits for a long one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger_entry")
        end: int = cursor.fetchone()[0]
        until = time.monotonic() + PATIENCE_SECONDS
        left = _writers(cursor)
        while left:
            if time.monotonic() > until:
                raise NotNow("ledger.busy", seconds=60)
            time.sleep(_STEP_SECONDS)
            left &= _writers(cursor)
    return end


def _writers(cursor: Any) -> set[str]:
    cursor.execute(_ON_THE_WAY, [WRITERS_LOCK])
    return {name for (name,) in cursor.fetchall()}
