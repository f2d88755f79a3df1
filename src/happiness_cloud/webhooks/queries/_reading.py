"""The SQL that reads the book on for receivers: the same for asking whether there is something, counting, and doing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from happiness_cloud.ledger.classes import told_verbs

# Entries looked at for a receiver at one time, and deliveries that may wait for it: beyond, the book itself is
# the queue.
WINDOW = 20_000
MOST_WAITING = 10_000
# So many entries of no interest are worth a note of how far the book was read.
WORTH_NOTING = 500

# The courses that can be read on, each with how far.
REACH = """
    SELECT c.id, c.endpoint_id, c.told_to, c.replay, c.since, c.until, c.upto, e.area_path,
        CASE WHEN c.replay THEN c.picks ELSE e.picks END AS picks,
        LEAST(c.told_to + %(window)s, COALESCE(c.upto, %(end)s), %(end)s) AS reach
    FROM webhooks_course c JOIN webhooks_endpoint e ON e.id = c.endpoint_id
    WHERE e.state = 'active' AND c.ended_at IS NULL
      AND c.told_to < LEAST(COALESCE(c.upto, %(end)s), %(end)s)
      AND (SELECT count(*) FROM (
            SELECT 1 FROM webhooks_delivery d
            WHERE d.endpoint_id = e.id AND d.course_id = c.id AND d.state = 'waiting' LIMIT %(most)s
          ) AS queue) < %(most)s
"""
# Whether a course hears of an entry `l`.
HEARS = """
    l.verb = ANY(%(told)s) AND l.subject_kind <> ''
    AND (l.verb = ANY({c}.picks) OR split_part(l.verb, '.', 1) || '.*' = ANY({c}.picks))
    AND starts_with(l.area_path, {c}.area_path)
    AND ({c}.since IS NULL OR l.at >= {c}.since) AND ({c}.until IS NULL OR l.at < {c}.until)
"""
NEWS = f"due JOIN ledger_entry l ON l.id > due.told_to AND l.id <= due.reach AND {HEARS.format(c='due')}"

# A delivery waits behind an earlier one about the same subject that is not due yet.
UNBLOCKED = """
    NOT EXISTS (
        SELECT 1 FROM webhooks_delivery f
        WHERE f.course_id = d.course_id AND f.subject_kind = d.subject_kind AND f.subject_id = d.subject_id
          AND f.state = 'waiting' AND d.entry_id > 0 AND f.entry_id < d.entry_id AND f.next_try_at > %(now)s
    )
"""
DUE = f"d.state = 'waiting' AND d.next_try_at <= %(now)s AND {UNBLOCKED}"


def reading(end: int) -> dict[str, Any]:
    """The values of REACH and NEWS."""
    return {"end": end, "window": WINDOW, "most": MOST_WAITING, "told": sorted(told_verbs())}


def counting(picks: list[str], area: str, since: datetime, until: datetime, most: int) -> tuple[str, Any]:
    """The statement that counts what a replay would tell: (count, first id, last id), and its values."""
    sql = f"""
        WITH want AS (SELECT %(picks)s::varchar[] AS picks, %(area)s::varchar AS area_path,
                             %(since)s::timestamptz AS since, %(until)s::timestamptz AS until)
        SELECT count(*), min(id), max(id) FROM (
            SELECT l.id FROM ledger_entry l, want
            WHERE l.at >= %(since)s AND l.at < %(until)s AND {HEARS.format(c="want")} LIMIT %(most)s
        ) AS found
    """
    told = sorted(told_verbs())
    return sql, {"picks": picks, "area": area, "since": since, "until": until, "most": most, "told": told}
