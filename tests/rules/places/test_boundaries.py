"""What an import of areas finds wrong, feature by feature, and where."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from tests.rules.places.lattice import lattice, square

from happiness_cloud.places.rules.boundaries import Tolerance, check
from happiness_cloud.places.rules.features import Fault, Feature, Finding
from happiness_cloud.places.rules.metres import area_m2
from happiness_cloud.places.terms import SENTENCES, Severity

COMMUNITY = "990106001001"
BLOCK = square(114.30, 30.60, 0.02)


def area(index: int, code: str | None, shape: shapely.Geometry | None, **more: Any) -> Feature:
    return Feature(index, code, more.get("name", ""), more.get("parent"), shape, more.get("faults", ()))


def grids(*shapes: shapely.Geometry) -> list[Feature]:
    return [area(row, f"{COMMUNITY}{row + 1:03d}", shape) for row, shape in enumerate(shapes)]


def quarters() -> list[shapely.Polygon]:
    return [square(114.30 + dx, 30.60 + dy) for dx in (0, 0.01) for dy in (0, 0.01)]


def found(features: list[Feature], **more: Any) -> list[Finding]:
    """The findings; each must have a sentence that its facts fill."""
    findings = check(features, more.pop("known", {COMMUNITY: BLOCK}), **more)
    for finding in findings:
        assert "%(" not in str(SENTENCES[finding.problem] % finding.facts)
    return findings


def problems(findings: list[Finding]) -> list[tuple[int, str]]:
    return [(finding.feature_index, finding.problem.removeprefix("places.")) for finding in findings]


def test_grids_that_cover_their_community_have_nothing_against_them() -> None:
    assert found(grids(*quarters())) == []


def test_a_wobbling_town_in_one_file_with_its_parents_is_clean() -> None:
    town = lattice(8)
    rows = shapely.union_all([shape for path, shape in town])
    features = [area(0, "990106", rows), area(1, "990106001", rows)]
    for row in range(8):
        belt = shapely.union_all([shape for path, shape in town if path.split("/")[3] == f"{row + 1:03d}"])
        features.append(area(len(features), f"990106001{row + 1:03d}", belt))
    for path, shape in town:
        features.append(area(len(features), path.replace("/", ""), shape))
    assert found(features, known={}) == []


def test_an_overlap_is_told_to_both_with_its_size_and_place() -> None:
    one, two, three, four = quarters()
    wide = shapely.box(114.2999999, 30.60, 114.3101, 30.61) & BLOCK
    findings = found(grids(wide, two, three, four))
    assert problems(findings) == [(0, "overlap"), (2, "overlap")]
    shared = wide & three
    for finding, other in zip(findings, (f"{COMMUNITY}003", f"{COMMUNITY}001"), strict=True):
        assert finding.severity is Severity.ERROR
        assert finding.facts["other"] == other
        assert finding.facts["area_m2"] == pytest.approx(area_m2(shared), abs=0.1)
        assert shared.covers(shapely.Point(finding.facts["lon"], finding.facts["lat"]))
    assert one.is_valid


def test_a_gap_is_told_to_the_parent_with_its_size_and_place() -> None:
    findings = found(grids(*quarters()[:3]))
    assert problems(findings) == [(-1, "gap")]
    assert findings[0].code == COMMUNITY
    assert findings[0].facts["area_m2"] == pytest.approx(area_m2(quarters()[3]), rel=1e-6)
    assert quarters()[3].covers(shapely.Point(findings[0].facts["lon"], findings[0].facts["lat"]))
    in_file = [*grids(*quarters()[:3]), area(3, COMMUNITY, BLOCK, parent="990106001")]
    assert (3, "gap") in problems(found(in_file))


def test_each_separate_gap_is_its_own_finding() -> None:
    first, _second, _third, fourth = quarters()
    assert problems(found(grids(first, fourth))) == [(-1, "gap"), (-1, "gap")]


def test_what_lies_outside_the_parent_is_told_with_its_share() -> None:
    one, two, three, _four = quarters()
    out = shapely.box(114.31, 30.61, 114.33, 30.62)
    findings = found(grids(one, two, three, out))
    assert problems(findings) == [(3, "outside_parent")]
    facts = findings[0].facts
    assert facts["share"] == pytest.approx(50, abs=0.01)
    assert facts["lon"] > 114.32
    assert facts["parent"] == COMMUNITY


def test_slivers_are_let_pass_small_faults_warned_of_and_large_ones_refused() -> None:
    one, two, three, four = quarters()
    # 0.01° of border is about 1,109 m: the three widths make about 0.1, 11 and 110 m².
    for width, severity in ((1e-9, None), (1e-7, Severity.WARNING), (1e-6, Severity.ERROR)):
        wide = shapely.box(114.30, 30.60, 114.31 + width, 30.61)
        findings = found(grids(wide, two, three, four))
        assert {finding.severity for finding in findings} == ({severity} if severity else set())
    strict = Tolerance(ignore_m2=0.01, warn_m2=0.01)
    wide = shapely.box(114.30, 30.60, 114.31 + 1e-9, 30.61)
    assert problems(found(grids(wide, two, three, four), tolerance=strict)) == [
        (0, "overlap"),
        (2, "overlap"),
    ]
    assert one.is_valid


def test_an_outline_that_crosses_itself_is_shown_where() -> None:
    bow = shapely.Polygon([(114.30, 30.60), (114.31, 30.61), (114.31, 30.60), (114.30, 30.61)])
    findings = found(grids(bow))
    assert problems(findings) == [(0, "self_crossing")]
    assert findings[0].facts == {"lon": pytest.approx(114.305), "lat": pytest.approx(30.605)}


def test_each_way_to_be_invalid_has_its_name() -> None:
    hole = square(114.35, 30.60)
    outside = shapely.Polygon(square(114.30, 30.60).exterior, [hole.exterior])
    nested = shapely.MultiPolygon([BLOCK, square(114.305, 30.605, 0.002)])
    cut = shapely.Polygon(
        BLOCK.exterior, [[(114.30, 30.61), (114.31, 30.62), (114.32, 30.61), (114.31, 30.60)]]
    )
    known = {COMMUNITY: shapely.box(114, 30, 115, 31)}
    for shape, problem in ((outside, "hole_outside"), (nested, "parts_nested"), (cut, "interior_cut")):
        assert problems(found(grids(shape), known=known)) == [(0, problem)]


def test_an_error_in_one_shape_has_no_echo_in_the_others() -> None:
    bow = shapely.Polygon([(114.30, 30.60), (114.31, 30.61), (114.31, 30.60), (114.30, 30.61)])
    _one, two, three, four = quarters()
    assert problems(found(grids(bow, two, three, four))) == [(0, "self_crossing")]


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (shapely.Point(114.3, 30.6), "wrong_type"),
        (shapely.LineString([(114.3, 30.6), (114.4, 30.6)]), "wrong_type"),
        (shapely.Polygon(), "shape_empty"),
        (None, "shape_empty"),
        (shapely.box(30.60, 114.30, 30.61, 114.31), "point_swapped"),
        (shapely.box(500, 30.60, 501, 30.61), "point_impossible"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_area_is_named(shape: shapely.Geometry | None, problem: str) -> None:
    assert problems(found(grids(shape), known={COMMUNITY: BLOCK})) == [(0, problem)]


def test_a_fault_the_reader_saw_is_an_error_of_the_feature() -> None:
    one, *others = quarters()
    features = grids(one, *others)
    features[0] = area(
        0, features[0].code, one, faults=(Fault("places.ring_open", {"lon": 114.3, "lat": 30.6}),)
    )
    assert problems(found(features)) == [(0, "ring_open")]


def test_two_parts_are_a_warning_only() -> None:
    one, two, three, four = quarters()
    findings = found(grids(shapely.MultiPolygon([one, four]), two, three))
    assert problems(findings) == [(0, "many_parts")]
    assert findings[0].severity is Severity.WARNING
    assert findings[0].facts == {"parts": 2}


def test_a_code_used_twice_is_named_with_its_first_use_and_only_so() -> None:
    features = [*grids(*quarters()), area(4, f"{COMMUNITY}002", quarters()[1])]
    findings = [one for one in found(features) if one.problem != "places.gap"]
    assert problems(findings) == [(4, "code_repeated")]
    assert findings[0].facts == {"value": f"{COMMUNITY}002", "first": 2}


def test_missing_and_broken_codes_are_named() -> None:
    features = [
        area(0, None, square(114.30, 30.60)),
        area(1, "9901", square(114.40, 30.60)),
        area(2, "990106", square(114.50, 30.60)),
    ]
    assert problems(found(features)) == [(0, "code_missing"), (1, "code_malformed")]


def test_a_parent_that_nobody_knows_or_that_the_code_denies_is_named() -> None:
    features = [
        area(0, "990106", BLOCK),
        area(1, "990106001", square(114.30, 30.60), parent="990106"),
        area(2, "990107001", square(114.31, 30.60)),
        area(3, "990106003", square(114.30, 30.61), parent="990107"),
    ]
    findings = [one for one in found(features, known={}) if one.problem != "places.gap"]
    assert problems(findings) == [(2, "parent_unknown"), (3, "parent_mismatch"), (3, "parent_unknown")]


def test_areas_that_are_each_others_parents_are_named() -> None:
    features = [
        area(0, "A", BLOCK, parent="B"),
        area(1, "B", BLOCK, parent="A"),
        area(2, "C", BLOCK, parent="C"),
        area(3, "D", square(114.30, 30.60), parent="A"),
    ]
    circles = [one for one in found(features, national_codes=False) if one.problem == "places.parent_circle"]
    assert problems(circles) == [(0, "parent_circle"), (1, "parent_circle"), (2, "parent_circle")]


def test_without_national_codes_any_text_is_a_code_and_stands_alone() -> None:
    ring = [square(114.30 + dx / 100, 30.60 + dy / 100) for dx in range(3) for dy in range(3)]
    features = [area(row, f"ward {row}", shape) for row, shape in enumerate(ring)]
    assert found(features, known={}, national_codes=False) == []
    findings = found([one for one in features if one.index != 4], known={}, national_codes=False)
    assert [finding.problem for finding in findings] == ["places.enclosed_gap"]
    assert findings[0].severity is Severity.WARNING
    assert ring[4].covers(shapely.Point(findings[0].facts["lon"], findings[0].facts["lat"]))


def test_a_lake_that_one_area_leaves_out_is_its_own_affair() -> None:
    lake = BLOCK - square(114.305, 30.605, 0.003)
    assert found([area(0, "shore", lake)], known={}, national_codes=False) == []


def test_nothing_is_wrong_with_nothing() -> None:
    assert check([]) == []
