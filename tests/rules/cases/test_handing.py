"""When a matter is handed out, how a link stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from happiness_cloud.cases.rules import handing
from happiness_cloud.cases.rules.lifecycle import ENDED, MOVES, STATES
from happiness_cloud.kernel.errors import Invalid, NotNow

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", STATES)
def test_only_work_is_handed_out(state: str) -> None:
    if state in handing.STATES:
        handing.timely(state)
    else:
        with pytest.raises(NotNow):
            handing.timely(state)


def test_every_step_that_ends_work_or_gives_it_to_somebody_else_ends_the_links() -> None:
    assert ENDED < handing.ENDING
    for move in MOVES:
        for source in set(move.sources) & set(handing.STATES):
            if move.target in handing.ENDING:
                assert handing.reaches_end(source, move.target), move.verb
    assert not handing.reaches_end("handling", "to_check")
    assert not handing.reaches_end("handling", "waiting")
    assert not handing.reaches_end("to_dispatch", "to_sign")


def test_a_link_is_open_until_its_moment_and_not_at_it() -> None:
    end = handing.until(NOW, 14)
    assert handing.standing("", end, end - timedelta(microseconds=1)) == "open"
    assert handing.standing("", end, end) == "expired"
    assert handing.standing("withdrawn", end, NOW) == "withdrawn"


@pytest.mark.parametrize("days", [-1, 0, 61, 10**6])
def test_days_have_bounds(days: int) -> None:
    with pytest.raises(Invalid):
        handing.until(NOW, days)
