"""Which version of an area is in force, from memory, for those who may see it."""

from __future__ import annotations

import pytest

from happiness_cloud.kernel.access import Actor, Grant, house
from happiness_cloud.kernel.errors import Denied, NotFound
from happiness_cloud.places import queries

from .cast import FIRST, SECOND, build_town, move_border

pytestmark = pytest.mark.django_db
HOUSE = house("tests", "places.read")


def test_the_version_in_force_is_the_one_the_area_tells() -> None:
    build_town()
    assert queries.standing(HOUSE, FIRST) == queries.area(HOUSE, FIRST).version == 1
    move_border()
    assert queries.standing(HOUSE, FIRST) == queries.area(HOUSE, FIRST).version == 2


@pytest.mark.parametrize("path", ["", "/", "/990106/999/", "x", "/990106/001/001/"[:-1]])
def test_what_is_no_area_is_not_found(path: str) -> None:
    build_town()
    with pytest.raises(NotFound):
        queries.standing(HOUSE, path)


def test_an_area_out_of_sight_is_not_found_and_nobody_may_ask() -> None:
    build_town()
    neighbour = Actor("n", "staff", (Grant("places.read", SECOND),))
    with pytest.raises(NotFound):
        queries.standing(neighbour, FIRST)
    assert queries.standing(neighbour, SECOND) == 1
    with pytest.raises(Denied):
        queries.standing(Actor("x", "visitor"), FIRST)
