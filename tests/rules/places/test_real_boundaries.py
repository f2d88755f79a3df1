"""The rules on real boundaries and points, where `../shared/data` beside the repository holds them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from happiness_cloud.places.rules.boundaries import check
from happiness_cloud.places.rules.features import Feature
from happiness_cloud.places.rules.geojson import Names, read
from happiness_cloud.places.rules.locate import GridIndex
from happiness_cloud.places.terms import Datum

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
BOROUGHS = {"MANHATTAN": 1, "BRONX": 2, "BROOKLYN": 3, "QUEENS": 4, "STATEN ISLAND": 5}


def _file(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data is absent: ../shared/data/{name}")
    return path


def _features(name: str, names: Names, datum: Datum = Datum.WGS84) -> list[Feature]:
    with _file(name).open("rb") as source:
        return list(read(source, names, datum))


def _index(features: list[Feature]) -> GridIndex:
    return GridIndex([(one.code, one.geometry) for one in features if one.code and one.geometry is not None])


def _board(text: str) -> str | None:
    """The district code of a recorded board: `04 QUEENS` is 404; None where none was recorded."""
    number, _space, borough = text.partition(" ")
    return f"{BOROUGHS[borough]}{number}" if number.isdigit() and borough in BOROUGHS else None


def test_recorded_boards_of_new_york_agree_with_the_polygons() -> None:
    index = _index(_features("en-nyc311/community_districts.geojson", Names("BoroCD", "", "")))
    lons, lats, boards = [], [], []
    for month in ("2023-12", "2024-05"):
        with _file(f"en-nyc311/nyc_{month}.csv").open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                board = _board(row["community_board"])
                if board is not None and row["longitude"]:
                    lons.append(float(row["longitude"]))
                    lats.append(float(row["latitude"]))
                    boards.append(board)
    found = index.locate_many(lons, lats)
    agreed = sum(
        place >= 0 and index.paths[place] == board for place, board in zip(found, boards, strict=True)
    )
    print(f"New York: {agreed} of {len(boards)} agree ({100 * agreed / len(boards):.2f} %)")  # noqa: T201
    assert len(boards) > 1000
    assert agreed / len(boards) >= 0.995


def test_the_neighbourhoods_of_boston_are_checked_without_a_crash() -> None:
    features = _features("en-boston311-2015/neighborhoods.geojson", Names("name", "name", ""))
    findings = check(features, national_codes=False)
    print("Boston:", len(features), dict(Counter(one.problem for one in findings)))  # noqa: T201
    assert len(features) > 10
    assert all(-1 <= one.feature_index < len(features) for one in findings)


def test_the_districts_of_a_chinese_city_move_back_from_the_map_datum() -> None:
    names = Names("adcode", "name", "")
    name = "geo-zh-district-polygons/420100.geojson"
    shown, true = _features(name, names), _features(name, names, Datum.GCJ02)
    findings = check(true)
    print("Wuhan:", len(true), dict(Counter(one.problem for one in findings)))  # noqa: T201
    assert not any(one.faults for one in true)
    for before, after in zip(shown, true, strict=True):
        assert before.geometry is not None
        assert after.geometry is not None
        assert 0.003 < before.geometry.centroid.distance(after.geometry.centroid) < 0.01
