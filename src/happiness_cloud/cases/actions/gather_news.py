from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Mark
from ..queries.news_waiting import NEWS
from ..queries.public_requests import SHOWN
from ..rules.following import ENDS, TOLD

AT_ONCE = 2000
# The next rows of the book that may be news, as far as they are under seal: none can come between them any more.
_NEXT = """
SELECT coalesce(max(id), %(mark)s), count(*) FROM (
    SELECT e.id FROM ledger_entry e
    WHERE e.id > %(mark)s AND e.id <= (SELECT coalesce(max(last_id), 0) FROM ledger_seal)
      AND e.subject_kind = 'cases.Case'
    ORDER BY e.id LIMIT %(limit)s) AS coming
"""
# All facts against all followers: a follow is met by its key, which each fact has a handful of, and around points by
# a band of latitude. Points are those of the public map: a finer one would tell how far a matter is from anywhere.
_MATCH = """
WITH RECURSIVE facts AS MATERIALIZED (
    SELECT e.id, c.id AS case_id, e.at, c.area_path, c.category, c.reported_at,
           round(c.lon::numeric, 3)::float8 AS lon, round(c.lat::numeric, 3)::float8 AS lat,
           e.facts ->> 'to' AS state,
           e.facts ->> 'to' IS NOT NULL AND e.facts ->> 'to' IS DISTINCT FROM e.facts ->> 'from' AS moved
    FROM ledger_entry e JOIN cases_case c ON c.id = e.subject_id::bigint
    WHERE e.id > %(mark)s AND e.id <= %(end)s AND e.subject_kind = 'cases.Case'
      AND c.public AND c.state = ANY(%(shown)s)
), joined (id, root, depth) AS (
    SELECT m.id, f.case_id, 1 FROM (SELECT DISTINCT case_id FROM facts) f
    JOIN cases_case m ON m.merged_into_id = f.case_id WHERE m.public
    UNION ALL
    SELECT m.id, j.root, j.depth + 1 FROM joined j
    JOIN cases_case m ON m.merged_into_id = j.id WHERE m.public AND j.depth < 6
), keys AS (
    SELECT f.id, 'case:' || f.case_id AS key FROM facts f
    UNION ALL SELECT f.id, 'case:' || j.id FROM facts f JOIN joined j ON j.root = f.case_id
    UNION ALL
    SELECT f.id, 'area:' || p.path || ':' || k.kind
    FROM facts f
    CROSS JOIN LATERAL (
        SELECT '/' AS path
        UNION ALL SELECT left(f.area_path, n) FROM generate_series(2, length(f.area_path)) n
        WHERE substr(f.area_path, n, 1) = '/') p
    CROSS JOIN LATERAL (SELECT DISTINCT unnest(ARRAY['', left(f.category, 2), f.category]) AS kind) k
), hits AS (
    SELECT k.id, w.id AS follow_id FROM keys k JOIN cases_follow w ON w.key = k.key AND w.state = 'active'
    UNION ALL
    SELECT f.id, w.id FROM facts f JOIN cases_follow w
      ON w.state = 'active' AND w.what = 'near' AND w.lat BETWEEN f.lat - 0.01 AND f.lat + 0.01
     AND (w.category = '' OR w.category IN (f.category, left(f.category, 2)))
     AND (111195 * (w.lat - f.lat)) ^ 2 + (111195 * cos(radians(w.lat)) * (w.lon - f.lon)) ^ 2
         <= w.metres::float8 ^ 2
), fits AS (
    SELECT w.follower_id, w.id AS follow_id, f.case_id, f.id AS entry_id, f.at, w.often,
           CASE WHEN w.what = 'case' THEN 'moved' WHEN f.moved AND f.state = ANY(%(ends)s) THEN 'ended'
                ELSE 'new' END AS what, coalesce(f.state, '') AS state, w.what AS by
    FROM hits h JOIN facts f ON f.id = h.id JOIN cases_follow w ON w.id = h.follow_id
    WHERE f.at >= w.confirmed_at AND CASE
        WHEN w.what = 'case' THEN f.moved AND f.state = ANY(%(told)s)
        ELSE f.reported_at >= w.confirmed_at OR (f.moved AND f.state = ANY(%(ends)s)) END
)
INSERT INTO cases_news
    (follower_id, follow_id, case_id, entry_id, what, state, often, at, noted_at, told_at)
SELECT DISTINCT ON (follower_id, entry_id)
    follower_id, follow_id, case_id, entry_id, what, state, often, at, %(now)s, NULL
FROM fits
ORDER BY follower_id, entry_id, (often = 'now') DESC, (by = 'case') DESC, follow_id
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many rows of the book were looked at, how much news came of them, and whether there are more."""

    read: int
    news: int
    more: bool


@action("cases.gather_news", right=rights.TELL)
def gather_news(deed: Deed, *, limit: int = AT_ONCE) -> Gathered:
    """Match what happened to public matters since the last look with who follows it, in one statement.

    Nobody gets a fact twice, whatever number of his follows it fits, and however often this runs.
    """
    deed.require(EVERYWHERE)
    Mark.objects.get_or_create(name=NEWS)
    mark = Mark.objects.select_for_update().get(name=NEWS)
    asked: dict[str, Any] = {
        "mark": mark.up_to,
        "limit": limit,
        "shown": list(SHOWN),
        "ends": list(ENDS),
        "told": list(TOLD),
        "now": deed.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, asked)
        end, read = cursor.fetchone()
        cursor.execute(_MATCH, asked | {"end": end})
        news = cursor.rowcount
    mark.up_to = end
    mark.save(update_fields=["up_to"])
    deed.record(read=read, news=news)
    return Gathered(read=read, news=news, more=read == limit)
