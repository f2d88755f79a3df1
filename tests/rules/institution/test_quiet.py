"""Quiet hours begin and end to the minute, over midnight or not, and spare what cannot wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from happiness_cloud.institution.rules.quiet import Quiet

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = Quiet(22 * 60, 7 * 60, ("urgent",))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        (at(31, 21, 59), None),
        (at(30, 22), at(31, 7)),
        (at(30, 23, 59), at(31, 7)),
        (at(31, 0), at(31, 7)),
        (at(31, 6, 59), at(31, 7)),
        (at(31, 7), None),
        (at(31, 12), None),
    ],
)
def test_the_night_is_over_in_the_morning(moment: datetime, over: datetime | None) -> None:
    assert NIGHT.until("ordinary", moment) == over


def test_what_cannot_wait_knows_no_quiet() -> None:
    assert NIGHT.until("urgent", at(31, 3)) is None


def test_noon_may_be_quiet_too_and_so_may_the_end_of_the_day() -> None:
    assert Quiet(12 * 60, 14 * 60).until("ordinary", at(1, 13)) == at(1, 14)
    assert Quiet(12 * 60, 14 * 60).until("ordinary", at(1, 14)) is None
    assert Quiet(20 * 60, 24 * 60).until("ordinary", at(1, 23)) == at(2, 0)


@given(begin=st.integers(0, 1439), length=st.integers(1, 1439), minute=st.integers(0, 1439))
def test_it_ends_at_a_moment_that_is_not_quiet_and_every_moment_before_is(
    begin: int, length: int, minute: int
) -> None:
    quiet = Quiet(begin, (begin + length) % 1440)
    moment = at(10, minute // 60, minute % 60)
    over = quiet.until("ordinary", moment)
    assert (over is not None) == ((minute - begin) % 1440 < length)
    if over:
        assert quiet.until("ordinary", over) is None
        assert quiet.until("ordinary", over - timedelta(minutes=1)) == over
