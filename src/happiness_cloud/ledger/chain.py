"""The hash over a batch of entries, computed from the table itself, the same on every PostgreSQL."""

from __future__ import annotations

import hashlib

from django.db import connection

# Writers hold this lock shared until they commit (a statement trigger takes it before a row gets its id), so
# the sealer can see who is still on the way with a smaller id than the end it has chosen.
WRITERS_LOCK = 4_711_001
SEALERS_LOCK = 4_711_002

# Columns by name: a column added later must not change the hash of what is already sealed.
_ROW = """
    SELECT json_build_array(
        id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), verb, actor_id, actor_kind,
        actor_name, actor_unit, subject_kind, subject_id, area_path, version, changes, facts, reason,
        purpose, origin)::text
    FROM ledger_entry WHERE id BETWEEN %s AND %s ORDER BY id
"""


def digest_of(first_id: int, last_id: int, previous: str) -> tuple[int, str]:
    """Number of rows between two ids, and the SHA-256 over them, begun with the digest before."""
    seen, running = 0, hashlib.sha256(previous.encode())
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROW, [first_id, last_id])
        for (row,) in cursor:
            running.update(row.encode())
            running.update(b"\n")
            seen += 1
    return seen, running.hexdigest()
