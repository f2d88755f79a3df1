"""Times and amounts as people say them, in the reader's language. Plain functions; now is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
#: A clock is "soon" in its last quarter, or, when its start is unknown, in its last four hours.
SOON_SHARE: Final = 0.25
SOON_SECONDS: Final = 4 * HOUR


@dataclass(frozen=True, slots=True)
class Clock:
    """What a clock chip says: `tone` and `icon`, `words` for the reader, `done` 0..100 or None."""

    tone: str
    icon: str
    words: str
    done: int | None


def spoken_span(seconds: float) -> str:
    """A length of time in at most two units: "12 min", "3 h 5 min", "2 d 4 h", "9 d"."""
    whole = int(abs(seconds))
    days, rest = divmod(whole, DAY)
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    if days:
        return _pair(_("%(n)s d") % {"n": days}, hours if days < 3 else 0, _("%(n)s h"))
    if hours:
        return _pair(_("%(n)s h") % {"n": hours}, minutes if hours < 6 else 0, _("%(n)s min"))
    return _("%(n)s min") % {"n": max(minutes, 1)}


def _pair(first: str, amount: int, pattern: str) -> str:
    return f"{first} {pattern % {'n': amount}}" if amount else first


def spoken_moment(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """A moment with as little date as the reader needs: "today 17:00", "Mon 23 Nov 17:00", …"""
    local, here = moment.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M}"
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((local.date() - here.date()).days)
    if near is not None:
        return f"{near} {clock}"
    if local.year != here.year:
        return f"{local:%Y-%m-%d} {clock}"
    # Not inside the f-string: the collector of messages does not look there.
    pattern = _("D j M")
    return f"{date_format(local, pattern)} {clock}"


def spoken_date(moment: datetime, zone: tzinfo) -> str:
    """A day in full, as on paper: "23 November 2026"."""
    return date_format(moment.astimezone(zone), _("j F Y"))


def exact(moment: datetime, zone: tzinfo) -> str:
    """The exact moment with its zone, for the hover text: "2026-11-23 17:00:05 CST"."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}".strip()


def machine(moment: datetime) -> str:
    """The moment for `<time datetime>`: UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def ago(moment: datetime, now: datetime) -> str:
    """How far a moment lies from now: "5 min ago", "in 2 h", "just now"."""
    seconds = (now - moment).total_seconds()
    if abs(seconds) < MINUTE:
        return _("just now")
    if seconds > 0:
        return _("%(span)s ago") % {"span": spoken_span(seconds)}
    return _("in %(span)s") % {"span": spoken_span(seconds)}


def read_clock(
    due: datetime,
    now: datetime,
    zone: tzinfo,
    *,
    start: datetime | None = None,
    done: datetime | None = None,
    paused: bool = False,
    short: bool = False,
) -> Clock:
    """What a promise looks like now. `done` is when it was kept or broken; a paused clock says so."""
    if done is not None:
        return _stopped(due, done)
    if paused:
        return Clock(
            "grey", "pause", _("paused · due %(when)s") % {"when": spoken_moment(due, now, zone)}, None
        )
    left = (due - now).total_seconds()
    share = _share(due, now, start)
    if left < 0:
        return Clock("red", "warning", _("overdue by %(span)s") % {"span": spoken_span(left)}, 100)
    pattern = _("%(span)s left") if short else _("due %(when)s · %(span)s left")
    words = pattern % {"when": spoken_moment(due, now, zone), "span": spoken_span(left)}
    soon = left <= SOON_SECONDS if share is None else 1 - share <= SOON_SHARE
    return Clock("amber" if soon else "blue", "clock", words, None if share is None else round(share * 100))


def _stopped(due: datetime, done: datetime) -> Clock:
    late = (done - due).total_seconds()
    if late > 0:
        return Clock("red", "warning", _("late by %(span)s") % {"span": spoken_span(late)}, None)
    return Clock("green", "check", _("in time"), None)


def _share(due: datetime, now: datetime, start: datetime | None) -> float | None:
    if start is None or due - start <= timedelta(0):
        return None
    return min(max((now - start) / (due - start), 0.0), 1.0)


def compact(amount: float) -> str:
    """A large number shortened: "1.2 万" for a Chinese reader, "12k" or "1.2m" for an English one."""
    chinese = (get_language() or "").startswith("zh")
    steps = ((10**8, " 亿"), (10**4, " 万")) if chinese else ((10**6, "m"), (10**3, "k"))
    for size, word in steps:
        if abs(amount) >= size:
            return f"{amount / size:.1f}".removesuffix(".0") + word
    return f"{amount:g}"


def spoken_distance(metres: float) -> str:
    """A distance on foot: "320 m", "1.4 km"."""
    if metres < 1000:
        return _("%(n)s m") % {"n": round(metres)}
    return _("%(n)s km") % {"n": f"{metres / 1000:.1f}"}
