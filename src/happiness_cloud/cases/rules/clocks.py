"""The clocks of a matter as plain data: begun, paused, extended, re-targeted, ended; never forgotten.

The clock `overall` starts at dispatch, not at signing, so that bouncing a matter saves nobody time; it
stands still while the matter waits for the reporter or is suspended. Every other clock belongs to one
stage; standing still has one of its own, so that nothing stands for ever. How long a span lasts on
working calendars is asked of a `Timekeeper`, given by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

OVERALL, CONTACT = "overall", "contact"
# The source of a clock that another system set.
RECORDED = "recorded"
STAGE_OF_STATE: Mapping[str, str] = {
    "registered": "accept",
    "to_confirm": "confirm",
    "to_file": "file",
    "to_dispatch": "dispatch",
    "to_sign": "sign",
    "handling": OVERALL,
    "disputed": "adjudicate",
    "to_check": "check",
    "to_call_back": "call_back",
    "waiting": "waiting",
    "suspended": "suspended",
}
# States in which a matter stands still, and the clocks that run just then.
STANDING = frozenset({"waiting", "suspended"})
Pauses = tuple[tuple[datetime, datetime | None], ...]
Extensions = tuple[tuple[float, str], ...]


class Clock(NamedTuple):
    """One clock: `amount` of `unit` from `started`, with what was granted on top and when it stood still.

    `carried` seconds were used before a change of measure at `counted_from`. `ended` is None while it runs,
    `due` None while it stands still in time.
    """

    stage: str
    started: datetime
    amount: float
    unit: str
    extensions: Extensions = ()
    pauses: Pauses = ()
    carried: int = 0
    counted_from: datetime | None = None
    ended: datetime | None = None
    due: datetime | None = None
    source: str = ""

    @property
    def paused(self) -> bool:
        """Whether it stands still now."""
        return bool(self.pauses) and self.pauses[-1][1] is None


class Timekeeper(Protocol):
    """What working calendars say of a clock."""

    def due(self, clock: Clock) -> datetime | None:
        """When its time is used up; None while it stands still and is not due yet."""

    def warns_at(self, clock: Clock) -> datetime | None:
        """When most of its time will be used up; None as for `due`."""

    def carried(self, clock: Clock, now: datetime, unit: str) -> tuple[int, datetime | None]:
        """What a change to `unit` at `now` carries over: seconds used, and since when the new measure counts."""


Clocks = tuple[Clock, ...]


def begun(clocks: Clocks, clock: Clock, keeper: Timekeeper) -> Clocks:
    """With one more clock running."""
    return (*clocks, _timed(clock, keeper))


def ended(clocks: Clocks, stage: str, at: datetime) -> Clocks:
    """With the running clock of `stage` stopped; one that stood still is resumed first."""
    return tuple(
        one._replace(ended=at, pauses=_closed(one.pauses, at))
        if one.stage == stage and one.ended is None
        else one
        for one in clocks
    )


def all_ended(clocks: Clocks, at: datetime) -> Clocks:
    """With every clock stopped."""
    for one in clocks:
        if one.ended is None:
            clocks = ended(clocks, one.stage, at)
    return clocks


def revived(clocks: Clocks, at: datetime, standing: bool) -> Clocks:
    """As before every clock was stopped at `at`: those run on; with `standing` they stand still as they did."""
    return tuple(
        one._replace(ended=None, pauses=_reopened(one.pauses, at) if standing else one.pauses)
        if one.ended == at
        else one
        for one in clocks
    )


def paused(clocks: Clocks, at: datetime, keeper: Timekeeper) -> Clocks:
    """With every running clock standing still from `at`; when it is due is then open, unless it was due before.

    The clock of the standing itself runs on.
    """
    return tuple(
        _timed(one._replace(pauses=(*one.pauses, (at, None))), keeper)
        if one.ended is None and not one.paused and one.stage not in STANDING
        else one
        for one in clocks
    )


def resumed(clocks: Clocks, at: datetime, keeper: Timekeeper) -> Clocks:
    """With every clock that stood still going again."""
    return tuple(
        _timed(one._replace(pauses=_closed(one.pauses, at)), keeper)
        if one.ended is None and one.paused
        else one
        for one in clocks
    )


def extended(clocks: Clocks, stage: str, amount: float, keeper: Timekeeper, unit: str = "") -> Clocks:
    """With `amount` of `unit` ("" is its own) more on the running clock of `stage`."""
    return tuple(
        _timed(one._replace(extensions=(*one.extensions, (amount, unit or one.unit))), keeper)
        if one.stage == stage and one.ended is None
        else one
        for one in clocks
    )


def retargeted(
    clocks: Clocks, stage: str, at: datetime, allowance: tuple[float, str, str], keeper: Timekeeper
) -> Clocks:
    """With another (amount, unit, source) on the running clock; start, pauses and time used stay counted."""
    amount, unit, source = allowance
    out: list[Clock] = []
    for one in clocks:
        if one.stage == stage and one.ended is None:
            carried, since = keeper.carried(one, at, unit)
            changed = one._replace(
                amount=amount, unit=unit, source=source, carried=carried, counted_from=since
            )
            out.append(_timed(changed, keeper))
        else:
            out.append(one)
    return tuple(out)


def running(clocks: Sequence[Clock], stage: str) -> Clock | None:
    """The clock of `stage` that has not ended."""
    return next((one for one in reversed(clocks) if one.stage == stage and one.ended is None), None)


def latest(clocks: Sequence[Clock], stage: str) -> Clock | None:
    """The newest clock of `stage`, running or not."""
    return next((one for one in reversed(clocks) if one.stage == stage), None)


def from_json(rows: Sequence[Mapping[str, Any]]) -> Clocks:
    """Clocks from the plain JSON that a row keeps."""
    return tuple(
        Clock(
            stage=row["stage"],
            started=datetime.fromisoformat(row["started"]),
            amount=row["amount"],
            unit=row["unit"],
            extensions=tuple((a, b) for a, b in row.get("extensions", ())),
            pauses=tuple((datetime.fromisoformat(a), _moment(b)) for a, b in row.get("pauses", ())),
            carried=row.get("carried", 0),
            counted_from=_moment(row.get("counted_from")),
            ended=_moment(row.get("ended")),
            due=_moment(row.get("due")),
            source=row.get("source", ""),
        )
        for row in rows
    )


def as_json(clocks: Clocks) -> list[dict[str, Any]]:
    """Clocks as plain JSON."""
    return [_row_of(one) for one in clocks]


def _row_of(clock: Clock) -> dict[str, Any]:
    return {
        "stage": clock.stage,
        "started": clock.started.isoformat(),
        "amount": clock.amount,
        "unit": clock.unit,
        "extensions": [list(more) for more in clock.extensions],
        "pauses": [[a.isoformat(), _text(b)] for a, b in clock.pauses],
        "carried": clock.carried,
        "counted_from": _text(clock.counted_from),
        "ended": _text(clock.ended),
        "due": _text(clock.due),
        "source": clock.source,
    }


def _timed(clock: Clock, keeper: Timekeeper) -> Clock:
    return clock._replace(due=keeper.due(clock))


def _closed(pauses: Pauses, at: datetime) -> Pauses:
    if pauses and pauses[-1][1] is None:
        return (*pauses[:-1], (pauses[-1][0], at))
    return pauses


def _reopened(pauses: Pauses, at: datetime) -> Pauses:
    if pauses and pauses[-1][1] == at:
        return (*pauses[:-1], (pauses[-1][0], None))
    return pauses


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
