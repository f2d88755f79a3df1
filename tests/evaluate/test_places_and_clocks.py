"""`happiness evaluate routing` and `deadlines`: the house's own index and clocks against what others recorded."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.utils import translation

from happiness_cloud.institution import actions as institution
from happiness_cloud.institution import queries as institution_queries
from happiness_cloud.interfaces.cli import main
from happiness_cloud.interfaces.evaluate import deadlines, routing
from happiness_cloud.kernel.access import house
from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places import queries as place_queries
from happiness_cloud.places.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _reference(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped rules, loaded once for the tests of this file and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        institution.load_reference(house("tests", "institution.publish"))
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def rules(_reference: None, db: None) -> Iterator[None]:
    institution_queries.forget()
    place_queries.forget()
    with translation.override("en"):
        yield
    institution_queries.forget()
    place_queries.forget()


def _polygons(file: Path) -> Path:
    """Three boxes side by side, named West, Middle and 3."""
    features = [
        {
            "type": "Feature",
            "properties": {"board": name, "size": 1},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[at, 10], [at + 0.1, 10], [at + 0.1, 10.1], [at, 10.1], [at, 10]]],
            },
        }
        for name, at in (("West", 20.0), ("Middle", 20.1), ("3", 20.2))
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file


def _points(file: Path, rows: list[tuple[str, float | str, float]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["where", "lon", "lat"], *rows])
    return file


def test_points_are_compared_by_name_and_unknown_words_by_pairing(tmp_path: Path) -> None:
    rows: list[tuple[str, float | str, float]] = [
        ("West", 20.05, 10.05),
        ("west", 20.15, 10.05),
        ("Middle", 20.12, 10.02),
    ]
    # "Board 3" is no name: the first and third point pair it, the second and fourth are judged.
    rows += [
        ("Board 3", 20.25, 10.01),
        ("Board 3", 20.26, 10.02),
        ("Board 3", 20.27, 10.03),
        ("Board 3", 30.0, 10.0),
    ]
    rows += [("", 20.05, 10.05), ("West", "nowhere", 10.0)]
    # "Unknown" is said of points anywhere: it tells nothing.
    rows += [("Unknown", at, 10.05) for at in (20.05, 20.06, 20.15, 20.16)]
    told = routing.measure(
        _points(tmp_path / "p.csv", rows), _polygons(tmp_path / "a.geojson"), expected="where"
    )
    assert (told["points"], told["left_out"], told["polygons"]) == (11, 2, 3)
    assert told["unpaired"] == {"Unknown": 4}
    assert (told["by_name"]["n"], told["by_name"]["value"]) == (3, 0.6667)
    assert (told["by_pairing"]["n"], told["by_pairing"]["value"]) == (2, 0.5)
    assert (told["n"], told["value"], told["in_no_polygon"]) == (5, 0.6, 1)
    assert told["low"] < 0.6 < told["high"]
    assert not Area.objects.exists()


def test_a_file_without_the_column_names_the_nearest(tmp_path: Path) -> None:
    points = _points(tmp_path / "p.csv", [("West", 20.05, 10.05)])
    with pytest.raises(Invalid) as no:
        routing.measure(points, _polygons(tmp_path / "a.geojson"), expected="were")
    assert (no.value.code, no.value.facts["mend"]) == ("intake.unknown_column", "where")


def test_polygons_that_are_none_are_refused(tmp_path: Path) -> None:
    points = _points(tmp_path / "p.csv", [("West", 20.05, 10.05)])
    wrong = tmp_path / "a.geojson"
    wrong.write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(Invalid, match="not_geojson"):
        routing.measure(points, wrong, expected="where")


def test_a_file_that_no_shipped_mapping_fits_asks_for_one(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no_mapping"):
        deadlines.measure(_points(tmp_path / "p.csv", [("West", 20.05, 10.05)]))


@pytest.mark.parametrize(("kind", "option"), [("routing", "--points"), ("deadlines", "--cases")])
def test_help_shows_an_example_and_a_missing_file_is_named(kind: str, option: str) -> None:
    assert (
        f"Example: happiness evaluate {kind}" in CliRunner().invoke(main, ["evaluate", kind, "--help"]).stdout
    )
    told = CliRunner().invoke(main, ["evaluate", kind, option, "/none.csv"])
    assert (told.exit_code, "/none.csv" in told.stderr) == (2, True)


def test_new_york_lies_where_it_was_recorded(shared: Path) -> None:
    folder = shared / "en-nyc311"
    for name, judged in (("nyc_2024-05.csv", 400), ("nyc_2023-12.csv", 50)):
        told = routing.measure(
            folder / name, folder / "community_districts.geojson", expected="community_board"
        )
        assert told["polygons"] == 71
        assert told["n"] > judged
        assert told["value"] >= 0.97


def test_boston_is_in_time_when_it_was_recorded_so(shared: Path) -> None:
    told = deadlines.measure(shared / "en-boston311-2015/cases_stream.csv")
    assert told["mapping"] == "boston-311"
    assert told["n"] > 4000
    assert told["value"] >= 0.995
    assert told["low"] >= 0.99
