from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..queries._reading import NEWS, REACH, reading

_READERS_LOCK = 4_711_003
# A replay that has reached its end is over; what it made goes its way.
_SPREAD = f"""
    WITH due AS ({REACH}),
    made AS (
        INSERT INTO webhooks_delivery (
            endpoint_id, course_id, entry_id, verb, subject_kind, subject_id, happened_at, area_path,
            state, tries, next_try_at, attempts, version)
        SELECT due.endpoint_id, due.id, l.id, l.verb, l.subject_kind, l.subject_id, l.at, due.area_path,
            'waiting', 0, %(now)s, '[]', 0
        FROM {NEWS} ORDER BY due.id, l.id
        ON CONFLICT DO NOTHING RETURNING course_id
    ),
    counts AS (SELECT course_id, count(*) AS n FROM made GROUP BY course_id),
    read AS (
        UPDATE webhooks_course c
        SET told_to = due.reach, made = c.made + COALESCE(counts.n, 0), version = c.version + 1,
            ended_at = CASE WHEN due.upto IS NOT NULL AND due.reach >= due.upto THEN %(now)s::timestamptz END
        FROM due LEFT JOIN counts ON counts.course_id = due.id
        WHERE c.id = due.id RETURNING 1
    )
    SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM read)
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many deliveries were made, for how many courses the book was read on."""

    made: int
    courses: int


@action("webhooks.spread", right=rights.CARRY)
def spread(deed: Deed, *, end: int) -> Spread:
    """Make a delivery of every entry up to `end` for every receiver that hears of it, exactly one for each.

    `end` must be settled (`ledger.queries.settled`): an entry below it that appears later would never be told.
    """
    deed.require(EVERYWHERE)
    with connection.cursor() as cursor:
        # Two at once would read the same entries; the second would only wait for its rows to be refused.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_READERS_LOCK])
        cursor.execute(_SPREAD, {**reading(end), "now": deed.at})
        made, courses = cursor.fetchone()
    deed.record(made=made, courses=courses, end=end)
    return Spread(made=made, courses=courses)
