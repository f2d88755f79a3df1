"""Where a point lies, told from memory, and what areas are called."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from happiness_cloud.kernel.access import Actor, house
from happiness_cloud.kernel.errors import Denied, Invalid, NotFound
from happiness_cloud.places import queries
from happiness_cloud.places.rules.datum import from_wgs84
from happiness_cloud.places.terms import Datum

from .cast import GRIDS, MAPPER, OUTSIDER, READER, build_town, build_without_grids

pytestmark = pytest.mark.django_db
HOUSE = house("tests", "places.read")


def test_a_point_in_a_grid_is_told_with_the_version_of_the_border() -> None:
    build_town()
    found = queries.locate(HOUSE, 114.305, 30.605)
    assert (found.path, found.version) == ("/990106/001/001/001/", 1)
    assert not found.near_border
    assert found.neighbours == ()


def test_near_a_border_the_neighbours_are_told_nearest_first() -> None:
    build_town()
    found = queries.locate(HOUSE, 114.30995, 30.60999)
    assert found.near_border
    assert found.neighbours[0].path == "/990106/001/002/001/"
    assert len(found.neighbours) == 3
    assert found.neighbours[0].metres == pytest.approx(1.1, abs=0.1)


def test_a_point_of_an_amap_phone_is_shifted_back() -> None:
    build_town()
    lon, lat = from_wgs84(114.305, 30.605, Datum.GCJ02)
    found = queries.locate(HOUSE, lon, lat, "gcj02")
    assert found.path == "/990106/001/001/001/"
    assert (found.lon, found.lat) == (pytest.approx(114.305, abs=1e-8), pytest.approx(30.605, abs=1e-8))


def test_where_nobody_drew_grids_the_point_lies_in_the_community() -> None:
    build_without_grids()
    found = queries.locate(HOUSE, 114.305, 30.605)
    assert (found.path, found.version, found.near_border) == ("/990106/001/001/", 1, False)


def test_near_a_border_of_communities_both_are_told() -> None:
    build_without_grids()
    found = queries.locate(HOUSE, 114.305, 30.60999)
    assert found.path == "/990106/001/001/"
    assert [one.path for one in found.neighbours] == ["/990106/001/002/"]
    assert found.neighbours[0].metres == pytest.approx(1.1, abs=0.1)


def test_a_grid_and_a_community_without_grids_are_neighbours() -> None:
    build_without_grids("990106001001001", "990106001001002")
    found = queries.locate(HOUSE, 114.305, 30.60999)
    assert found.path == "/990106/001/001/001/"
    assert [one.path for one in found.neighbours] == ["/990106/001/002/"]


@pytest.mark.parametrize("grids", [(), ("990106001001001", "990106001001002"), tuple(GRIDS)])
def test_one_point_and_many_are_answered_alike(grids: tuple[str, ...]) -> None:
    build_without_grids(*grids)
    lons, lats = [114.305, 114.315, 114.305, 115.0], [30.605, 30.605, 30.615, 30.605]
    one_by_one = [queries.locate(HOUSE, lon, lat).path for lon, lat in zip(lons, lats, strict=True)]
    assert queries.locate_many(HOUSE, lons, lats) == one_by_one
    assert one_by_one[3] == ""
    assert all(one_by_one[:3])


def test_when_a_community_is_divided_its_points_lie_in_the_grids() -> None:
    build_without_grids()
    assert queries.locate(HOUSE, 114.305, 30.605).path == "/990106/001/001/"
    build_town()
    queries.forget()
    assert queries.locate(HOUSE, 114.305, 30.605).path == "/990106/001/001/001/"


def test_outside_every_grid_the_path_is_empty() -> None:
    build_town()
    found = queries.locate(HOUSE, 115.0, 30.605)
    assert (found.path, found.version, found.near_border) == ("", 0, False)


def test_before_the_first_import_every_point_is_outside() -> None:
    assert queries.locate(HOUSE, 114.305, 30.605).path == ""


@pytest.mark.parametrize(
    ("lon", "lat", "datum", "code"),
    [
        (114.3, 30.6, "cgcs", "places.unknown_datum"),
        (30.6, 114.3, "wgs84", "places.swapped_coordinate"),
        (float("nan"), 30.6, "wgs84", "places.bad_coordinate"),
    ],
)
def test_what_is_no_point_is_refused(lon: float, lat: float, datum: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        queries.locate(HOUSE, lon, lat, datum)
    assert refused.value.code == code


def test_whoever_has_no_right_is_told_nothing() -> None:
    nobody = Actor("account:9", "staff")
    for read in (
        lambda: queries.locate(nobody, 114.305, 30.605),
        lambda: queries.names(nobody, ["/990106/"]),
        lambda: queries.area(nobody, "/990106/"),
        lambda: queries.geojson(nobody),
    ):
        with pytest.raises(Denied):
            read()


def test_a_second_question_is_answered_from_memory() -> None:
    build_town()
    queries.locate(HOUSE, 114.305, 30.605)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _ in range(5):
            queries.locate(HOUSE, 114.315, 30.615)
    assert len(asked) <= 1


def test_names_follow_the_language_of_the_reader() -> None:
    build_town()
    paths = ["/990106/001/001/002/", "/990106/001/", "/990106/", "/990106/001/001/002/00003/", "/880001/"]
    with translation.override("zh-hans"):
        assert queries.names(HOUSE, paths) == {
            "/990106/001/001/002/": "东湖街道 · 梧桐社区 · 第02网格",
            "/990106/001/": "东湖街道",
            "/990106/": "云湖区",
            "/990106/001/001/002/00003/": "东湖街道 · 梧桐社区 · 第02网格",
            "/880001/": "/880001/",
        }
    with translation.override("en"):
        told = queries.names(HOUSE, paths[:1])
    assert told == {paths[0]: "Donghu Sub-district · Wutong Community · Grid 02"}


def test_an_area_is_told_with_its_place_in_the_reader_s_language() -> None:
    build_town()
    with translation.override("en"):
        fact = queries.area(HOUSE, "/990106/001/001/")
    assert (fact.kind, fact.code, fact.name_zh, fact.name) == (
        "community", "990106001001", "梧桐社区", "Wutong Community",
    )  # fmt: skip
    assert (fact.centre_lon, fact.centre_lat) == (pytest.approx(114.31), pytest.approx(30.605))
    assert queries.at_code(HOUSE, "990106001001") == queries.area(HOUSE, fact.path)


def test_outsiders_do_not_find_the_area() -> None:
    build_town()
    for read in (queries.area, queries.history):
        with pytest.raises(NotFound) as refused:
            read(OUTSIDER, "/990106/001/001/")
        assert refused.value.code == "places.no_area"
    assert queries.children(OUTSIDER) == ()
    assert queries.tree(OUTSIDER) == ()
    assert queries.geojson(OUTSIDER)["features"] == []


def test_a_community_sees_its_own_grids_and_the_way_there() -> None:
    build_town()
    (district,) = queries.tree(READER, depth=4)
    (street,) = district.children
    (community,) = street.children
    assert community.path == "/990106/001/001/"
    assert [one.code for one in community.children] == ["990106001001001", "990106001001002"]
    assert queries.area(READER, "/990106/").kind == "district"
    with pytest.raises(NotFound):
        queries.area(READER, "/990106/001/002/")
    assert len(queries.geojson(READER)["features"]) == 2
    assert len(queries.geojson(MAPPER)["features"]) == 4


def test_the_tree_is_as_deep_as_asked() -> None:
    build_town()
    (street,) = queries.tree(MAPPER, "/990106/", depth=1)
    assert (street.inside, street.children) == (2, ())


def test_shapes_for_maps_keep_their_neighbours() -> None:
    build_town()
    told = queries.geojson(MAPPER, "/990106/001/002/", "grid")
    assert [one["properties"]["path"] for one in told["features"]] == [
        "/990106/001/002/001/",
        "/990106/001/002/002/",
    ]
    rings = [one["geometry"]["coordinates"][0] for one in told["features"]]
    assert len({tuple(point) for point in rings[0]} & {tuple(point) for point in rings[1]}) == 2
    with pytest.raises(Invalid):
        queries.geojson(MAPPER, "/990106/", "planet")


def test_where_nobody_drew_grids_the_map_shows_the_communities() -> None:
    build_without_grids("990106001001001", "990106001001002")
    told = queries.geojson(MAPPER, "/990106/", "grid", filled=True)
    assert [(one["properties"]["path"], one["properties"]["kind"]) for one in told["features"]] == [
        ("/990106/001/001/001/", "grid"),
        ("/990106/001/001/002/", "grid"),
        ("/990106/001/002/", "community"),
    ]
    assert len(queries.geojson(MAPPER, "/990106/", "grid")["features"]) == 2, "asked for grids only"
    assert [
        one["properties"]["kind"] for one in queries.geojson(MAPPER, "", "district", True)["features"]
    ] == ["district"]
