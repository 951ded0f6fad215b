"""JSON of every build as flat tables."""

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reader_checks import cells, codes

from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, UnknownTable
from pia_toolkit.readers.json_documents import characters as json_text
from pia_toolkit.readers.json_documents import stream as json_stream
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read


def tables(folder, content, name="t.json", options=None):
    text = content if isinstance(content, (str, bytes)) else json.dumps(content, ensure_ascii=False)
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return read(folder / name, options)


RECORDS = [
    {"id": 1, "name": "anna", "home": {"street": "A 1", "geo": {"lat": 1.50}}},
    {"id": 2, "ok": True, "home": None},
]
COLUMNS = ("id", "name", "home.street", "home.geo.lat", "ok")
ROWS = [["1", "anna", "A 1", "1.5", None], ["2", None, None, None, "true"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
@pytest.mark.parametrize("indent", [None, 2])
def test_arrays_of_records(tmp_path, encoding, indent):
    (table,) = tables(tmp_path, json.dumps(RECORDS, indent=indent).encode(encoding))
    assert table.columns == COLUMNS
    assert cells(table) == ROWS
    assert cells(table, ["ok", "id"]) == [[None, "1"], ["true", "2"]]


@pytest.mark.parametrize("name", ["t.jsonl", "t.ndjson", "t.json"])
@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n", ""])
def test_one_record_a_line(tmp_path, name, between):
    (table,) = tables(tmp_path, between.join(json.dumps(record) for record in RECORDS), name)
    assert cells(table) == ROWS


def test_numbers_stay_as_they_stand(tmp_path):
    (table,) = tables(
        tmp_path, '[{"n": 1.500, "m": 4930123456789, "k": 1e5, "z": -0, "long": 123456789012345678901234567890}]'
    )
    assert cells(table) == [["1.500", "4930123456789", "1e5", "-0", "123456789012345678901234567890"]]


def test_what_repeats_becomes_a_table_of_its_own(tmp_path):
    people = [
        {
            "id": 1,
            "phones": [{"kind": "home", "n": "1"}, {"kind": "work", "n": "2", "calls": [{"to": "x"}]}],
            "tags": ["a", "b"],
        },
        {"id": 2, "phones": [], "tags": ["c"]},
    ]
    found = {table.name: table for table in tables(tmp_path, people)}
    assert set(found) == {"t", "t - phones[]", "t - phones[].calls[]", "t - tags[]"}
    assert cells(found["t"]) == [["1"], ["2"]]
    assert found["t - phones[]"].columns == ("id", "phones[].kind", "phones[].n")
    assert cells(found["t - phones[]"]) == [["1", "home", "1"], ["1", "work", "2"]]
    assert found["t - phones[].calls[]"].columns == ("id", "phones[].row", "phones[].calls[].to")
    assert cells(found["t - phones[].calls[]"]) == [["1", "2", "x"]]
    assert cells(found["t - tags[]"]) == [["1", "a"], ["1", "b"], ["2", "c"]]
    assert codes(found["t - tags[]"])["repeated-records"] == {"records": "tags[]"}
    (chosen,) = tables(tmp_path, people, options=ReadOptions(sheet="tags[]"))
    assert chosen.name == "t - tags[]"
    with pytest.raises(UnknownTable):
        tables(tmp_path, people, options=ReadOptions(sheet="cars[]"))


def test_an_object_around_the_records(tmp_path):
    first, second = tables(tmp_path, {"made": "2024", "records": RECORDS})
    assert (first.name, first.columns, cells(first)) == ("t", COLUMNS, ROWS)
    assert codes(first)["records-found-under"] == {"records": "records[]"}
    assert (second.name, second.columns, cells(second)) == ("t - collection", ("made",), [["2024"]])
    assert "beside-the-records" in codes(second)


def test_names_that_are_data_become_cells(tmp_path):
    lookup = {"anna@example.org": {"age": 5}, "ben@example.org": {"age": 6}}
    for content, way in ((lookup, "{}"), ({"people": lookup}, "people{}")):
        (table,) = tables(tmp_path, content)
        assert table.columns == (way, f"{way}.age")
        assert cells(table) == [["anna@example.org", "5"], ["ben@example.org", "6"]]
        assert "anna" not in repr(table)
    same = {name: {"street": "A", "n": 1} for name in ("home", "work", "other")}
    (table,) = tables(tmp_path, [{"places": same}])
    assert table.columns == ("row", "places{}", "places{}.street", "places{}.n")
    assert cells(table) == [["1", "home", "A", "1"], ["1", "work", "A", "1"], ["1", "other", "A", "1"]]


def test_rows_as_lists(tmp_path):
    (table,) = tables(tmp_path, [["a", 1], ["b", 2]])
    assert (table.columns, cells(table)) == (("column-1", "column-2"), [["a", "1"], ["b", "2"]])
    (table,) = tables(tmp_path, {"data": [["a", 1], ["b", 2]]})
    assert (table.columns, cells(table)) == (("column-1", "column-2"), [["a", "1"], ["b", "2"]])
    (table,) = tables(tmp_path, ["a", "b"])
    assert (table.columns, cells(table)) == (("value",), [["a"], ["b"]])


@pytest.mark.parametrize("text", ['[{"name": "a", "name": "b"}]', '[{"x": {"y": "a"}, "x.y": "b"}]'])
def test_members_that_share_a_name_are_both_read(tmp_path, text):
    (table,) = tables(tmp_path, text)
    assert cells(table) == [["a", "b"]]


def test_what_a_geojson_file_says_beside_its_features_is_read(tmp_path):
    feature = {"type": "Feature", "id": "f1", "by": "anna", "properties": {"id": "p1"}, "geometry": None}
    first, second = tables(tmp_path, {"type": "FeatureCollection", "contact": "ben", "features": [feature]})
    assert (first.columns, cells(first)) == (("id", "by", "id-2"), [["f1", "anna", "p1"]])
    assert (second.name, cells(second)) == ("t - collection", [["ben"]])


FEATURES = {
    "type": "FeatureCollection",
    "name": "lamps",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    "features": [
        {
            "type": "Feature",
            "id": 7,
            "properties": {"kind": "lamp", "by": {"name": "anna"}},
            "geometry": {"type": "Point", "coordinates": [13.4, 52.5]},
        },
        {
            "type": "Feature",
            "properties": {"kind": "way"},
            "geometry": {"type": "LineString", "coordinates": [[13.1, 52.1], [13.2, 52.2]]},
        },
        {
            "type": "Feature",
            "properties": {"kind": "area"},
            "geometry": {"type": "MultiPolygon", "coordinates": [[[[9.5, 51.5], [1, 2]]]]},
        },
        {
            "type": "Feature",
            "properties": {"kind": "many"},
            "geometry": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
        },
        {"type": "Feature", "properties": None, "geometry": None},
    ],
}


@pytest.mark.parametrize("form", ["collection", "lines"])
def test_geojson(tmp_path, form):
    content = FEATURES if form == "collection" else "\n".join(json.dumps(feature) for feature in FEATURES["features"])
    (table,) = tables(tmp_path, content, "t.geojson")
    place = ("type", "longitude", "latitude", "points", "end.longitude", "end.latitude")
    assert table.columns == ("id", "kind", "by.name", *(f"geometry.{part}" for part in place))
    assert cells(table) == [
        ["7", "lamp", "anna", "Point", "13.4", "52.5", None, None, None],
        [None, "way", None, "LineString", "13.1", "52.1", "2", "13.2", "52.2"],
        [None, "area", None, "MultiPolygon", "9.5", "51.5", "2", None, None],
        [None, "many", None, "GeometryCollection", "1", "2", None, None, None],
        [None] * 9,
    ]
    assert codes(table)["first-points-only"] == {"count": 3}


@pytest.mark.parametrize("content", [FEATURES, {"made": "2024", "records": RECORDS}, RECORDS])
def test_long_documents_read_the_same_in_small_pieces(tmp_path, monkeypatch, content):
    whole = [(table.columns, cells(table)) for table in tables(tmp_path, content)]
    monkeypatch.setattr(json_text, "_CHUNK", 16)
    monkeypatch.setattr(json_stream, "_WHOLE_OBJECT", 64)
    pieces = [(table.columns, cells(table)) for table in tables(tmp_path, content)]
    assert sorted(whole) == sorted(pieces)


def test_names_that_are_data_stay_cells_in_long_documents(tmp_path, monkeypatch):
    monkeypatch.setattr(json_text, "_CHUNK", 16)
    monkeypatch.setattr(json_stream, "_WHOLE_OBJECT", 8)
    lookup = {"anna@example.org": [{"n": 1}, {"n": 2}], "ben@example.org": {"n": 3}, "eva@example.org": 4}
    (table,) = tables(tmp_path, lookup)
    assert table.columns == ("{}", "{}.n", "{}-2")
    assert [row[0] for row in cells(table)] == ["anna@example.org"] * 2 + ["ben@example.org", "eva@example.org"]
    assert "anna" not in repr(table)


SCALAR = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=6)
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab{}[].", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.text("xyz", min_size=1, max_size=2), VALUE, max_size=3), min_size=1, max_size=4))
def test_every_text_reaches_some_cell(tmp_path, records):
    def leaves(value):
        if isinstance(value, dict):
            return [leaf for item in value.values() for leaf in leaves(item)]
        if isinstance(value, list):
            return [leaf for item in value for leaf in leaves(item)]
        if isinstance(value, bool):
            return ["true" if value else "false"]
        return [str(value)] if value not in {None, ""} else []

    expected = sorted(leaf for record in records for leaf in leaves(record))
    try:
        found = tables(tmp_path, records)
    except FileEmpty:
        assert not expected
        return
    held = Counter(cell for table in found for row in cells(table) for cell in row if cell is not None)
    assert not Counter(expected) - held


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": 1}, {"id": CANARY}]',
        '[{"id": 1}, {"id": 2',
        '{"id": 1',
        '[{"id": 1} {"id": 2}]',
        '{"a": 1}, {"a": 2}',
        '[{"id": "CANARY\n',
    ],
)
def test_broken_json_is_damaged(tmp_path, text):
    with pytest.raises(FileDamaged) as caught:
        tables(tmp_path, text)
    assert "CANARY" not in str(caught.value)


def test_limits(tmp_path):
    with pytest.raises(LimitExceeded):
        tables(tmp_path, "[" * 100_000)
    with pytest.raises(LimitExceeded):
        tables(tmp_path, '{"a":' * 200 + "1" + "}" * 200)
    with pytest.raises(LimitExceeded):
        tables(tmp_path, [{f"k{n}x": n for n in range(50)}], options=ReadOptions(limits=Limits(columns=40)))
    with pytest.raises(LimitExceeded):
        tables(tmp_path, '["' + "x" * 10_000_000, options=ReadOptions(limits=Limits(document_bytes=1000)))
    for nothing in ("[]", "{}", "[{}]", "null", "   "):
        with pytest.raises(FileEmpty):
            tables(tmp_path, nothing)
