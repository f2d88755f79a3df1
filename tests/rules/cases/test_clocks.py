"""The clocks as plain data: nothing is forgotten, a stop taken back leaves what was there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.cases.rules import clocks as rules
from happiness_cloud.cases.rules.clocks import Clock
from happiness_cloud.cases.rules.escalation import ladder, told

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


class Plain:
    """A keeper for whom every hour counts."""

    def due(self, clock: Clock) -> datetime | None:
        if clock.paused:
            return None
        still = sum(((end or NOON) - begin for begin, end in clock.pauses), timedelta())
        more = sum(extra for extra, _ in clock.extensions)
        return clock.started + timedelta(hours=clock.amount + more) + still

    def warns_at(self, clock: Clock) -> datetime | None:
        return self.due(clock)

    def carried(self, clock: Clock, now: datetime, unit: str) -> tuple[int, datetime | None]:
        return clock.carried, clock.counted_from


KEEPER = Plain()
STEPS = st.lists(st.sampled_from(["pause", "resume", "begin", "end", "extend", "retarget"]), max_size=12)


def lived(steps: list[str]) -> tuple[rules.Clocks, datetime]:
    at = NOON
    clocks = rules.begun((), Clock("overall", at, 10.0, "work_hours"), KEEPER)
    for number, step in enumerate(steps):
        at += timedelta(minutes=17)
        if step == "pause":
            clocks = rules.paused(clocks, at, KEEPER)
        elif step == "resume":
            clocks = rules.resumed(clocks, at, KEEPER)
        elif step == "begin":
            clocks = rules.begun(clocks, Clock(f"stage{number}", at, 2.0, "work_hours"), KEEPER)
        elif step == "end":
            clocks = rules.ended(clocks, clocks[-1].stage, at)
        elif step == "extend":
            clocks = rules.extended(clocks, "overall", 1, KEEPER)
        else:
            clocks = rules.retargeted(clocks, "overall", at, (5.0, "work_hours", "t"), KEEPER)
    return clocks, at


@settings(deadline=None, max_examples=150)
@given(STEPS)
def test_clocks_come_back_from_their_json_as_they_were(steps: list[str]) -> None:
    clocks, _ = lived(steps)
    plain = [dict(row) for row in rules.as_json(clocks)]
    assert rules.from_json(plain) == tuple(clocks)


@settings(deadline=None, max_examples=150)
@given(STEPS)
def test_a_stop_taken_back_leaves_the_clocks_as_they_were(steps: list[str]) -> None:
    clocks, at = lived(steps)
    standing = any(one.paused for one in clocks if one.ended is None)
    later = at + timedelta(minutes=5)
    stopped = rules.all_ended(clocks, later)
    assert all(one.ended is not None and not one.paused for one in stopped)
    assert rules.revived(stopped, later, standing) == tuple(clocks)


@settings(deadline=None, max_examples=150)
@given(STEPS)
def test_no_step_forgets_a_clock_or_moves_a_start(steps: list[str]) -> None:
    clocks, _ = lived(steps)
    starts = [one.started for one in clocks]
    assert starts == sorted(starts)
    assert clocks[0].stage == "overall"
    for one in clocks:
        assert all(end is None or end >= begin for begin, end in one.pauses)
        assert sum(end is None for _, end in one.pauses) <= 1


def test_pausing_and_resuming_twice_is_once() -> None:
    clocks, at = lived([])
    once = rules.paused(clocks, at, KEEPER)
    assert rules.paused(once, at + timedelta(hours=1), KEEPER) == once
    again = rules.resumed(once, at + timedelta(hours=2), KEEPER)
    assert rules.resumed(again, at + timedelta(hours=3), KEEPER) == again
    assert again[0].due == clocks[0].due + timedelta(hours=2)  # type: ignore[operator]


def test_the_newest_running_clock_of_a_stage_is_the_one() -> None:
    first = Clock("sign", NOON, 2.0, "work_hours", ended=NOON)
    second = first._replace(started=NOON + timedelta(hours=1), ended=None)
    assert rules.running((first, second), "sign") is second
    assert rules.running((first,), "sign") is None
    assert rules.latest((first,), "sign") is first
    assert rules.latest((first,), "file") is None


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=5), st.integers(1, 50))
def test_the_ladder_ends_at_the_top_whatever_the_level(parts: list[str], level: int) -> None:
    lead = "/" + "/".join(parts) + "/"
    steps = ladder(lead, "/990106/", ())
    assert steps[0] == lead
    assert all(lead.startswith(one) for one in steps)
    assert told(steps, level) == (steps[level - 1] if level <= len(steps) else f"/{parts[0]}/")
