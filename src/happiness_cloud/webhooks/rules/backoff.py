"""When a try that failed is made again, when it is given up, and how long a failing receiver is left alone."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

FIRST = timedelta(seconds=10)
GROWTH = 3
LONGEST = timedelta(hours=12)
# 10 s, 30 s, 90 s … 6 h, then 12 h five times: the last try falls about three days after the first.
MOST_TRIES = 14
# A pause is up to a fifth shorter or longer, so that what failed together does not come back together.
JITTER = 0.2
# What a receiver may ask for at most.
ASKED_AT_MOST = timedelta(hours=24)
QUIET_AT_MOST = timedelta(minutes=5)
# Nothing but failures for so long, and the receiver is paused.
WEARY_AFTER = timedelta(days=5)


def pause_after(tries: int, chance: float, asked: timedelta | None = None) -> timedelta | None:
    """How long to wait after `tries` failed tries (1 or more); None when it is time to give up.

    `chance` in [0, 1) spreads it by a fifth either way; `asked` (Retry-After) is a least, a day at most.
    """
    if tries < 1:
        raise ValueError("a pause follows a failed try")
    if tries >= MOST_TRIES:
        return None
    plain: timedelta = min(FIRST * GROWTH ** min(tries - 1, 20), LONGEST)
    spread = plain * (1 - JITTER + 2 * JITTER * chance)
    return max(spread, min(asked, ASKED_AT_MOST)) if asked else spread


def chance(delivery_id: int, tries: int) -> float:
    """A number in [0, 1) that differs from delivery to delivery and try to try, and is always the same."""
    return zlib.crc32(f"{delivery_id}:{tries}".encode()) / 2**32


def quiet_after(failures: int, asked: timedelta | None = None) -> timedelta:
    """How long a receiver is left alone after `failures` failing rounds in a row (1 or more)."""
    plain: timedelta = min(FIRST * 2 ** min(failures - 1, 10), QUIET_AT_MOST)
    return max(plain, min(asked, ASKED_AT_MOST)) if asked else plain


def asked_for(retry_after: str, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for (seconds, or a date); None when it says nothing readable."""
    told = retry_after.strip()
    if told.isascii() and told.isdigit():
        return timedelta(seconds=min(int(told[:9]), int(ASKED_AT_MOST.total_seconds())))
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(moment - now, timedelta(0))
