"""A border moves: a new version from now on, the old one as readable as before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from shapely import box
from shapely.geometry import mapping

from happiness_cloud.kernel import clock
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound, NotNow
from happiness_cloud.ledger.models import Entry
from happiness_cloud.places import actions, queries
from happiness_cloud.places.models import Area

from .cast import FIRST, MAPPER, OUTSIDER, READER, SECOND, WEST, build_town, move_border

pytestmark = pytest.mark.django_db
HOUSE = house("tests", "places.read")
MAY = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def test_a_border_moves_for_both_neighbours_at_once() -> None:
    build_town()
    answer = move_border(reason="the new road")
    assert (answer.path, answer.version, answer.changed) == (FIRST, 2, [FIRST, SECOND])
    entry = Entry.objects.get(verb="places.edit")
    assert (entry.area_path, entry.reason, entry.version) == (FIRST, "the new road", 2)


def test_a_point_is_found_in_the_grid_it_now_belongs_to() -> None:
    build_town()
    assert queries.locate(HOUSE, 114.307, 30.605).path == FIRST
    move_border()
    found = queries.locate(HOUSE, 114.307, 30.605)
    assert (found.path, found.version) == (SECOND, 2)


def test_the_old_border_stays_readable_for_its_time() -> None:
    with clock.at(MAY):
        build_town()
    with clock.at(MAY + timedelta(days=30)):
        move_border()
    before = queries.as_of(HOUSE, FIRST, MAY + timedelta(days=29))
    after = queries.as_of(HOUSE, FIRST, MAY + timedelta(days=30))
    assert (before.version, before.box[2]) == (1, 114.31)
    assert (after.version, after.box[2]) == (2, 114.305)
    assert before.valid_to == after.valid_from
    with pytest.raises(NotFound):
        queries.as_of(HOUSE, FIRST, MAY - timedelta(days=1))
    assert [one.version for one in queries.history(HOUSE, FIRST)] == [2, 1]


def test_the_same_border_again_is_no_new_version() -> None:
    build_town()
    move_border()
    edition = queries.edition(HOUSE)
    answer = move_border()
    assert (answer.version, answer.changed) == (2, [])
    assert queries.edition(HOUSE) == edition


def test_a_border_that_leaves_a_gap_is_refused_and_nothing_changes() -> None:
    build_town()
    with pytest.raises(Invalid) as refused:
        actions.redraw(MAPPER, FIRST, polygon=mapping(WEST))
    assert refused.value.code == "places.import_refused"
    assert [one["problem"] for one in refused.value.facts["findings"]] == ["places.gap"]
    assert Area.objects.filter(version__gt=1).count() == 0
    assert Area.objects.filter(valid_to__isnull=False).count() == 0


def test_a_border_that_takes_from_a_neighbour_is_refused() -> None:
    build_town()
    with pytest.raises(Invalid) as refused:
        actions.redraw(MAPPER, FIRST, polygon=mapping(box(114.30, 30.60, 114.311, 30.61)))
    (finding,) = refused.value.facts["findings"]
    assert (finding["problem"], finding["facts"]["other"]) == ("places.overlap", "990106001001002")


def test_who_looked_at_an_older_border_is_told_so() -> None:
    build_town()
    move_border(read_at=1)
    with pytest.raises(NotNow) as refused:
        move_border(read_at=1)
    assert refused.value.facts == {"read_at": 1, "now_at": 2}


def test_outsiders_find_nothing_and_readers_may_notmove_border() -> None:
    build_town()
    with pytest.raises(NotFound):
        actions.redraw(OUTSIDER, FIRST, polygon=mapping(WEST))
    with pytest.raises(Denied):
        actions.redraw(READER, FIRST, polygon=mapping(WEST))
    with pytest.raises(NotFound):
        actions.redraw(MAPPER, "/990106/001/001/099/", polygon=mapping(WEST))
    assert Area.objects.count() == 8


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"polygon": b"no shape"}, "places.not_an_area"),
        ({"polygon": {"type": "Polygon", "coordinates": [[["a", 1]]]}}, "places.bad_geometry"),
        ({"polygon": mapping(WEST), "datum": "mars"}, "places.unknown_datum"),
    ],
)
def test_what_is_no_border_is_refused(told: dict[str, Any], code: str) -> None:
    build_town()
    with pytest.raises(Invalid) as refused:
        actions.redraw(MAPPER, FIRST, **told)
    assert refused.value.code == code
