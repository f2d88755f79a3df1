from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor, may
from happiness_cloud.kernel.errors import Invalid, NotFound
from happiness_cloud.ledger.classes import told_verbs
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.scope import place_of

from .. import rights
from ..models import Endpoint
from ..rules.picks import tidy, unknown
from ._reading import counting

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Replayable:
    """What a replay would tell: how many entries (one more than `most` when there are too many), from which to which."""

    count: int
    most: int
    first_id: int
    last_id: int
    since: datetime
    until: datetime
    picks: tuple[str, ...]


@query(rights.EDIT)
def replay_count(
    actor: Actor,
    endpoint_id: int,
    *,
    since: datetime,
    until: datetime | None = None,
    picks: Sequence[str] = (),
) -> Replayable:
    """Count what a replay to a receiver would tell again, and change nothing.

    From `since` (included) to `until` (not included; now when None), of what the receiver hears or the fewer
    things in `picks`. Refuses NotFound, bad_span, bad_pick.
    """
    endpoint = Endpoint.objects.filter(pk=endpoint_id).exclude(state="removed").first()
    if endpoint is None or not may(actor, rights.EDIT, place_of(endpoint)):
        raise NotFound("ledger.not_found")
    return counted(endpoint, since, until, picks)


def counted(endpoint: Endpoint, since: datetime, until: datetime | None, picks: Sequence[str]) -> Replayable:
    """The same for a row that is at hand."""
    now = clock.now()
    end = min(until or now, now)
    if since >= end:
        raise Invalid("webhooks.bad_span", field="since")
    wanted = tidy(picks) or list(endpoint.picks)
    odd = unknown(wanted, told_verbs())
    if odd:
        raise Invalid("webhooks.bad_pick", field="picks", pick=odd)
    sql, values = counting(wanted, endpoint.area_path, since, end, MOST + 1)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        count, first, last = cursor.fetchone()
    return Replayable(count, MOST, first or 0, last or 0, since, end, tuple(wanted))
