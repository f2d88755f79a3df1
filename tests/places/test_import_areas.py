"""Files of areas: taken in whole or not at all."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from shapely import Polygon, box, union_all
from shapely.geometry import mapping, shape

from happiness_cloud.kernel.errors import Denied, Invalid
from happiness_cloud.ledger.models import Entry
from happiness_cloud.places import actions, queries
from happiness_cloud.places.models import Area, Edition
from happiness_cloud.places.terms import sentence

from .cast import MAPPER, OUTSIDER, SHAPES, TOWN, build_town, collection, feature

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def _refused(shapes: dict[str, Polygon], **more: Any) -> Invalid:
    before = list(Area.objects.order_by("pk").values_list("pk", "valid_to"))
    edition = Edition.objects.values_list("number", flat=True).first()
    with pytest.raises(Invalid) as refused:
        actions.import_areas(MAPPER, features=collection(shapes), **more)
    assert list(Area.objects.order_by("pk").values_list("pk", "valid_to")) == before
    assert Edition.objects.values_list("number", flat=True).first() == edition
    return refused.value


def _problems(refused: Invalid) -> set[tuple[str, str]]:
    return {(one["code"], one["problem"]) for one in refused.facts["findings"] if one["severity"] == "error"}


def test_a_whole_town_is_taken_in_and_written_down() -> None:
    answer = build_town()
    assert (answer.created, answer.changed, answer.unchanged, answer.findings) == (8, 0, 0, [])
    grid = Area.objects.get(path="/990106/001/001/001/")
    assert (grid.kind, grid.parent_path, grid.version) == ("grid", "/990106/001/001/", 1)
    assert grid.area_m2 == pytest.approx(958.3 * 1108.6, rel=1e-3)
    entry = Entry.objects.get(verb="places.import")
    assert entry.facts["created"] == 8


def test_the_same_file_again_changes_nothing() -> None:
    build_town()
    edition = queries.edition(MAPPER)
    answer = build_town()
    assert (answer.created, answer.changed, answer.unchanged) == (0, 0, 8)
    queries.forget()
    assert queries.edition(MAPPER) == edition
    assert Area.objects.count() == 8


def test_a_changed_name_makes_a_new_version() -> None:
    build_town()
    file = collection(SHAPES)
    file["features"][2]["properties"]["name"] = "新梧桐社区"
    answer = actions.import_areas(MAPPER, features=file)
    assert (answer.changed, answer.unchanged, answer.paths) == (1, 7, ["/990106/001/001/"])
    queries.forget()
    assert queries.area(MAPPER, "/990106/001/001/").version == 2


def test_an_outline_that_crosses_itself_is_refused_with_the_place() -> None:
    crossing = Polygon([(114.30, 30.60), (114.31, 30.61), (114.31, 30.60), (114.30, 30.61), (114.30, 30.60)])
    refused = _refused({**SHAPES, "990106001001001": crossing})
    assert _problems(refused) == {("990106001001001", "places.self_crossing")}
    (finding,) = refused.facts["findings"]
    assert (finding["facts"]["lon"], finding["facts"]["lat"]) == (114.305, 30.605)
    assert "114.305, 30.605" in refused.facts["where"]
    assert sentence(finding["problem"], finding["facts"])


def test_areas_that_overlap_are_refused_at_both() -> None:
    refused = _refused({**SHAPES, "990106001001001": box(114.30, 30.60, 114.3101, 30.61)})
    assert _problems(refused) == {
        ("990106001001001", "places.overlap"),
        ("990106001001002", "places.overlap"),
    }


def test_a_gap_is_refused_at_the_area_that_should_be_full() -> None:
    refused = _refused({**SHAPES, "990106001001001": box(114.30, 30.60, 114.3099, 30.61)})
    assert _problems(refused) == {("990106001001", "places.gap")}


def test_an_area_outside_its_parent_is_refused() -> None:
    refused = _refused({**SHAPES, "990106001002002": box(114.31, 30.61, 114.32, 30.6201)})
    assert _problems(refused) == {("990106001002002", "places.outside_parent")}


def test_a_file_of_one_community_is_held_against_its_neighbours_in_the_table() -> None:
    build_town()
    refused = _refused({"990106001001": box(114.30, 30.60, 114.32, 30.6101)})
    problems = _problems(refused)
    assert ("990106001001", "places.overlap") in problems


def test_a_parent_may_not_shrink_away_from_its_grids() -> None:
    build_town()
    smaller = {
        "990106001001": box(114.30, 30.60, 114.32, 30.609),
        "990106001002": box(114.30, 30.609, 114.32, 30.62),
    }
    refused = _refused(smaller)
    assert ("990106001001001", "places.outside_parent") in _problems(refused)
    assert ("990106001002", "places.gap") in _problems(refused)


def test_a_small_slip_is_a_warning_and_the_file_is_taken() -> None:
    answer = actions.import_areas(
        MAPPER, features=collection({**SHAPES, "990106001001001": box(114.30, 30.60, 114.3100002, 30.61)})
    )
    assert answer.created == 8
    assert {one["severity"] for one in answer.findings} == {"warning"}


def test_a_dry_run_tells_everything_and_writes_no_area() -> None:
    build_town()
    answer = actions.import_areas(
        MAPPER,
        features=collection({**SHAPES, "990106001001001": box(114.30, 30.60, 114.3099, 30.61)}),
        dry_run=True,
    )
    assert (answer.created, answer.changed, answer.unchanged) == (0, 1, 7)
    assert [one["problem"] for one in answer.findings] == ["places.gap"]
    assert Area.objects.count() == 8


def test_a_file_of_the_wrong_kind_is_refused() -> None:
    refused = _refused(SHAPES, kind="grid")
    assert ("990106", "places.wrong_kind") in _problems(refused)


def test_an_area_without_a_name_is_refused() -> None:
    file = collection({"990106": SHAPES["990106"]})
    file["features"][0]["properties"]["name"] = "  "
    with pytest.raises(Invalid) as refused:
        actions.import_areas(MAPPER, features=file)
    assert _problems(refused.value) == {("990106", "places.name_missing")}


def test_short_codes_count_inside_the_parent_and_missing_ones_are_given() -> None:
    actions.import_areas(MAPPER, features=collection({"990106": SHAPES["990106"]}))
    file = {"type": "FeatureCollection", "features": [feature("1", SHAPES["990106001"], "东湖街道")]}
    answer = actions.import_areas(MAPPER, features=file, parent=TOWN, kind="subdistrict")
    assert answer.paths == ["/990106/001/"]
    parts = {"b": box(114.31, 30.60, 114.32, 30.62), "a": box(114.30, 30.60, 114.31, 30.62)}
    unnumbered = {
        "type": "FeatureCollection",
        "features": [feature(key, one, key) for key, one in parts.items()],
    }
    answer = actions.import_areas(
        MAPPER, features=unnumbered, parent="990106001", kind="community", mapping={"code": ""}
    )
    assert sorted(answer.paths) == ["/990106/001/001/", "/990106/001/002/"]
    assert queries.area(MAPPER, "/990106/001/001/").name_zh == "a"
    again = actions.import_areas(
        MAPPER, features=unnumbered, parent="990106001", kind="community", mapping={"code": ""}
    )
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)


def test_the_outsider_imports_nothing() -> None:
    with pytest.raises(Denied):
        actions.import_areas(OUTSIDER, features=collection(SHAPES))
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("content", "more", "code"),
    [
        (b"{", {}, "places.file_cut_short"),
        (b'{"type": "FeatureCollection", "features": []}', {}, "places.no_features"),
        (Path("absent.geojson"), {}, "places.no_file"),
        (b"{}", {"datum": "mars"}, "places.unknown_datum"),
        (b"{}", {"kind": "planet"}, "places.unknown_kind"),
        (b"{}", {"mapping": {"color": "x"}}, "places.unknown_mapping"),
    ],
)
def test_what_is_no_file_of_areas_is_refused(content: Any, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.import_areas(MAPPER, features=content, **more)
    assert refused.value.code == code


@pytest.mark.usefixtures("really_committed")
def test_two_importers_at_once_make_every_area_once() -> None:
    answers: list[actions.Imported] = []
    wrong: list[BaseException] = []
    start = threading.Barrier(2)

    def run() -> None:
        try:
            start.wait(5)
            answers.append(build_town())
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert wrong == []
    assert sorted((one.created, one.unchanged) for one in answers) == [(0, 8), (8, 0)]
    assert Area.objects.count() == 8


def test_the_neighbourhoods_of_boston_are_refused_as_they_came_and_taken_when_mended() -> None:
    path = DATA / "en-boston311-2015" / "neighborhoods.geojson"
    if not path.exists():
        pytest.skip("real data is absent: ../shared/data/en-boston311-2015/neighborhoods.geojson")
    file = json.loads(path.read_text(encoding="utf-8"))
    mended = {one["properties"]["name"]: shape(one["geometry"]).buffer(0) for one in file["features"]}
    city = {"type": "Feature", "properties": {"code": "990106", "name": "Boston"}}
    city["geometry"] = mapping(union_all(list(mended.values())))
    actions.import_areas(MAPPER, features=city, warn_m2=1000)
    how: dict[str, Any] = {"parent": TOWN, "kind": "subdistrict", "mapping": {"code": ""}}

    with pytest.raises(Invalid) as refused:
        actions.import_areas(MAPPER, features=path, **how)
    crossing = {one["name"] for one in refused.value.facts["findings"] if one["severity"] == "error"}
    assert crossing == {"Hyde Park", "East Boston", "Downtown", "Beacon Hill"}
    assert Area.objects.count() == 1

    for one in file["features"]:
        one["geometry"] = mapping(mended[one["properties"]["name"]])
    answer = actions.import_areas(MAPPER, features=file, **how)
    assert answer.created == len(mended) == 26
    again = actions.import_areas(MAPPER, features=file, **how)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 26)
