from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Standing
from ..rules.backoff import WEARY_AFTER, chance, pause_after, quiet_after
from ..rules.verdicts import Try, ends_round

# Tries that are kept with a delivery.
KEPT = 20
# What was dropped, or settled by another worker, stays as it is.
_SETTLE = f"""
    UPDATE webhooks_delivery d
    SET state = r.state, tries = d.tries + 1, next_try_at = r.next_try_at, ended_at = r.ended_at,
        version = d.version + 1,
        attempts = CASE WHEN jsonb_array_length(d.attempts) >= {KEPT} THEN d.attempts - 0 ELSE d.attempts END
            || jsonb_build_array(r.attempt)
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
        id bigint, state text, next_try_at timestamptz, ended_at timestamptz, attempt jsonb)
    WHERE d.id = r.id AND d.endpoint_id = %(endpoint)s AND d.state = 'waiting'
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a round. `give_up` says why the receiver must be paused: "gone", "failing", or "" for not at all."""

    done: int
    failed: int
    dead: int
    give_up: str


@action("webhooks.settle", on="webhooks.Standing", right=rights.CARRY)
def settle(deed: Deed, standing: Standing, *, tries: Sequence[Try], until: str) -> Settled:
    """Write down how a round went: what arrived is done, the rest is planned again or given up; let go of the receiver.

    What was taken and not tried simply waits on. `until` is what `take` answered: a lease somebody else holds by
    now stays.
    """
    rows = [_settled(one, deed.at) for one in tries]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"rows": json.dumps(rows), "endpoint": standing.pk})
    done = sum(1 for row in rows if row["state"] == "done")
    dead = sum(1 for row in rows if row["state"] == "dead")
    if standing.leased_until and standing.leased_until.isoformat() == until:
        standing.leased_until = None
    give_up = _stands(standing, tries, done, deed.at)
    failed = len(rows) - done - dead
    deed.record(endpoint=standing.pk, done=done, failed=failed, dead=dead)
    return Settled(done=done, failed=failed, dead=dead, give_up=give_up)


def _settled(one: Try, now: datetime) -> dict[str, Any]:
    attempt = {
        "at": one.at.isoformat(),
        "status": one.status,
        "problem": one.problem,
        "answer": one.answer,
        "ms": one.ms,
    }
    told = {"id": one.delivery_id, "attempt": attempt}
    if not one.problem:
        return {**told, "state": "done", "next_try_at": None, "ended_at": now.isoformat()}
    tries = one.tries + 1
    asked = timedelta(seconds=one.asked) if one.asked else None
    pause = pause_after(tries, chance(one.delivery_id, tries), asked)
    if pause is None or one.problem == "lost":
        return {**told, "state": "dead", "next_try_at": None, "ended_at": now.isoformat()}
    return {**told, "state": "waiting", "next_try_at": (now + pause).isoformat(), "ended_at": None}


def _stands(standing: Standing, tries: Sequence[Try], done: int, now: datetime) -> str:
    """How the receiver stands after a round; why it must be given up, if it must."""
    failed = [one for one in tries if one.problem]
    if done:
        standing.heard_at, standing.failing_since, standing.failures = now, None, 0
    elif failed:
        standing.failing_since = standing.failing_since or now
    ended = [one for one in failed if ends_round(one.status, one.problem)]
    if ended:
        standing.failures += 1
        asked = max(one.asked for one in ended)
        quiet = quiet_after(standing.failures, timedelta(seconds=asked) if asked else None)
        standing.quiet_until = now + quiet
    elif done:
        standing.quiet_until = None
    if any(one.problem == "gone" for one in failed):
        return "gone"
    weary = standing.failing_since is not None and now - standing.failing_since >= WEARY_AFTER
    return "failing" if weary else ""
