from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import Actor
from happiness_cloud.ledger.door import query
from happiness_cloud.ledger.statements import run

from .. import rights
from ..models import Follow, News
from ..rules.following import MOST_A_DAY, last_digest
from .public_requests import SHOWN

NEWS = "news"
# Rows of the book that are under seal, so that none with a smaller key can come after them.
_UNREAD = (
    "SELECT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.subject_kind = 'cases.Case'"
    " AND e.id > coalesce((SELECT up_to FROM cases_mark WHERE name = %s), 0)"
    " AND e.id <= coalesce((SELECT max(last_id) FROM ledger_seal), 0))"
)


@query(rights.TELL)
def news_unread(actor: Actor) -> bool:
    """Whether anybody follows anything, and something has happened to a matter that was not looked at yet."""
    if not Follow.objects.filter(state="active").exists():
        return False
    return bool(run(_UNREAD, (NEWS,))[0][0])


@query(rights.TELL)
def to_tell(actor: Actor, limit: int = 500) -> tuple[int, ...]:
    """Followers for whom news waits that may go out now."""
    rows = tellable(clock.now()).order_by("follower_id").values_list("follower_id", flat=True)
    return tuple(rows.distinct()[:limit])


def tellable(now: datetime) -> QuerySet[News, Any]:
    """News that may go out now: at once while there were not too many today, else with the gathering mail.

    What is no longer public is left out, and so is what nobody follows any more.
    """
    here = timezone.localtime(now)
    full = Q(follower__told_on=here.date(), follower__told_count__gte=MOST_A_DAY)
    gathered = Q(noted_at__lte=last_digest(here, settings.DIGEST_HOUR))
    return News.objects.filter(
        (Q(often="now") & ~full) | (gathered & (Q(often="daily") | full)),
        told_at=None,
        follow__state="active",
        case__public=True,
        case__state__in=SHOWN,
    )
