"""Forwarding a matter to another server: what state it is in, when it is tried again, what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from happiness_cloud.cases.rules.georeport import Attribute, Report, Standing

# waiting: to be sent. trying: on its way, or nobody knows what came of it. token: taken in, no number yet. there: has
# a number. stuck: somebody must look. done: closed there. dropped: no longer followed.
STATES: Final = ("waiting", "trying", "token", "there", "stuck", "done", "dropped")
LIVE: Final = ("waiting", "trying", "token", "there", "stuck")
# After the first, second, third failure; then it is stuck and shown to people.
PAUSES: Final = (timedelta(minutes=5), timedelta(minutes=30))
# A try that is not heard of for so long has died; what came of it is unknown.
LEASE: Final = timedelta(minutes=3)
# A token is asked after so long, and given up after the last one.
TOKEN_PAUSES: Final = (
    *(timedelta(minutes=one) for one in (1, 2, 5, 10, 30, 60)),
    *(timedelta(hours=4),) * 18,
)
# So many minutes before the last look are looked at again: clocks differ, and rows are committed late.
OVERLAP: Final = timedelta(minutes=15)
LONGEST_WINDOW: Final = timedelta(days=89)
# Words that end the try for good: the other side has understood and said no.
FINAL: Final = frozenset({"refused", "forbidden", "unnamed", "closed_address", "not_allowed", "unclear"})

# Words of mySociety's extension beside the two of the specification. What was declined there was not done.
CLOSED: Final = frozenset({"closed", "fixed", "fixed - council"})
DECLINED: Final = frozenset(
    {
        *("no_further_action", "not_councils_responsibility", "not_responsible"),
        *("unable_to_fix", "duplicate", "cancelled"),
    }
)


@dataclass(frozen=True, slots=True)
class There:
    """The other side, and how it is spoken to. `safe_to_repeat`: it knows a report sent twice by its key."""

    endpoint: str
    jurisdiction: str
    service_code: str
    key: str = field(default="", repr=False)
    form: str = "json"
    safe_to_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What the other side offers: its services (code -> name), what this one asks, whether it tells updates."""

    form: str
    services: dict[str, str]
    attributes: tuple[Attribute, ...]
    updates: bool


@dataclass(frozen=True, slots=True)
class Errand:
    """One try: what is told to whom; `looks_first` when an earlier try since `since` may have been taken in."""

    there: There
    report: Report = field(repr=False)
    looks_first: bool
    since: datetime
    token: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try. `unclear`: it may have been taken in; `looked`: found there, so it was not sent again."""

    number: str = ""
    token: str = ""
    problem: str = ""
    unclear: bool = False
    said: str = ""
    looked: bool = False


def after_failure(tries: int, problem: str, at: datetime) -> tuple[str, datetime | None]:
    """The state after `tries` failed tries, and when the next one is."""
    if problem in FINAL or tries > len(PAUSES):
        return "stuck", None
    return "waiting", at + PAUSES[tries - 1]


def ends_there(status: str) -> bool:
    """Whether a status of the other side says that nothing more happens there."""
    return status in CLOSED or status in DECLINED


def is_news(standing: Standing, status: str, notes: str, tells_updates: bool, at: datetime) -> bool:
    """Whether how a request stands says more than was heard of it: its `status` and `notes` until now.

    A server that tells updates says it there, with words of its own: there only an end counts that it has not told of
    for a while, so that nothing is heard twice and nothing before the end is missed.
    """
    if not tells_updates:
        return (standing.status, standing.notes or notes) != (status, notes)
    late = standing.updated_at is None or standing.updated_at < at - OVERLAP
    return standing.status != status and late


def next_token_look(looks: int, at: datetime) -> datetime | None:
    """When a token is asked after for the next time; None when that was the last."""
    return at + TOKEN_PAUSES[looks] if looks < len(TOKEN_PAUSES) else None


def window(last: datetime | None, first: datetime, at: datetime) -> tuple[datetime, datetime]:
    """The span of time to ask updates of: from a little before the last look to now, at most 89 days."""
    since = (last or first) - OVERLAP
    return max(since, at - LONGEST_WINDOW), at


def wording(category: str, note: str) -> str:
    """What the other side reads: the kind, and what staff wrote for it. Never a resident's words."""
    return "\n".join(part for part in (category.strip(), note.strip()) if part)
