"""Reading GeoJSON: what comes out, and what a broken file is told."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import shapely

from happiness_cloud.kernel.errors import Invalid
from happiness_cloud.places.rules.boundaries import check
from happiness_cloud.places.rules.datum import from_wgs84
from happiness_cloud.places.rules.features import Feature
from happiness_cloud.places.rules.geojson import Names, read
from happiness_cloud.places.rules.json_stream import JsonStream
from happiness_cloud.places.terms import SENTENCES, Datum

RING = [[114.30, 30.60], [114.31, 30.60], [114.31, 30.61], [114.30, 30.61], [114.30, 30.60]]


def feature(ring: Any = RING, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": "990106", "name": "云湖区", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def taken(raw: bytes, **more: Any) -> list[Feature]:
    return list(read(io.BytesIO(raw), **more))


def refusal(raw: bytes, **more: Any) -> Invalid:
    with pytest.raises(Invalid) as refused:
        taken(raw, **more)
    said = refused.value
    assert "%(" not in str(SENTENCES[said.code] % said.facts)
    return said


def test_a_feature_comes_out_with_code_name_parent_and_shape() -> None:
    one, two = taken(collection(feature(parent="99"), feature(code=990107.0, name=None)))
    assert (one.index, one.code, one.name, one.parent, one.faults) == (0, "990106", "云湖区", "99", ())
    assert one.geometry == shapely.Polygon(RING)
    assert (two.index, two.code, two.name, two.parent) == (1, "990107", "", None)


def test_a_single_feature_and_members_in_any_order_are_read() -> None:
    assert len(taken(json.dumps(feature()).encode())) == 1
    late = b'\xef\xbb\xbf {"crs": {"a": [1, 2]}, "n": 12 ,\n"features": [' + json.dumps(feature()).encode()
    assert len(taken(late + b'\n] , "type": "FeatureCollection" }\n')) == 1


def test_properties_are_mapped_by_name_and_by_path() -> None:
    names = Names(code="BoroCD", name="labels.zh", parent="parent.adcode")
    raw = collection(feature(BoroCD=311, labels={"zh": "湖"}, parent={"adcode": 990100}))
    one = taken(raw, names=names)[0]
    assert (one.code, one.name, one.parent) == ("311", "湖", "990100")
    nothing = taken(raw, names=Names(code="absent", name="", parent="labels.zh.deeper"))[0]
    assert (nothing.code, nothing.name, nothing.parent) == (None, "", None)
    assert refusal(raw, names=Names(code="labels")).facts == {"feature": 1, "property": "labels"}


def test_heights_are_dropped_and_holes_and_parts_kept() -> None:
    high = [[lon, lat, 23.5] for lon, lat in RING]
    assert taken(collection(feature(high)))[0].geometry == shapely.Polygon(RING)
    hole = [[114.302, 30.602], [114.302, 30.604], [114.304, 30.604], [114.302, 30.602]]
    many = feature()
    many["geometry"] = {
        "type": "MultiPolygon",
        "coordinates": [[RING, hole], [[[x + 1, y] for x, y in RING]]],
    }
    shape = taken(collection(many))[0].geometry
    assert shape is not None
    assert shapely.get_num_geometries(shape) == 2
    assert len(shape.geoms[0].interiors) == 1


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_another_datum_is_converted_once_on_the_way_in(datum: Datum) -> None:
    moved = [list(from_wgs84(lon, lat, datum)) for lon, lat in RING]
    shape = taken(collection(feature(moved)), datum=datum)[0].geometry
    assert shape is not None
    assert shapely.equals_exact(shape, shapely.Polygon(RING), tolerance=1e-9)


@pytest.mark.parametrize(
    ("geometry", "problem"),
    [
        ({"type": "Polygon", "coordinates": [RING[:-1]]}, "ring_open"),
        ({"type": "Polygon", "coordinates": [[RING[0], RING[1], RING[0]]]}, "ring_too_short"),
        ({"type": "Polygon", "coordinates": []}, "shape_empty"),
        ({"type": "MultiPolygon", "coordinates": []}, "shape_empty"),
        ({"type": "Polygon", "coordinates": [[]]}, "shape_empty"),
        ({"type": "Point", "coordinates": [114.3, 30.6]}, "wrong_type"),
        ({"type": "GeometryCollection", "geometries": []}, "wrong_type"),
        ({"type": "Polygon", "coordinates": [[[lat, lon] for lon, lat in RING]]}, "point_swapped"),
        ({"type": "Polygon", "coordinates": [[[4e7, 3e6], [4e7, 4e6], [5e7, 4e6], [4e7, 3e6]]]}, "point_impossible"),
    ],
)  # fmt: skip
def test_a_shape_with_a_fault_stays_in_the_file_and_is_reported_for_its_feature(
    geometry: dict[str, Any], problem: str
) -> None:
    features = taken(collection(feature(), {**feature(code="990107"), "geometry": geometry}))
    assert [fault.problem for fault in features[1].faults] == [f"places.{problem}"]
    findings = check(features)
    assert [(one.feature_index, one.problem) for one in findings] == [(1, f"places.{problem}")]
    assert "%(" not in str(SENTENCES[findings[0].problem] % findings[0].facts)


@pytest.mark.parametrize(
    "coordinates",
    [None, "x", 7, [7], [[7]], [["x"]], [[[1]]], [[["1", "2"]]], [[[True, 1]]], [{}], [[{}]], [[[None, 1]]]],
)
def test_coordinates_that_cannot_be_read_name_the_feature(coordinates: Any) -> None:
    broken = {**feature(), "geometry": {"type": "Polygon", "coordinates": coordinates}}
    said = refusal(collection(feature(), broken))
    assert (said.code, said.facts) == ("places.bad_geometry", {"feature": 2})


@pytest.mark.parametrize("geometry", [{}, [], "Polygon", {"type": "Circle", "coordinates": [1]}])
def test_a_geometry_of_no_known_kind_names_the_feature(geometry: Any) -> None:
    said = refusal(collection({**feature(), "geometry": geometry}))
    assert (said.code, said.facts) == ("places.bad_geometry", {"feature": 1})


def test_a_feature_without_geometry_is_named() -> None:
    assert refusal(collection(feature(), {**feature(), "geometry": None})).code == "places.no_geometry"
    bare = {"type": "Feature", "properties": {}}
    assert refusal(collection(feature(), bare)).facts == {"feature": 2}


@pytest.mark.parametrize("item", [7, None, [], {}, {"type": "Polygon"}, {"type": "Feature", "properties": 3}])
def test_an_item_that_is_no_feature_is_named(item: Any) -> None:
    said = refusal(collection(feature(), feature(), item))
    assert (said.code, said.facts) == ("places.not_a_feature", {"feature": 3})


@pytest.mark.parametrize(
    "raw",
    [b"[]", b"7", b'"x"', b"{}", b'{"type": "Topology", "objects": {}}', b'{"type": "FeatureCollection"}',
     b'{"features": []}', b'{"type": "FeatureCollection", "features": {}}'],
)  # fmt: skip
def test_json_that_is_not_geojson_is_told_so(raw: bytes) -> None:
    assert refusal(raw).code == "places.not_geojson"


def test_a_file_without_features_is_told_so() -> None:
    assert refusal(collection()).code == "places.no_features"


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (b'{"type": "FeatureCollection",\n "features": [\n  {"type": Feature}\n ]}', 3, 12),
        (b"{'type': 1}", 1, 2),
        (b'{"type" 1}', 1, 9),
        (b'{"type": "Feature",\n}', 2, 1),
        (b'{"type": NaN}', 1, 10),
        (b'{"x": [1 2]}', 1, 10),
        (b'{"a": 1}\n\n x', 3, 2),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 1, 7),
    ],
)
def test_broken_json_is_told_with_line_and_column(raw: bytes, line: int, column: int) -> None:
    said = refusal(raw)
    assert (said.code, said.facts["line"], said.facts["column"]) == ("places.broken_json", line, column)


def test_the_place_of_a_fault_far_into_a_long_file_is_right() -> None:
    rows = [json.dumps(feature(name=f"区{row}" * 20)) for row in range(4000)]
    rows[3210] = rows[3210].replace('"type"', '"type', 1)
    raw = ('{"type": "FeatureCollection", "features": [\n' + ",\n".join(rows) + "\n]}").encode()
    assert len(raw) > 1_000_000
    said = refusal(raw)
    assert (said.code, said.facts["line"]) == ("places.broken_json", 3212)


def test_every_way_to_cut_a_file_short_is_refused() -> None:
    raw = collection(feature(), feature())
    for end in range(len(raw)):
        assert refusal(raw[:end]).code in ("places.file_cut_short", "places.not_utf8")
    literal = b'{"a": [true, false, null, -1.5e+10, "\\u4e91"], "b": '
    assert {refusal(literal[:end]).code for end in range(len(literal))} == {"places.file_cut_short"}
    assert refusal(b"").code == "places.file_cut_short"
    assert refusal(raw[:100]).code == "places.file_cut_short"


def test_a_file_in_another_encoding_is_told_where() -> None:
    raw = json.dumps(feature(name="云湖区"), ensure_ascii=False).encode("gbk")
    said = refusal(raw)
    assert (said.code, said.facts["byte"]) == ("places.not_utf8", raw.index("云".encode("gbk")))


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b" " * size

    source = Endless()
    with pytest.raises(Invalid) as refused:
        list(read(source, max_bytes=1_000_000))
    assert refused.value.code == "places.file_too_big"
    assert refused.value.facts["limit_mb"] == 1
    assert source.given < 1_200_000


def test_features_are_read_one_by_one_and_not_the_whole_file_first() -> None:
    source = io.BytesIO(collection(*[feature()] * 2000))
    features = read(source)
    assert next(features).index == 0
    assert source.tell() < 200_000
    assert sum(1 for _one in features) == 1999


def test_pieces_that_end_in_the_middle_of_anything_are_joined() -> None:
    class OneByOne(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(1)

    value = {"type": "Feature", "n": 12345, "x": -1.5e10, "t": [True, None, '云\\"'], "s": "é"}
    stream = JsonStream(OneByOne(json.dumps(value, ensure_ascii=False).encode()), 10_000)
    got = {}
    for key in stream.members():
        got[key] = stream.value()
    stream.end()
    assert got == value
    assert JsonStream(OneByOne(b" 123 "), 100).value() == 123
    assert JsonStream(OneByOne(b"123"), 100).value() == 123
