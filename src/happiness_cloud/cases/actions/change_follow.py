from __future__ import annotations

from happiness_cloud.kernel.errors import Invalid, NotNow
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Follow
from ..rules.following import OFTEN
from .confirm_follow import FollowState, told


@action("cases.change_follow", on="cases.Follow", right=rights.HOLD_FOLLOW)
def change_follow(deed: Deed, follow: Follow, *, often: str) -> FollowState:
    """Have the news of a follow at once ("now") or gathered once a day ("daily")."""
    if often not in OFTEN:
        raise Invalid("cases.bad_often", field="often", known=list(OFTEN))
    if follow.state == "ended":
        raise NotNow("cases.follow_ended")
    follow.often = often
    follow.news.filter(told_at=None).update(often=often)
    return told(follow)
