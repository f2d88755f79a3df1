from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.statements import run

from .. import rights
from ..models import Follow
from ..rules.following import MOST_A_DAY, last_digest
from .public_requests import SHOWN

NEWS = "news"
# Rows of the book that are under seal, so that none with a smaller key can come after them.
_UNREAD = (
    "SELECT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.subject_kind = 'cases.Case'"
    " AND e.id > coalesce((SELECT up_to FROM cases_mark WHERE name = %s), 0)"
    " AND e.id <= coalesce((SELECT max(last_id) FROM ledger_seal), 0))"
)
# News that may go out now: at once while there were not too many today, else with the gathering mail. What is no longer
# public is left out, and so is what nobody follows any more.
_WAITING = """
FROM cases_news n JOIN cases_follow f ON f.id = n.follow_id AND f.state = 'active'
JOIN cases_case c ON c.id = n.case_id AND c.public AND c.state = ANY(%s)
CROSS JOIN (VALUES (%s::timestamptz, %s::date, %s::int)) AS v (digest, today, most)
WHERE n.follower_id = w.id AND n.told_at IS NULL AND CASE
    WHEN n.often = 'now' AND NOT (w.told_on IS NOT DISTINCT FROM v.today AND w.told_count >= v.most) THEN true
    ELSE n.noted_at <= v.digest END
"""
# Follower by follower along the index of what waits, whatever the server believes of how much there is.
_FOLLOWERS = f"""
SELECT w.id FROM cases_follower w CROSS JOIN LATERAL (SELECT 1 {_WAITING} LIMIT 1) AS one ORDER BY w.id LIMIT %s
"""
_NEWS_OF = f"""
SELECT told.id FROM (SELECT * FROM cases_follower WHERE id = %s) AS w
CROSS JOIN LATERAL (SELECT n.id, n.at {_WAITING}) AS told ORDER BY told.at, told.id LIMIT %s
"""


@query(rights.TELL)
def news_unread(actor: Actor) -> bool:
    """Whether anybody follows anything, and something has happened to a matter that was not looked at yet."""
    if not Follow.objects.filter(state="active").exists():
        return False
    return bool(run(_UNREAD, (NEWS,))[0][0])


@query(rights.TELL)
def to_tell(actor: Actor, limit: int = 500) -> tuple[int, ...]:
    """Followers for whom news waits that may go out now."""
    return tuple(key for (key,) in run(_FOLLOWERS, (*_asked(clock.now()), limit)))


def tellable(follower_id: int, now: datetime, limit: int) -> tuple[int, ...]:
    """The keys of a follower's news that may go out now, oldest first."""
    return tuple(key for (key,) in run(_NEWS_OF, (follower_id, *_asked(now), limit)))


def _asked(now: datetime) -> tuple[Any, ...]:
    here = timezone.localtime(now)
    return (list(SHOWN), last_digest(here, settings.DIGEST_HOUR), here.date(), MOST_A_DAY)
