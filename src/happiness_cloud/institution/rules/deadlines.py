"""When a thing is due, and how a clock runs with pauses, extensions and a changed target.

Every clock is a budget of seconds in one measure: working units are measured in working time, the
others in elapsed time. The budget is what the measure says between the start and the due moment that
the unit's own rule gives; after that a pause simply does not use it up. So a pause of ten minutes moves
a deadline of working days by ten working minutes, not by a day.

Where the calendar lets days end at midnight, a clock of working days always lasts until midnight of the day on
which its budget is used up. When it stands still over that midnight, it lasts until that of the next day on
which it runs while the office works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from happiness_cloud.institution.rules.calendars import WorkCalendar, moment_of, whole
from happiness_cloud.kernel.errors import Invalid

CLOCK_HOURS: Final = "clock_hours"
WORK_HOURS: Final = "work_hours"
WORK_DAYS: Final = "work_days"
CALENDAR_DAYS: Final = "calendar_days"
UNITS: Final = (CLOCK_HOURS, WORK_HOURS, WORK_DAYS, CALENDAR_DAYS)
"""紧急工作时 (hours round the clock), 工作时, 工作日, 自然日."""

ON_TIME: Final = "on_time"
SOON: Final = "soon"
OVERDUE: Final = "overdue"
LIGHTS: Final = (ON_TIME, SOON, OVERDUE)

Amount = Decimal | int | float

_WORKING = (WORK_HOURS, WORK_DAYS)
_WHOLE = (WORK_DAYS, CALENDAR_DAYS)
MOST = {CLOCK_HOURS: 87_600, WORK_HOURS: 20_000, WORK_DAYS: 2_500, CALENDAR_DAYS: 3_650}
"""Ten years: more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Extension:
    """Further time that was granted on top of a clock."""

    amount: Amount
    unit: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One running deadline. `paused` holds (from, to), to None while it is still paused.

    `carried` and `counted_from` belong to `retarget`: seconds used up before the measure changed, and since
    when the present measure counts.
    """

    started_at: datetime
    amount: Amount
    unit: str
    paused: tuple[tuple[datetime, datetime | None], ...] = ()
    extensions: tuple[Extension, ...] = ()
    carried: int = 0
    counted_from: datetime | None = None


def checked(amount: Amount, unit: str) -> Decimal:
    """The amount when it can stand: positive, at most ten years, whole for day units. Raises `Invalid`."""
    if unit not in UNITS:
        raise Invalid("institution.unknown_time_unit", value=unit)
    value = Decimal(str(amount))
    if not value.is_finite() or not 0 < value <= MOST[unit]:
        raise Invalid("institution.bad_amount", amount=str(amount), unit=unit, most=MOST[unit])
    if unit in _WHOLE and value != value.to_integral_value():
        raise Invalid("institution.half_day", amount=str(amount), unit=unit)
    if unit not in _WHOLE and value * 3600 < 1:
        raise Invalid("institution.bad_amount", amount=str(amount), unit=unit, most=MOST[unit])
    return value


def due(start: datetime, amount: Amount, unit: str, calendar: WorkCalendar) -> datetime:
    """When something that starts at `start` is due (UTC, whole seconds).

    Hours count from the start. Days follow `calendar.spec.counting`; by default the day of the start is
    left out and the last day ends with its last working window (Civil Code of the PRC, art. 201, 203).
    """
    value = checked(amount, unit)
    if unit in _WHOLE:
        return _day_due(_day_before_first(start, unit, calendar), int(value), unit, calendar)
    seconds = int(value * 3600)
    return calendar.add(start, seconds) if unit == WORK_HOURS else moment_of(whole(start) + seconds)


def budget(clock: Clock, calendar: WorkCalendar) -> int:
    """All the seconds the clock has, extensions included, in its own measure."""
    end = due(clock.started_at, clock.amount, clock.unit, calendar)
    for more in clock.extensions:
        end = _extended(end, more, calendar)
    return _measured(clock.unit, clock.started_at, end, calendar)


def consumed(clock: Clock, now: datetime, calendar: WorkCalendar) -> int:
    """Seconds used up by `now`, pauses left out; never negative, never falling as time passes."""
    return clock.carried + sum(
        _measured(clock.unit, begin, now if end is None or end > now else end, calendar)
        for begin, end in _runs(clock)
        if begin < now
    )


def remaining(clock: Clock, now: datetime, calendar: WorkCalendar) -> int:
    """Seconds left at `now`; negative when more was used than given."""
    return budget(clock, calendar) - consumed(clock, now, calendar)


def due_of(clock: Clock, calendar: WorkCalendar) -> datetime | None:
    """When the clock is due; None while a pause that has not ended keeps it from ever being due."""
    if _straight(clock, calendar):
        return due(clock.started_at, clock.amount, clock.unit, calendar)
    used_up = reaches(clock, budget(clock, calendar), calendar)
    if used_up is None or clock.unit != WORK_DAYS or calendar.spec.counting.day_end == "close":
        return used_up
    return _midnight(clock, used_up, calendar)


def reaches(clock: Clock, seconds: int, calendar: WorkCalendar) -> datetime | None:
    """When the clock will have used up `seconds`; None when an open pause stands before that."""
    left = seconds - clock.carried
    if left <= 0:
        return clock.counted_from or clock.started_at
    for begin, end in _runs(clock):
        run = None if end is None else _measured(clock.unit, begin, end, calendar)
        if run is None or run >= left:
            working = clock.unit in _WORKING
            return calendar.add(begin, left) if working else moment_of(whole(begin) + left)
        left -= run
    return None


def warns_at(clock: Clock, calendar: WorkCalendar, share: Decimal = Decimal("0.8")) -> datetime | None:
    """When `share` of the clock will be used up; None as in `due_of`."""
    return reaches(clock, _share(clock, calendar, share), calendar)


def light(now: datetime, clock: Clock, calendar: WorkCalendar, share: Decimal = Decimal("0.8")) -> str:
    """`OVERDUE` after the due moment, `SOON` once `share` of the time is used up, else `ON_TIME`."""
    end = due_of(clock, calendar)
    if end is not None and now > end:
        return OVERDUE
    return SOON if consumed(clock, now, calendar) >= _share(clock, calendar, share) else ON_TIME


def paused_at(clock: Clock, now: datetime) -> bool:
    """Whether the clock stands still at `now`."""
    return any(begin <= now and (end is None or now < end) for begin, end in clock.paused)


def pause(clock: Clock, now: datetime) -> Clock:
    """The clock standing still from `now`; unchanged when it already does."""
    if any(end is None for _, end in clock.paused):
        return clock
    return replace(clock, paused=(*clock.paused, (now, None)))


def resume(clock: Clock, now: datetime) -> Clock:
    """The clock running again from `now`; unchanged when it runs."""
    return replace(
        clock,
        paused=tuple((begin, max(begin, now) if end is None else end) for begin, end in clock.paused),
    )


def extend(clock: Clock, amount: Amount, unit: str) -> Clock:
    """The clock with `amount` more, counted from where it would have ended."""
    return replace(clock, extensions=(*clock.extensions, Extension(checked(amount, unit), unit)))


def retarget(clock: Clock, now: datetime, new_amount: Amount, new_unit: str, calendar: WorkCalendar) -> Clock:
    """The clock after a change of its deadline: what was used up stays used up, pauses and extensions stay.

    Between units of one measure only the target moves. When the measure changes too, the seconds used by
    `now` are carried over and the new measure counts from `now`, so nobody is late for hours that did
    not count before.
    """
    amount = checked(new_amount, new_unit)
    if (new_unit in _WORKING) == (clock.unit in _WORKING):
        return replace(clock, amount=amount, unit=new_unit)
    used = consumed(clock, now, calendar)
    begin = max(now, clock.started_at)
    return replace(clock, amount=amount, unit=new_unit, carried=used, counted_from=begin)


def _straight(clock: Clock, calendar: WorkCalendar) -> bool:
    """Whether the time is used up at the very moment the unit's own rule gives: nothing bent the clock since."""
    return not (clock.paused or clock.extensions or clock.carried or clock.counted_from)


def _midnight(clock: Clock, used_up: datetime, calendar: WorkCalendar) -> datetime | None:
    """The end of the day on which the budget is used up; None while a pause stands open over it."""
    end = _day_end(used_up, calendar)
    if end == used_up:
        return end
    for begin, stops in _runs(clock):
        if end <= begin:
            worked = calendar.add(begin, 1)
            end = _day_end(worked, calendar) if stops is None or worked <= stops else end
        if stops is None or begin < end <= stops:
            return end
    return None


def _day_end(moment: datetime, calendar: WorkCalendar) -> datetime:
    """The first 24:00 of a day that is not before `moment`."""
    # 24:00 is the next date on the wall already; where clocks are set back over midnight, the day before ends last.
    day = calendar.local_date(moment - timedelta(microseconds=1))
    earlier = calendar.midnight_after(day - timedelta(days=1))
    return earlier if moment <= earlier else calendar.midnight_after(day)


def _share(clock: Clock, calendar: WorkCalendar, share: Decimal) -> int:
    return int(budget(clock, calendar) * share)


def _measured(unit: str, start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    if unit in _WORKING:
        return calendar.worked(start, end)
    return max(whole(end) - whole(start), 0)


def _day_before_first(start: datetime, unit: str, calendar: WorkCalendar) -> date:
    """The day after which counting begins."""
    today = calendar.local_date(start)
    if calendar.spec.counting.first_day == "next":
        return today
    close, in_days = calendar.close_of(today), unit == CALENDAR_DAYS
    # A day whose work is over does not count, or what is due with its close would be due before it began.
    begins_in_time = in_days if close is None else start < close
    counts = begins_in_time or (in_days and calendar.spec.counting.day_end == "midnight")
    return today - timedelta(days=1) if counts else today


def _day_due(before: date, count: int, unit: str, calendar: WorkCalendar) -> datetime:
    counting = calendar.spec.counting
    if unit == WORK_DAYS:
        last = calendar.workday_after(before, count)
    else:
        last = before + timedelta(days=count)
        if counting.roll and not calendar.is_workday(last):
            last = calendar.workday_after(last)
    close = calendar.close_of(last) if counting.day_end == "close" else None
    return close or calendar.midnight_after(last)


def _extended(end: datetime, more: Extension, calendar: WorkCalendar) -> datetime:
    if more.unit not in _WHOLE:
        return due(end, more.amount, more.unit, calendar)
    # 24:00 of a day is already the next date on the wall; the day that ends there is the last one counted.
    before = calendar.local_date(end - timedelta(seconds=1))
    return _day_due(before, int(more.amount), more.unit, calendar)


def _runs(clock: Clock) -> Iterator[tuple[datetime, datetime | None]]:
    """The stretches in which the clock runs, in order; the last one is open unless a pause is."""
    begin = clock.counted_from or clock.started_at
    for stops, goes_on in sorted(clock.paused, key=lambda one: one[0]):
        if stops > begin:
            yield begin, stops
        if goes_on is None:
            return
        begin = max(begin, stops, goes_on)
    yield begin, None
