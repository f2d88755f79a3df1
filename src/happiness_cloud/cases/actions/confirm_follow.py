from __future__ import annotations

from dataclasses import dataclass

from happiness_cloud.kernel.errors import NotNow
from happiness_cloud.ledger.door import Deed, action
from happiness_cloud.ledger.statements import run

from .. import rights
from ..models import Follow
from ..queries.news_waiting import NEWS
from ..rules.following import UNCONFIRMED

# While nobody followed, nothing was read: it goes on from here.
_FROM_HERE = (
    "INSERT INTO cases_mark (name, up_to) SELECT %s, coalesce(max(last_id), 0) FROM ledger_seal"
    " ON CONFLICT (name) DO UPDATE SET up_to = greatest(cases_mark.up_to, EXCLUDED.up_to)"
    " WHERE NOT EXISTS (SELECT 1 FROM cases_follow WHERE state = 'active') RETURNING up_to"
)


@dataclass(frozen=True, slots=True)
class FollowState:
    """How a follow stands now."""

    id: int
    state: str
    often: str
    version: int = 0


def told(follow: Follow) -> FollowState:
    """The follow as it stands."""
    return FollowState(id=follow.pk, state=follow.state, often=follow.often, version=follow.version)


@action("cases.confirm_follow", on="cases.Follow", right=rights.HOLD_FOLLOW, keeps=False)
def confirm_follow(deed: Deed, follow: Follow) -> FollowState:
    """Begin a follow: whoever reads the mails of the address has used its link. Again, it changes nothing.

    Refuses cases.follow_ended, and cases.follow_too_late after a week.
    """
    if follow.state == "ended":
        raise NotNow("cases.follow_ended")
    if follow.state == "active":
        return told(follow)
    if follow.asked_at < deed.at - UNCONFIRMED:
        raise NotNow("cases.follow_too_late", days=UNCONFIRMED.days)
    run(_FROM_HERE, (NEWS,))
    follow.state, follow.confirmed_at = "active", deed.at
    return told(follow)
