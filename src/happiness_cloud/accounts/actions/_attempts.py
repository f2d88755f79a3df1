"""Counting tries in the database, so that every worker counts the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from happiness_cloud.kernel.errors import TooMany
from happiness_cloud.ledger.vault import cipher

from ..models import Attempt
from ..rules.limits import Limit

# One statement: two tries at the same moment count as two, and the second waits for the first one's commit.
_COUNT = """
    INSERT INTO accounts_attempt (kind, key_hash, window_start, count) VALUES (%(kind)s, %(who)s, %(now)s, 1)
    ON CONFLICT (kind, key_hash) DO UPDATE SET
        count = CASE WHEN accounts_attempt.window_start <= %(old)s THEN 1 ELSE accounts_attempt.count + 1 END,
        window_start = CASE WHEN accounts_attempt.window_start <= %(old)s THEN %(now)s
                       ELSE accounts_attempt.window_start END
    RETURNING count, window_start
"""


def count(limit: Limit, who: str, now: datetime, code: str) -> None:
    """Count one try by `who`; refuses with `code` (429, with minutes and seconds) when it is one too many."""
    told: dict[str, str | datetime] = {
        "kind": limit.kind,
        "who": cipher().blind(who, limit.kind),
        "now": now,
        "old": now - timedelta(seconds=limit.seconds),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, told)
        counted, since = cursor.fetchone()
    wait = limit.wait(counted, since, now)
    if wait:
        raise TooMany(code, seconds=wait, minutes=-(-wait // 60))


def forget(limit: Limit, who: str) -> None:
    """Begin to count anew, after a success."""
    Attempt.objects.filter(kind=limit.kind, key_hash=cipher().blind(who, limit.kind)).delete()
