"""Up to where the book is whole: transactions commit out of order, and a smaller id may still be on its way."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection

from happiness_cloud.kernel.errors import NotNow

from .chain import WRITERS_LOCK

_STEP_SECONDS = 0.05
_ON_THE_WAY = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'advisory' AND classid = 0 AND objid = %s AND objsubid = 1 AND granted
      AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def settled_end(patience: float) -> int:
    """The last id below which no row can appear any more; NotNow("ledger.busy") after `patience` seconds.

    Taking the writers' lock alone would do it too, but every new writer would queue behind a reader who
    waits for a long one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger_entry")
        end: int = cursor.fetchone()[0]
        until = time.monotonic() + patience
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
