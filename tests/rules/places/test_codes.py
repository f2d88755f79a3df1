"""Codes and paths of areas."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places.rules import codes
from happiness_cloud.places.terms import Kind

segment = st.integers(1, 999).map(lambda number: f"{number:03d}")
code = st.builds(
    lambda division, tail: f"{division}{''.join(tail)}",
    st.integers(110000, 999999),
    st.lists(segment, max_size=3),
)


@given(code)
@settings(deadline=None, max_examples=200)
def test_a_code_and_its_path_say_the_same(text: str) -> None:
    path = codes.path_of(text)
    assert codes.code_of(path) == text
    assert codes.lineage(path)[-1] == path
    assert all(path.startswith(above) for above in codes.lineage(path))


@pytest.mark.parametrize(
    ("text", "path", "kind"),
    [
        ("990106", "/990106/", Kind.DISTRICT),
        ("990106001", "/990106/001/", Kind.SUBDISTRICT),
        ("990106001002", "/990106/001/002/", Kind.COMMUNITY),
        ("990106001002003", "/990106/001/002/003/", Kind.GRID),
    ],
)
def test_each_length_of_code_is_a_kind_of_area(text: str, path: str, kind: Kind) -> None:
    assert codes.path_of(text) == path
    assert codes.kind_of(path) is kind


def test_the_zeros_that_pad_a_statistical_code_are_dropped() -> None:
    assert codes.path_of("990106000000") == "/990106/"
    assert codes.path_of("990106001000") == "/990106/001/"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "99010",
        "9901061",
        "090106",
        "990106000001",
        "９９０１０６",
        "990106\n",
        " 990106",
        "9901060010020031",
        "99O106",
    ],
)
def test_what_is_not_a_code_is_refused(text: str) -> None:
    assert not codes.is_code(text)
    with pytest.raises(Invalid) as refused:
        codes.path_of(text)
    assert refused.value.code == "places.bad_code"


@pytest.mark.parametrize(
    "path", ["", "/", "990106", "/990106", "/990106/1/", "/990106/000/", "/990106//", "/990106/001/\n"]
)
def test_what_is_not_a_path_is_refused(path: str) -> None:
    for ask in (codes.code_of, codes.parent_path, codes.kind_of, codes.lineage):
        with pytest.raises(Invalid) as refused:
            ask(path)
        assert refused.value.code == "places.bad_path"


def test_a_district_has_no_parent_and_a_grid_lies_in_a_community() -> None:
    assert codes.parent_path("/990106/") is None
    assert codes.parent_path("/990106/001/002/003/") == "/990106/001/002/"


def test_a_service_grid_code_is_known_but_names_no_area() -> None:
    grid = codes.service_grid("10000199010600160112")
    assert grid == codes.ServiceGrid("100001", "/990106/001/601/", 12, merged=True)
    assert codes.service_grid("10000199010600100212").merged is False
    assert codes.service_grid("10000199010600000212") is None
    assert codes.service_grid("990106001002003") is None
    with pytest.raises(Invalid) as refused:
        codes.path_of("10000199010600160112")
    assert refused.value.code == "places.service_grid_code"


def test_grids_are_numbered_west_to_east_and_rows_north_to_south() -> None:
    # Two uneven rows of three, given in disorder: the numbers read like a page.
    boxes = {
        4: (0.0, 0.0, 1.0, 1.0), 5: (1.0, 0.1, 2.0, 1.0), 6: (2.0, -0.1, 3.0, 0.9),
        3: (2.0, 0.9, 3.0, 1.9), 1: (0.0, 1.0, 1.0, 2.1), 2: (1.0, 1.0, 2.0, 1.8),
    }  # fmt: skip
    assert codes.grid_numbers(list(boxes.values())) == list(boxes)
    assert codes.grid_numbers([]) == []


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.2), st.floats(0, 0.2)
        ).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])),
        max_size=40,
    )
)  # fmt: skip
@settings(deadline=None, max_examples=100)
def test_every_grid_gets_one_number(boxes: list[codes.Box]) -> None:
    assert sorted(codes.grid_numbers(boxes)) == list(range(1, len(boxes) + 1))


def test_a_thousand_grids_are_too_many_for_three_digits() -> None:
    with pytest.raises(Invalid) as refused:
        codes.grid_numbers([(0, 0, 1, 1)] * 1000)
    assert refused.value.code == "places.too_many_grids"
    with pytest.raises(Invalid):
        codes.grid_code("/990106/001/002/", 1000)
    with pytest.raises(Invalid):
        codes.grid_code("/990106/001/", 1)
    assert codes.grid_code("/990106/001/002/", 7) == "990106001002007"
