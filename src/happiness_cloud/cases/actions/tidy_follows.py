from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Follow, Follower, News
from ..rules.following import AFTER_THE_END, KEPT, UNCONFIRMED
from ..rules.lifecycle import ENDED


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many follows were never confirmed, ended with their matter, were erased; how many addresses were."""

    unconfirmed: int
    over: int
    erased: int
    addresses: int


@action("cases.tidy_follows", right=rights.TELL)
def tidy_follows(deed: Deed) -> Tidied:
    """Erase what was not confirmed in a week, end what is followed of long ended matters, erase what has long ended.

    An address goes with the last of its follows; news goes a month after it was noted.
    """
    deed.require(EVERYWHERE)
    waiting, _each = Follow.objects.filter(state="waiting", asked_at__lt=deed.at - UNCONFIRMED).delete()
    # What was joined with another matter is as open as that one.
    gone = Q(case__ended_at__lt=deed.at - AFTER_THE_END, case__state__in=ENDED - {"merged"})
    gone |= Q(case__state="merged", case__merged_into__ended_at__lt=deed.at - AFTER_THE_END)
    over = Follow.objects.filter(gone, state="active", what="case").values_list("pk", flat=True)
    ended = Follow.objects.filter(pk__in=list(over)).update(state="ended", ended_at=deed.at)
    News.objects.filter(noted_at__lt=deed.at - KEPT).delete()
    erased = Follow.objects.filter(state="ended", ended_at__lt=deed.at - KEPT)
    count = erased.count()
    erased.delete()
    addresses, _each = Follower.objects.filter(follows=None).delete()
    told = {"unconfirmed": waiting, "over": ended, "erased": count, "addresses": addresses}
    deed.record(**told)
    return Tidied(**told)
