"""Hours and seasons as people write them in policy files: `09:00-12:00`, `06-15 to 09-15`."""

from __future__ import annotations

import re
from calendar import monthrange

from happiness_cloud.institution.rules.validity import Season

_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–~]\s*([0-9]{1,2}):([0-9]{2})")
_SEASON = re.compile(r"([0-9]{2})-([0-9]{2})\s*(?:to|/|~)\s*([0-9]{2})-([0-9]{2})")
_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")


def window_of(text: str) -> tuple[int, int] | None:
    """`09:00-12:00` as seconds since midnight, the end at most 24:00 and after the begin; else None."""
    hit = _HOURS.fullmatch(text)
    if hit is None:
        return None
    hour, minute, until, past = (int(part) for part in hit.groups())
    begin, end = hour * 3600 + minute * 60, until * 3600 + past * 60
    fits = minute < 60 and past < 60 and begin < end <= 86_400
    return (begin, end) if fits else None


def minutes_of(text: str) -> tuple[int, int] | None:
    """`22:00-06:00` as minutes of the local day, over midnight when the end comes first; else None."""
    hit = _HOURS.fullmatch(text)
    if hit is None:
        return None
    hour, minute, until, past = (int(part) for part in hit.groups())
    begin, end = hour * 60 + minute, until * 60 + past
    fits = minute < 60 and past < 60 and begin < 1440 and end <= 1440 and begin != end
    return (begin, end) if fits else None


def month_day_of(text: str) -> tuple[int, int] | None:
    """`10-01` as (10, 1) when the calendar has such a day; else None."""
    hit = _DAY.fullmatch(text)
    return _month_day(int(hit[1]), int(hit[2])) if hit else None


def season_of(text: str) -> Season | None:
    """`06-15 to 09-15` as a season; else None."""
    hit = _SEASON.fullmatch(text)
    if hit is None:
        return None
    first, last = _month_day(int(hit[1]), int(hit[2])), _month_day(int(hit[3]), int(hit[4]))
    return Season(first, last) if first and last else None


def _month_day(month: int, day: int) -> tuple[int, int] | None:
    fits = 1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]
    return (month, day) if fits else None
