"""Handing a matter out to somebody beside the house: when it may be done, how long a link lives, how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from happiness_cloud.kernel.errors import Invalid, NotNow

# Work is under way: somebody of the house answers for the matter while another helps.
STATES = ("handling", "waiting", "suspended")
# A matter that comes here is with somebody else, or with nobody any more: what was handed out ends.
ENDING = frozenset({"to_dispatch", "to_sign", "closed", "answered", "refused", "merged", "void"})
BEFORE_WORK = frozenset({"", "registered", "to_confirm", "to_file", "to_dispatch", "to_sign"})
ANSWERS = ("done", "cannot", "more_time")
USUAL_DAYS, MOST_DAYS = 14, 60
# So many links of one matter may be alive, so many answers come by one link.
MOST_OPEN, MOST_ANSWERS = 10, 30
REMIND_BEFORE = timedelta(days=2)
# A link opened again within this time is one look.
ONE_LOOK = timedelta(minutes=10)


def timely(state: str) -> None:
    """Refuse to hand out a matter that nobody works on. Raises NotNow `cases.hand_out_state`."""
    if state not in STATES:
        raise NotNow("cases.hand_out_state", state=state, possible=list(STATES))


def until(now: datetime, days: int) -> datetime:
    """When a link of `days` days ends. Raises Invalid `cases.bad_days` outside 1 to 60."""
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("cases.bad_days", field="days", limit=MOST_DAYS)
    return now + timedelta(days=days)


def standing(ended: str, expires_at: datetime, now: datetime) -> str:
    """How a link stands: open, done, withdrawn, moved (the matter went on without it) or expired."""
    return ended or ("open" if now < expires_at else "expired")


def reaches_end(before: str, after: str) -> bool:
    """Whether a step from one state to another ends what was handed out."""
    return after in ENDING and before not in BEFORE_WORK
