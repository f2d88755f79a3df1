from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Follower, News
from ..queries.news_waiting import tellable
from ._following import send_news, with_public_parts

# So much news is looked at for one mail; what it has no room for is told as a number.
MOST = 500


@dataclass(frozen=True, slots=True)
class ToldNews:
    """How much news went into the mail; 0 when none waited."""

    count: int
    version: int = 0


@action("cases.tell_news", on="cases.Follower", right=rights.TELL)
def tell_news(deed: Deed, follower: Follower) -> ToldNews:
    """Send a follower one mail with the news that may go out now, and mark it as told, in one transaction."""
    waiting = tellable(follower.pk, deed.at, MOST)
    news = list(with_public_parts(News.objects.filter(pk__in=waiting)).order_by("at", "id"))
    if not news:
        return ToldNews(0)
    send_news(follower, news)
    News.objects.filter(pk__in=waiting).update(told_at=deed.at)
    if any(one.often == "now" for one in news):
        today = timezone.localtime(deed.at).date()
        before = follower.told_count if follower.told_on == today else 0
        follower.told_on, follower.told_count = today, before + 1
    deed.record(news=len(news))
    return ToldNews(len(news))
