"""Hints for faces and plates: by a process of its own, and honest where there is no library."""

from __future__ import annotations

import importlib
import subprocess
from typing import Any

import pytest

from happiness_cloud.files import queries
from happiness_cloud.files.rules import eyes
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, Invalid, Later, NotFound, NotNow

from . import cast

pytestmark = pytest.mark.django_db
looking: Any = importlib.import_module("happiness_cloud.files.queries.suggested")
LOOKER = house("looker", "files.suggest")


def test_a_plain_photo_gives_no_hint_and_comes_back_from_its_own_process() -> None:
    file = int(cast.bring(cast.photo(300, 200)).id)
    assert queries.suggested(LOOKER, file) == ()


def test_without_the_library_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking.importlib.util, "find_spec", lambda name: None)
    assert not queries.can_suggest()
    with pytest.raises(NotNow) as no:
        queries.suggested(LOOKER, 1)
    assert no.value.code == "files.no_eyes"


def test_a_look_that_hangs_or_dies_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    file = int(cast.bring().id)

    def hangs(*call: Any, **told: Any) -> Any:
        raise subprocess.TimeoutExpired("eyes", 20)

    monkeypatch.setattr(looking.subprocess, "run", hangs)
    with pytest.raises(Later):
        queries.suggested(LOOKER, file)
    # And the next one may look again.
    assert not looking._one_at_a_time.locked()


def test_one_looks_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    file = int(cast.bring().id)
    with looking._one_at_a_time, pytest.raises(Later):
        queries.suggested(LOOKER, file)


def test_only_pictures_that_are_there_and_only_with_the_right() -> None:
    text = int(cast.bring("说明".encode(), name="说明.txt").id)
    for file in (text, text + 1):
        with pytest.raises(NotFound):
            queries.suggested(LOOKER, file)
    with pytest.raises((Denied, Invalid)):
        queries.suggested(cast.READER, text)


def test_boxes_that_lie_inside_another_are_told_once() -> None:
    boxes = [("face", 0, 0, 100, 100), ("plate", 10, 10, 20, 20), ("face", 300, 0, 50, 50)]
    assert eyes._apart(boxes) == [boxes[0], boxes[2]]
    assert eyes._wider((0, 0, 100, 100), 110, 105) == (0, 0, 110, 105)


def test_rubbish_gives_no_hint() -> None:
    assert eyes.seen(b"no picture at all") == []
