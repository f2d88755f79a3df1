from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Mark
from ..queries.news_waiting import NEWS
from ..queries.public_requests import SHOWN
from ..rules.following import ENDS, TOLD, keys_of

AT_ONCE = 500
# The next rows of the book that may be news, as far as they are under seal: none can come between them any more.
_NEXT = """
SELECT coalesce(max(id), %(mark)s), count(*) FROM (
    SELECT e.id FROM ledger_entry e
    WHERE e.id > %(mark)s AND e.id <= (SELECT coalesce(max(last_id), 0) FROM ledger_seal)
      AND e.subject_kind = 'cases.Case'
    ORDER BY e.id LIMIT %(limit)s) AS coming
"""
_FACTS = """
SELECT e.id, c.id, e.at, c.reported_at, round(c.lon::numeric, 3)::float8, round(c.lat::numeric, 3)::float8,
       c.category, coalesce(e.facts ->> 'to', ''),
       e.facts ->> 'to' IS NOT NULL AND e.facts ->> 'to' IS DISTINCT FROM e.facts ->> 'from', c.area_path
FROM ledger_entry e JOIN cases_case c ON c.id = e.subject_id::bigint
WHERE e.id > %(mark)s AND e.id <= %(end)s AND e.subject_kind = 'cases.Case'
  AND c.public AND c.state = ANY(%(shown)s)
ORDER BY e.id
"""
_JOINED = """
WITH RECURSIVE joined (id, root, depth) AS (
    SELECT m.id, m.merged_into_id, 1 FROM cases_case m WHERE m.merged_into_id = ANY(%s) AND m.public
    UNION ALL
    SELECT m.id, j.root, j.depth + 1 FROM joined j
    JOIN cases_case m ON m.merged_into_id = j.id WHERE m.public AND j.depth < 6
) SELECT id, root FROM joined
"""
# All facts against all followers: a follow is met by its key, which each fact has a handful of, and around points by
# a band of latitude. Points are those of the public map: a finer one would tell how far a matter is from anywhere.
_MATCH = """
WITH facts AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::bigint[], %(cases)s::bigint[], %(ats)s::timestamptz[], %(reported)s::timestamptz[],
        %(lons)s::float8[], %(lats)s::float8[], %(kinds)s::text[], %(states)s::text[], %(moved)s::boolean[])
        AS f (id, case_id, at, reported_at, lon, lat, category, state, moved)
), hits AS MATERIALIZED (
    SELECT k.id, w.id AS follow_id
    FROM unnest(%(key_ids)s::bigint[], %(keys)s::text[]) AS k (id, key)
    JOIN cases_follow w ON w.key = k.key COLLATE "C" AND w.state = 'active'
    UNION ALL
    SELECT f.id, w.id FROM facts f JOIN cases_follow w
      ON w.state = 'active' AND w.what = 'near' AND w.lat BETWEEN f.lat - 0.01 AND f.lat + 0.01
     AND (w.category = '' OR w.category IN (f.category, left(f.category, 2)))
     AND (111195 * (w.lat - f.lat)) ^ 2 + (111195 * cos(radians(w.lat)) * (w.lon - f.lon)) ^ 2
         <= w.metres::float8 ^ 2
), fits AS (
    SELECT w.follower_id, w.id AS follow_id, f.case_id, f.id AS entry_id, f.at, w.often,
           CASE WHEN w.what = 'case' THEN 'moved' WHEN f.moved AND f.state = ANY(%(ends)s) THEN 'ended'
                ELSE 'new' END AS what, f.state, w.what AS by
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
_LOOPS = "SELECT current_setting('enable_nestloop'), set_config('enable_nestloop', %s, true)"
_COLUMNS = ("ids", "cases", "ats", "reported", "lons", "lats", "kinds", "states", "moved")


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
    asked: dict[str, Any] = {"mark": mark.up_to, "limit": limit, "shown": list(SHOWN)}
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, asked)
        end, read = cursor.fetchone()
        cursor.execute(_FACTS, asked | {"end": end})
        facts = cursor.fetchall()
        news = _matched(cursor, facts, deed.at) if facts else 0
    mark.up_to = end
    mark.save(update_fields=["up_to"])
    deed.record(read=read, news=news)
    return Gathered(read=read, news=news, more=read == limit)


def _matched(cursor: Any, facts: list[tuple[Any, ...]], now: datetime) -> int:
    """Write the news of these facts for whoever follows them; how much there was."""
    cursor.execute(_JOINED, [list({one[1] for one in facts})])
    same: dict[int, list[int]] = defaultdict(list)
    for case_id, root in cursor.fetchall():
        same[root].append(case_id)
    keys = [(one[0], key) for one in facts for key in keys_of(one[9], one[6], (one[1], *same[one[1]]))]
    columns = dict(zip(_COLUMNS, map(list, zip(*(one[:9] for one in facts), strict=True)), strict=True))
    told = {"key_ids": [one for one, _key in keys], "keys": [key for _one, key in keys]}
    more = {"ends": list(ENDS), "told": list(TOLD), "now": now}
    # A table of which the server knows no figures yet looks as if it had one row, and is then gone through for each fact.
    cursor.execute(_LOOPS, ["off"])
    before = cursor.fetchone()[0]
    cursor.execute(_MATCH, {**columns, **told, **more})
    news: int = cursor.rowcount
    cursor.execute(_LOOPS, [before])
    return news
