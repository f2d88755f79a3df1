"""How hot a topic is: who speaks of it, how lately, and whether more do than in the weeks before.

Heat is people times trend. One person counts once, by the newest of what he wrote; a vote costs a click and comes in
campaigns, so votes count by their square root. Both fade: half after `HALF_LIFE` days.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

HALF_LIFE: Final = 14.0
# Growth: the last week against the average of the four before it; it moves heat by a factor of two at most.
WEEK: Final = 7.0
WEEKS_BEFORE: Final = 4
MOST_TREND: Final = 2.0
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks: who ("" when unknown: then somebody of his own), when, with how many votes of others."""

    who: str
    at: datetime | None = None
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Heat:
    """Heat at a moment, and what it is made of: people, votes, the last week and an average week before, the trend."""

    value: float
    people: int
    votes: int
    last_week: int
    week_before: float
    trend: float
    at: datetime | None


def heat(voices: Sequence[Voice], now: datetime | None = None) -> Heat:
    """The heat of what these say, at `now`; without a moment, or for voices without one, nothing fades."""
    spoken = [one for one in voices if now is None or one.at is None or one.at <= now]
    people, votes = _newest(spoken, now), sum(max(one.votes, 0) for one in spoken)
    fading = sum(_left(one.at, now) for one in people)
    fading += math.sqrt(sum(max(one.votes, 0) * _left(one.at, now) for one in spoken))
    last, before = _weeks(spoken, now)
    trend = min(max(math.sqrt((last + 1) / (before + 1)), 1 / MOST_TREND), MOST_TREND) if now else 1.0
    return Heat(round(fading * trend, 3), len(people), votes, last, round(before, 2), round(trend, 3), now)


def hottest(voices: Sequence[Voice]) -> Heat:
    """The heat at the moment it was greatest: for a record of what is over."""
    moments = sorted({one.at for one in voices if one.at is not None})
    if not moments:
        return heat(voices)
    return max((heat(voices, one) for one in _thinned(moments)), key=lambda one: one.value)


def _thinned(moments: list[datetime]) -> list[datetime]:
    """At most some hundred of them, the last one always: heat changes slowly beside them."""
    step = max(1, len(moments) // 100)
    return [*moments[:-1:step], moments[-1]]


def _newest(voices: Sequence[Voice], now: datetime | None) -> list[Voice]:
    """One voice a person: the newest; those of nobody known each stand for themselves."""
    found: dict[str, Voice] = {}
    for number, one in enumerate(voices):
        name = one.who or f"\0{number}"
        there = found.get(name)
        if there is None or _left(one.at, now) > _left(there.at, now):
            found[name] = one
    return list(found.values())


def _left(at: datetime | None, now: datetime | None) -> float:
    if at is None or now is None:
        return 1.0
    return float(2.0 ** (-(now - at).total_seconds() / _DAY / HALF_LIFE))


def _weeks(voices: Sequence[Voice], now: datetime | None) -> tuple[int, float]:
    """How many different people spoke in the last week, and in an average week of those before it."""
    if now is None:
        return 0, 0.0
    ages = [(_age(one, now), one.who or f"\0{number}") for number, one in enumerate(voices) if one.at]
    last = {who for age, who in ages if age < WEEK}
    before = {(int(age // WEEK), who) for age, who in ages if WEEK <= age < WEEK * (WEEKS_BEFORE + 1)}
    return len(last), len(before) / WEEKS_BEFORE


def _age(voice: Voice, now: datetime) -> float:
    return (now - voice.at).total_seconds() / _DAY if voice.at else 0.0
