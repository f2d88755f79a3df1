from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session

from happiness_cloud.kernel.access import EVERYWHERE
from happiness_cloud.ledger.door import Deed, action

from .. import rights
from ..models import Attempt, Code, Sign

KEPT = timedelta(days=1)


@action("accounts.sweep", right=rights.SWEEP)
def sweep(deed: Deed) -> None:
    """Clear away codes and counts older than a day, and sessions that are over."""
    deed.require(EVERYWHERE)
    over = deed.at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    sessions, _ = Session.objects.filter(expire_date__lt=deed.at).delete()
    alive = Session.objects.values("session_key")
    signs, _ = Sign.objects.filter(at__lt=over).exclude(session_key__in=alive).delete()
    codes, _ = Code.objects.filter(sent_at__lt=deed.at - KEPT).delete()
    attempts, _ = Attempt.objects.filter(window_start__lt=deed.at - KEPT).delete()
    deed.record(sessions=sessions, signs=signs, codes=codes, attempts=attempts)
