"""Steps of many subjects at once: those that took one from a state to another (facts `from` and `to`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from happiness_cloud.kernel.access import Actor

from .. import rights, statements
from ..door import query

_LAST = (
    "SELECT asked.id, (SELECT max(e.at) FROM ledger_entry e WHERE e.subject_kind = %s"
    " AND e.subject_id = asked.id::text AND e.facts ->> 'to' IS DISTINCT FROM e.facts ->> 'from')"
    " FROM unnest(%s::bigint[]) AS asked (id)"
)
_MOVES = (
    "SELECT e.id, w.name, e.at, e.facts ->> 'to' FROM ledger_entry e"
    " JOIN ({within}) AS w (id, name) ON w.id = e.subject_id::bigint"
    " WHERE e.subject_kind = %s AND e.at >= %s AND e.at <= %s"
    " AND e.facts ? 'to' AND e.facts ->> 'to' IS DISTINCT FROM e.facts ->> 'from'"
    " ORDER BY e.at, e.id LIMIT %s OFFSET %s"
)


@dataclass(frozen=True, slots=True)
class Moving:
    """A subject came into a state; `id` is that of the entry, `name` what the caller calls the subject."""

    id: int
    name: str
    at: datetime
    state: str


@query(rights.READ)
def last_moved(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, datetime | None]:
    """When each of these subjects last came into another state; None for one that never did."""
    asked = list(ids)
    return dict(statements.run(_LAST, (kind, asked))) if asked else {}


@query(rights.READ)
def moves(
    actor: Actor,
    kind: str,
    within: QuerySet[Any, Any],
    since: datetime,
    until: datetime,
    *,
    offset: int = 0,
    size: int = 1000,
) -> tuple[Moving, ...]:
    """The moves in a span of time of the subjects in `within` (rows of key and name), oldest first.

    The caller (a room's own query) has made `within` so that it holds only what may be seen.
    """
    inner, params = within.order_by().query.sql_with_params()
    rows = statements.run(_MOVES.format(within=inner), (*params, kind, since, until, size, offset))
    return tuple(Moving(*row) for row in rows)
