"""What is kept in memory: built once for each edition, and let go when another process changed the areas."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from happiness_cloud.kernel.access import house
from happiness_cloud.places import queries
from happiness_cloud.places.queries import _held

from .cast import FIRST, SECOND, build_town, move_border

HOUSE = house("tests", "places.read")


def test_many_threads_build_one_picture_an_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    now = ["1-a"]
    monkeypatch.setattr(_held, "stamp", lambda: now[0])
    built: list[int] = []

    def build() -> int:
        time.sleep(0.02)
        built.append(threading.get_ident())
        return len(built)

    held = _held.Held(build)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: held.get(), range(40))) == {1}
    now[0] = "1-b"
    assert held.get() == 1
    queries.forget()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: held.get(), range(40))) == {2}
    assert len(built) == 2


@pytest.mark.django_db
def test_a_change_by_another_process_is_seen_when_the_edition_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build_town()
    assert queries.locate(HOUSE, 114.307, 30.605).path == FIRST
    # As another process would: the change is made, but nobody here is told.
    with monkeypatch.context() as deaf:
        deaf.setattr(queries, "forget", lambda: None)
        move_border()
    assert queries.locate(HOUSE, 114.307, 30.605).path == FIRST
    monkeypatch.setattr(_held, "LOOK_AGAIN", 0.0)
    assert queries.locate(HOUSE, 114.307, 30.605).path == SECOND
