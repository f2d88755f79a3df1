"""The small map that is drawn by ourselves."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from happiness_cloud.cases.rules import plan

OWN, NEXT, FAR = "/1/1/", "/1/2/", "/1/9/"


def box(path: str, name: str, west: float, east: float) -> dict[str, Any]:
    ring = [[west, 30.60], [east, 30.60], [east, 30.61], [west, 30.61], [west, 30.60]]
    return {
        "properties": {"path": path, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


AREAS = [
    box(OWN, "第一<&>网格", 114.30, 114.31),
    box(NEXT, "第二网格", 114.31, 114.32),
    box(FAR, "远", 115.0, 115.1),
]


def drawn(*areas: dict[str, Any], own: str = OWN) -> ET.Element:
    return ET.fromstring(plan.drawn(areas, own, 114.305, 30.605, "北"))  # noqa: S314


def words(svg: ET.Element) -> list[str]:
    return [str(one.text) for one in svg.iter() if one.tag.endswith("text")]


def test_it_shows_the_own_area_shaded_its_neighbour_a_bar_and_north_and_nothing_far_away() -> None:
    svg = drawn(*AREAS)
    assert words(svg) == ["第一<&>网格", "第二网格", "200 m", "北"]
    fills = [one.get("fill") for one in svg.iter() if one.tag.endswith("path")]
    assert fills[:2] == ["#fdeae5", "#f3f4f6"]


def test_it_needs_no_style_no_script_and_nothing_from_outside() -> None:
    told = plan.drawn(AREAS, OWN, 114.305, 30.605)
    for word in ("style=", "<script", "href", "url(", "<image"):
        assert word not in told


def test_a_bar_is_as_long_as_it_says() -> None:
    # The own grid is 0.01 degrees wide, 957 m here; the bar of 200 m must be so much shorter.
    svg = drawn(AREAS[0])
    (area,) = [one for one in svg.iter() if one.get("fill") == "#fdeae5"]
    xs = [float(part.split()[0]) for part in str(area.get("d")).strip("Mz").split("L")]
    (bar,) = [one for one in svg.iter() if one.get("stroke-width") == "2.5"]
    long = float(str(bar.get("d")).split("h")[1].split("v")[0])
    assert long / (max(xs) - min(xs)) == pytest.approx(200 / 957.2, rel=0.01)


@pytest.mark.parametrize("areas", [[], [AREAS[2]], [box(OWN, "", 114.3, 114.300001)]])
def test_a_place_without_borders_near_it_is_drawn_too(areas: list[dict[str, Any]]) -> None:
    assert words(drawn(*areas))[-2:][1] == "北"


def test_areas_of_several_parts_with_holes_are_drawn() -> None:
    ring = AREAS[0]["geometry"]["coordinates"][0]
    hole = [[114.302, 30.602], [114.303, 30.602], [114.303, 30.603], [114.302, 30.602]]
    other = box(OWN, "", 114.312, 114.314)["geometry"]["coordinates"]
    both = {
        "properties": {"path": OWN, "name": "两块"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring, hole], other]},
    }
    (area,) = [one for one in drawn(both).iter() if one.get("fill") == "#fdeae5"]
    assert str(area.get("d")).count("M") == 3
