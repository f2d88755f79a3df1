"""Positions as grants and areas as units, on plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import happiness_cloud
from happiness_cloud.institution.rules.category_lists import Category, SearchIndex, entries
from happiness_cloud.institution.rules.positions import LEVELS, Held, Positions
from happiness_cloud.institution.rules.territories import territory, units_of
from happiness_cloud.kernel.access import Actor, Place, may

REFERENCE = Path(happiness_cloud.__file__).parent / "institution" / "reference"


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((REFERENCE / name).read_text(encoding="utf-8"))
    return content


POSITIONS = Positions(read("positions.yaml"))
TEMPLATE = read("organisations.yaml")
COMMUNITY = entries(read("categories/community.yaml"))
INDEX = SearchIndex(COMMUNITY)

codes = st.integers(1, 3).map("{:03d}".format)
areas = st.lists(codes, max_size=3).map(lambda parts: "/990106/" + "".join(f"{one}/" for one in parts))
units = st.sampled_from(["", "/yunhu/cgj/", "/yunhu/cgj/sz2/", "/yunhu/s001/"])


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.builds(Held, st.sampled_from([*POSITIONS.kinds, "unknown"]), units, areas), max_size=4), areas
)
def test_positions_never_reach_beyond_their_area_unit_and_rights(held: list[Held], place: str) -> None:
    actor = Actor("account:1", "staff", POSITIONS.grants(held))
    for one in actor.grants:
        sources = [
            post
            for post in held
            if post.kind in POSITIONS.kinds
            and one.right in POSITIONS.kinds[post.kind].rights
            and one.area == post.area
            and one.area.count("/") - 1 >= LEVELS[POSITIONS.kinds[post.kind].level]
        ]
        assert sources
        if not one.unit:
            assert one.right in POSITIONS.unit_free or any(
                not POSITIONS.kinds[post.kind].own_unit for post in sources
            )
    if not any(place.startswith(post.area) for post in held):
        assert not any(may(actor, grant.right, Place(place, (grant.unit,))) for grant in actor.grants)


@pytest.mark.parametrize("area", ["/", "/990106/", "/990106/001/", "/990106/001/002/"])
def test_a_position_wider_than_its_kind_gives_nothing(area: str) -> None:
    assert POSITIONS.grants([Held("grid_worker", "", area)]) == ()
    assert POSITIONS.grants([Held("grid_worker", "", "/990106/001/002/003/")])


def test_a_position_that_is_bound_to_a_unit_gives_nothing_without_one() -> None:
    assert POSITIONS.grants([Held("unit_handler", "", "/990106/")]) == ()


def test_quarrels_are_told_both_ways_and_with_nobody_else() -> None:
    for one, other in (("unit_handler", "grid_worker"), ("grid_worker", "unit_handler")):
        found = POSITIONS.quarrel(["intake_operator", one], other)
        assert found is not None
        assert found[0] == one
    assert POSITIONS.quarrel(["community_committee"], "grid_leader") is None
    assert POSITIONS.quarrel(["dispatcher"], "dispatcher") is None


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 4), st.integers(0, 4))
def test_every_area_gets_its_unit_under_the_unit_of_the_area_above(streets: int, communities: int) -> None:
    rows = [("/990106/", "district", "云湖区", "Yunhu")]
    for s in range(1, streets + 1):
        rows.append((f"/990106/{s:03d}/", "subdistrict", f"{s}街道", f"{s} Subdistrict"))
        rows += [
            (f"/990106/{s:03d}/{c:03d}/", "community", f"{c}社区", f"C{c}") for c in range(1, communities + 1)
        ]
    found = units_of(TEMPLATE, rows, "yunhu")
    paths = [one.path for one in found]
    assert len(paths) == len(set(paths)) == 1 + len(TEMPLATE["units"]) + streets + 2 * streets * communities
    seen = {"/"}
    for path in paths:
        assert path.rstrip("/").rpartition("/")[0] + "/" in seen
        seen.add(path)
    answering = territory((one.path, one.kind, one.area) for one in found)
    assert len(answering.get("subdistrict", {})) == streets
    assert len(answering.get("community", {})) == streets * communities
    for level in answering.values():
        for area, path in level.items():
            assert next(one for one in found if one.path == path).area == area


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40), st.integers(1, 20))
def test_any_text_can_be_searched(text: str, limit: int) -> None:
    found = INDEX.find(text, limit)
    assert len(found) <= limit
    assert len({one.code for one in found}) == len(found)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(COMMUNITY))
def test_every_category_is_found_first_by_its_own_name(one: Category) -> None:
    assert INDEX.find(one.zh, 1) == (one,)
    assert INDEX.find(one.code, 1) == (one,)
