from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Follower


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many follows of the address were ended."""

    count: int


@action("cases.unfollow_all", on="cases.Follower", right=rights.HOLD_FOLLOW)
def unfollow_all(deed: Deed, follower: Follower) -> Stopped:
    """End all that an address follows, what waits to be confirmed included."""
    follower.news.filter(told_at=None).delete()
    alive = follower.follows.exclude(state="ended")
    count = alive.update(state="ended", ended_at=deed.at)
    deed.record(count=count)
    return Stopped(count)
