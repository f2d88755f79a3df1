"""Real files in ../shared/data, when they are there: the figures the issue asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from happiness_cloud.cases.models import Case
from happiness_cloud.interfaces.intake import bring, bring_areas

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


def test_boston_keeps_its_deadlines_and_comes_in_once(shared: Path, tmp_path: Path) -> None:
    folder = shared / "en-boston311-2015"
    drawn = bring_areas(
        folder / "neighborhoods.geojson",
        kind="subdistrict",
        root="990617:Boston",
        repair="make_valid_and_cut",
    )
    assert drawn["created"] == 26
    told = bring(folder / "cases_stream.csv", "boston-311", rejected=tmp_path / "no.csv")
    assert told["created"] == told["read"]
    assert told["on_time"]["compared"] > 4000
    assert told["on_time"]["share"] >= 0.995
    again = bring(folder / "cases_stream.csv", "boston-311", rejected=tmp_path / "no.csv")
    assert (again["created"], again["known"]) == (0, told["created"])


def test_new_york_finds_the_recorded_community_district(shared: Path, tmp_path: Path) -> None:
    folder = shared / "en-nyc311"
    bring_areas(
        folder / "community_districts.geojson",
        kind="subdistrict",
        root="990212:New York",
        code_field="BoroCD",
        name_field="BoroCD",
        repair="make_valid_and_cut",
    )
    compared = alike = 0
    for name in ("nyc_2023-12.csv", "nyc_2024-05.csv"):
        told = bring(folder / name, "nyc-311", rejected=tmp_path / "no.csv")
        assert told["rejected"] == 0
        compared += told["located"]["compared"]
        alike += told["located"]["alike"]
    assert compared > 1000
    assert alike / compared >= 0.995


@pytest.mark.parametrize(
    ("file", "mapping"),
    [
        ("zh-fuzhou-12345-river/appeals.csv", "fuzhou-12345"),
        ("zh-teddy2020-gov-messages/labelled_l1.csv", "teddy-petition-labelled"),
        ("zh-teddy2020-gov-messages/hot_messages.csv", "teddy-petition-hot"),
        ("zh-teddy2020-gov-messages/replies.csv", "teddy-petition-replies"),
    ],
)
def test_chinese_messages_come_in(shared: Path, town: None, tmp_path: Path, file: str, mapping: str) -> None:
    told = bring(shared / file, mapping, rejected=tmp_path / "no.csv")
    # A row is turned away only with a reason, and hardly any is.
    assert told["rejected"] <= told["read"] // 200
    assert told["created"] + told["rejected"] == told["read"]
    assert Case.objects.exclude(category="58099").exists()
