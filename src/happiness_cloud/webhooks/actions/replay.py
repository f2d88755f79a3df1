from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Course, Endpoint
from ..queries.replay_count import counted
from . import _shape


@dataclass(frozen=True, slots=True)
class Replaying:
    """The replay that began, and how many entries it will tell."""

    replay_id: int
    count: int


@action("webhooks.replay", on="webhooks.Endpoint", right=rights.EDIT, see=rights.READ)
def replay(
    deed: Deed,
    endpoint: Endpoint,
    *,
    since: datetime,
    until: datetime | None = None,
    picks: Sequence[str] = (),
) -> Replaying:
    """Tell a receiver again what happened from `since` (included) to `until` (not included; now when None).

    The same `webhook-id` as the first time, marked `replay`. It goes on after a crash where it stopped, beside
    what is new. `queries.replay_count` tells beforehand how many. Refuses bad_span, bad_pick, nothing_there,
    replay_too_large, replay_runs, removed.
    """
    _shape.there(endpoint)
    if Course.objects.filter(endpoint=endpoint, replay=True, ended_at=None).exists():
        raise NotNow("webhooks.replay_runs")
    found = counted(endpoint, since, until, picks)
    if found.count > found.most:
        raise Invalid("webhooks.replay_too_large", field="since", most=found.most)
    if not found.count:
        raise Invalid("webhooks.nothing_there", field="since")
    row = Course.objects.create(
        endpoint=endpoint,
        replay=True,
        told_to=found.first_id - 1,
        upto=found.last_id,
        since=found.since,
        until=found.until,
        picks=list(found.picks),
        counted=found.count,
        created_by=deed.actor.id,
        created_at=deed.at,
        area_path=endpoint.area_path,
    )
    deed.record(
        replay=row.pk,
        since=found.since.isoformat(),
        until=found.until.isoformat(),
        picks=row.picks,
        count=found.count,
    )
    return Replaying(replay_id=row.pk, count=found.count)
