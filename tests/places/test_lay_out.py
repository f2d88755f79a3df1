"""A district written at once: areas, houses, dwellings."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from shapely import Polygon, box

from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Denied, Invalid, NotNow
from happiness_cloud.places import actions, queries
from happiness_cloud.places.models import Area, Building, Dwelling
from happiness_cloud.places.rules.codes import path_of

from .cast import OUTSIDER, SHAPES, TOWN, names_of

pytestmark = pytest.mark.django_db
BUILDER = house("tests", "places.import", "places.read")
GRID = "/990106/001/001/001/"


@dataclass(frozen=True)
class _Area:
    path: str
    name_zh: str
    name_en: str
    polygon: list[list[tuple[float, float]]]
    households: int | None = 300


@dataclass(frozen=True)
class _House:
    grid_path: str
    code: str
    polygon: list[list[tuple[float, float]]]
    name: str = "东湖花园1幢"
    estate: str = "东湖花园"
    use: str = "residence"
    units: int = 1
    floors: int = 2
    rooms_per_floor: int = 2


@dataclass(frozen=True)
class _Home:
    path: str
    unit: int
    floor: int
    room: str


def _rings(shape: Polygon) -> list[list[tuple[float, float]]]:
    return [[(x, y) for x, y in shape.exterior.coords]]


AREAS = [_Area(path_of(code), *names_of(code), _rings(shape)) for code, shape in SHAPES.items()]
HOUSE = _House(GRID, "00001", _rings(box(114.301, 30.601, 114.302, 30.602)))
HOMES = [
    _Home(f"{GRID}00001/01{floor:02d}{door:02d}/", 1, floor, f"{floor}{door:02d}")
    for floor in (1, 2)
    for door in (1, 2)
]


def test_a_district_is_there_at_once_and_found() -> None:
    answer = actions.lay_out(
        BUILDER, under=TOWN, areas=iter(AREAS), buildings=iter([HOUSE]), dwellings=iter(HOMES)
    )
    assert (answer.areas, answer.buildings, answer.dwellings) == (8, 1, 4)
    queries.forget()
    assert queries.locate(BUILDER, 114.305, 30.605).path == GRID
    grid = Area.objects.get(path=GRID)
    assert (grid.kind, grid.households, grid.version, grid.code) == ("grid", 300, 1, "990106001001001")
    home = Dwelling.objects.select_related("building").get(code="010201")
    assert (home.room, home.floor, home.building.name) == ("201", 2, "东湖花园1幢")
    assert home.building.centre_lon == pytest.approx(114.3015)


def test_keys_drawn_for_a_copy_are_not_given_again() -> None:
    actions.lay_out(BUILDER, under=TOWN, areas=AREAS, buildings=[HOUSE])
    later = Building.objects.create(grid_path=GRID, code="00002", name="新幢")
    assert later.pk > Building.objects.get(code="00001").pk
    Dwelling.objects.create(building=later, unit=1, floor=1, room="101", code="010101")


def test_a_second_district_in_the_same_place_is_refused() -> None:
    actions.lay_out(BUILDER, under=TOWN, areas=AREAS)
    with pytest.raises(NotNow):
        actions.lay_out(BUILDER, under=TOWN, areas=AREAS)
    assert Area.objects.count() == 8


def test_an_area_elsewhere_a_broken_border_and_a_homeless_dwelling_are_refused() -> None:
    bow = [[(114.30, 30.60), (114.31, 30.61), (114.31, 30.60), (114.30, 30.61), (114.30, 30.60)]]
    for told, code in (
        ({"areas": [_Area("/990107/", "别处", "", AREAS[0].polygon)]}, "places.outside_under"),
        ({"areas": [_Area("/990106/", "云湖区", "", bow)]}, "places.shape_broken"),
        ({"areas": AREAS, "dwellings": HOMES}, "places.no_building"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.lay_out(BUILDER, under=TOWN, **told)
        assert refused.value.code == code
    assert not Area.objects.exists()


def test_the_outsider_lays_out_nothing() -> None:
    with pytest.raises(Denied):
        actions.lay_out(OUTSIDER, under=TOWN, areas=AREAS)
    assert not Area.objects.exists()
