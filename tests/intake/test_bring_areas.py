from __future__ import annotations

import json
from pathlib import Path

import pytest

from happiness_cloud.interfaces.intake import bring_areas
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places import queries as places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
READER = house("tests", "places.read")
ROOT = "990617:Sampleton"


def names(parent: str = "/990617/") -> dict[str, str]:
    return {one.path: one.name_zh for one in places.children(READER, parent)}


def test_a_district_is_made_around_its_areas(samples: Path) -> None:
    told = bring_areas(samples / "areas.geojson", kind="subdistrict", root="990106:云湖区")
    assert (told["created"], told["errors"], told["parent"]) == (2, 0, "/990106/")
    assert names("/990106/") == {"/990106/001/": "东湖街道", "/990106/002/": "西山街道"}
    assert places.area(READER, "/990106/").name_zh == "云湖区"
    assert places.locate_many(READER, [114.305, 114.315, 114.5], [30.605, 30.605, 30.605]) == [
        "/990106/001/",
        "/990106/002/",
        "",
    ]


def test_the_same_file_again_changes_nothing(samples: Path) -> None:
    bring_areas(samples / "areas.geojson", kind="subdistrict", root="990106:云湖区")
    told = bring_areas(samples / "areas.geojson", kind="subdistrict", root="990106:云湖区")
    assert (told["created"], told["changed"], told["unchanged"]) == (0, 0, 2)


def test_an_area_in_error_keeps_all_of_the_file_out_and_is_named(samples: Path) -> None:
    told = bring_areas(samples / "unnumbered.geojson", kind="subdistrict", root=ROOT)
    assert (told["created"], told["errors"]) == (0, 1)
    assert any("Bow Tie" in one and "crosses itself" in one for one in told["findings"])
    assert places.tree(READER) == ()


def test_areas_in_error_are_left_out_when_asked(samples: Path) -> None:
    told = bring_areas(samples / "unnumbered.geojson", kind="subdistrict", root=ROOT, leave_out=True)
    assert (told["created"], told["left_out"]) == (2, 1)
    assert "Bow Tie" not in names().values()


def test_outlines_are_mended_when_asked_and_numbered_from_west_to_east(samples: Path) -> None:
    told = bring_areas(samples / "unnumbered.geojson", kind="subdistrict", root=ROOT, repair="make_valid")
    assert (told["created"], told["errors"]) == (3, 0)
    assert names() == {
        "/990617/001/": "Old Town",
        "/990617/002/": "Riverside",
        "/990617/003/": "Bow Tie",
    }


def test_a_trial_changes_nothing_and_says_the_same(samples: Path) -> None:
    trial = bring_areas(samples / "areas.geojson", kind="subdistrict", root="990106:云湖区", dry_run=True)
    places.forget()
    assert places.tree(READER) == ()
    done = bring_areas(samples / "areas.geojson", kind="subdistrict", root="990106:云湖区")
    assert {**trial, "dry_run": False} == done


def test_what_two_areas_share_goes_to_the_earlier_when_asked(samples: Path, tmp_path: Path) -> None:
    whole = json.loads((samples / "areas.geojson").read_text(encoding="utf-8"))
    whole["features"][1]["geometry"]["coordinates"][0] = [
        [114.305, 30.60], [114.32, 30.60], [114.32, 30.61], [114.305, 30.61], [114.305, 30.60],
    ]  # fmt: skip
    file = tmp_path / "overlap.geojson"
    file.write_text(json.dumps(whole), encoding="utf-8")
    refused = bring_areas(file, kind="subdistrict", root=ROOT)
    assert refused["errors"] == 2
    told = bring_areas(file, kind="subdistrict", root=ROOT, repair="make_valid_and_cut")
    assert told["errors"] == 0
    assert places.locate_many(READER, [114.307], [30.605]) == ["/990617/001/"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "places.broken_json"),
        (b"[]", "places.not_geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "places.no_features"),
        (b"\xff\xfe{", "places.not_utf8"),
    ],
)
def test_a_file_that_is_not_geojson_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / "no.geojson"
    file.write_bytes(content)
    with pytest.raises(Invalid) as no:
        bring_areas(file, kind="subdistrict", root=ROOT)
    assert no.value.code == code


def test_a_root_without_a_division_is_refused(samples: Path) -> None:
    with pytest.raises(Invalid, match="bad_root"):
        bring_areas(samples / "areas.geojson", kind="subdistrict", root="Boston")
