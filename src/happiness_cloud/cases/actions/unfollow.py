from __future__ import annotations

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Follow
from .confirm_follow import FollowState, told


@action("cases.unfollow", on="cases.Follow", right=rights.HOLD_FOLLOW)
def unfollow(deed: Deed, follow: Follow) -> FollowState:
    """End a follow; what waits to be told of it is not told any more. Again, it changes nothing."""
    if follow.state != "ended":
        follow.state, follow.ended_at = "ended", deed.at
        follow.news.filter(told_at=None).delete()
    return told(follow)
