"""City feeds and other nested JSON: lists of records in wrappers, links to the record around, hostile texts."""

import io
import json
import re
import zipfile
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reader_checks import cells, codes

from pia_toolkit.errors import FileDamaged, FileEmpty, JsonBroken, LimitExceeded, NotWhatItSays, WebPage
from pia_toolkit.i18n import words
from pia_toolkit.readers.json_documents import characters as json_text
from pia_toolkit.readers.json_documents import outline as json_outline
from pia_toolkit.readers.json_documents import stream as json_stream
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read


def tables(folder, content, name="t.json", options=None):
    text = content if isinstance(content, (str, bytes)) else json.dumps(content, ensure_ascii=False)
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return {table.name: table for table in read(folder / name, options)}


GBFS = {
    "last_updated": 1700000000,
    "ttl": 60,
    "version": "2.3",
    "data": {
        "bikes": [
            {"bike_id": "a1", "lat": 52.10, "lon": 13.4, "is_reserved": False, "is_disabled": False},
            {"bike_id": "a2", "lat": 52.2, "lon": 13.5, "is_reserved": True, "rental_uris": {"web": "https://x"}},
        ]
    },
}
POINT = {"type": "Point", "coordinates": [13.401, 52.502]}
MDS = {
    "version": "1.2.0",
    "data": {
        "trips": [
            {
                "provider_id": "p",
                "device_id": "d1",
                "trip_id": "t1",
                "route": {
                    "type": "FeatureCollection",
                    "features": [{"type": "Feature", "properties": {"timestamp": 7}, "geometry": POINT}] * 2,
                },
            },
            {"provider_id": "p", "device_id": "d1", "trip_id": "t2", "route": {"type": "FeatureCollection"}},
        ]
    },
}


def test_gbfs(tmp_path):
    found = tables(tmp_path, GBFS)
    assert list(found) == ["t", "t - collection"]
    bikes = found["t"]
    assert bikes.columns == ("bike_id", "lat", "lon", "is_reserved", "is_disabled", "rental_uris.web")
    assert cells(bikes)[0] == ["a1", "52.1", "13.4", "false", "false", None]
    assert codes(bikes)["records-found-under"] == {"records": "data.bikes[]"}
    assert found["t - collection"].columns == ("last_updated", "ttl", "version")
    assert cells(found["t - collection"]) == [["1700000000", "60", "2.3"]]


def test_mds_points_of_a_trip_keep_its_number(tmp_path):
    found = tables(tmp_path, MDS)
    assert cells(found["t"], ["trip_id"]) == [["t1"], ["t2"]]
    points = found["t - route.features[]"]
    assert points.columns[0] == "trip_id"
    place = [name for name in points.columns if name.endswith(("timestamp", "longitude", "latitude"))]
    assert cells(points, ["trip_id", *place]) == [["t1", "7", "13.401", "52.502"]] * 2


def test_a_record_without_an_id_is_named_by_its_number_at_every_level(tmp_path):
    records = [{"a": 1, "xs": [{"y": 1, "zs": [{"w": 5}]}]}, {"a": 2, "xs": [{"y": 2, "zs": [{"w": 6}, {"w": 7}]}]}]
    found = tables(tmp_path, records)
    assert found["t - xs[].zs[]"].columns == ("row", "xs[].row", "xs[].zs[].w")
    assert cells(found["t - xs[].zs[]"]) == [["1", "1", "5"], ["2", "2", "6"], ["2", "2", "7"]]


@pytest.mark.parametrize(
    ("record", "link"),
    [
        ({"id": "7", "user_id": "u"}, "id"),
        ({"ocid": "o-1"}, "ocid"),
        ({"provider_id": "p", "vehicle_id": "v"}, "vehicle_id"),
        ({"providerId": "p", "vehicleId": "v"}, "vehicleId"),
        ({"card_id": "c"}, "card_id"),
        ({"card_id": "c", "user_id": "u"}, "row"),
        ({"paid": "yes"}, "row"),
    ],
)
def test_which_member_names_a_record(tmp_path, record, link):
    found = tables(tmp_path, {"vehicles": [record | {"tags": ["x"]}]})
    assert found["t - tags[]"].columns == (link, "tags[]")


def test_gtfs_realtime_and_sensorthings(tmp_path):
    update = {"trip": {"tripId": "T"}, "stopTimeUpdate": [{"stopId": "S1"}, {"stopId": "S2"}]}
    found = tables(tmp_path, {"header": {"timestamp": "1"}, "entity": [{"id": "e", "tripUpdate": update}]})
    assert cells(found["t - tripUpdate.stopTimeUpdate[]"]) == [["e", "S1"], ["e", "S2"]]
    observations = [{"result": 3.10, "@iot.id": 9}, {"result": 4, "@iot.id": 10}]
    thing = {"@iot.id": 1, "name": "n", "Datastreams": [{"@iot.id": 7, "Observations": observations}]}
    found = tables(tmp_path, json.dumps({"@iot.count": 1, "value": [thing]}).replace("3.1,", "3.10,"))
    assert found["t"].columns == ("@iot.id", "name")
    inner = found["t - Datastreams[].Observations[]"]
    assert cells(inner) == [["1", "7", "3.10", "9"], ["1", "7", "4", "10"]]


def test_ocds_releases_and_records(tmp_path):
    parties = [{"id": "P1", "name": "x"}, {"id": "P2", "name": "y"}]
    release = {"ocid": "o", "id": "r1", "tag": ["tender"], "parties": parties}
    found = tables(tmp_path, {"uri": "u", "publisher": {"name": "city"}, "releases": [release]})
    assert cells(found["t - parties[]"]) == [["r1", "P1", "x"], ["r1", "P2", "y"]]
    assert cells(found["t - collection"]) == [["u", "city"]]
    found = tables(tmp_path, {"uri": "u", "packages": ["p"], "records": [{"ocid": "o", "releases": [release]}]})
    assert cells(found["t - releases[].parties[]"])[1] == ["o", "r1", "P2", "y"]


def test_socrata_columns_are_called_as_its_metadata_says(tmp_path):
    columns = [
        {"id": -1, "name": "sid"},
        {"id": 5, "name": "Requester"},
        {"id": 6, "name": "Never filled"},
        {"id": 7, "name": "Place", "subColumnTypes": ["human_address", "latitude", "longitude"]},
    ]
    document = {
        "meta": {"view": {"name": "v", "owner": {"displayName": "o"}, "columns": columns}},
        "data": [["r1", "a", None, ["s", "1.5", "2.5"]], ["r2", None, None, [None, "1.6", "2.6"]]],
    }
    rows = tables(tmp_path, document)["t"]
    assert rows.columns == ("sid", "Requester", "Place.human_address", "Place.latitude", "Place.longitude")
    assert cells(rows) == [["r1", "a", "s", "1.5", "2.5"], ["r2", None, None, "1.6", "2.6"]]


def test_portals_records_beside_their_description(tmp_path):
    fields = [{"id": "_id", "type": "int"}, {"id": "n", "type": "text"}]
    found = tables(tmp_path, {"success": True, "result": {"fields": fields, "records": [{"_id": 1, "n": "a"}]}})
    assert cells(found["t"]) == [["1", "a"]]
    assert set(found) == {"t", "t - result.fields[]", "t - collection"}
    features = [{"attributes": {"OBJECTID": 1, "OWNER": "a"}, "geometry": {"x": 1.5, "y": 2.5}}]
    found = tables(tmp_path, {"fields": [{"name": "OBJECTID"}], "features": features})
    assert found["t"].columns == ("attributes.OBJECTID", "attributes.OWNER", "geometry.x", "geometry.y")
    line = [{"attributes": {"id": 1}, "geometry": {"paths": [[[1, 2], [3, 4]]], "spatialReference": {"wkid": 4326}}}]
    assert cells(tables(tmp_path, {"features": line})["t"]) == [["1", "1", "2", "4326"]]
    records = [{"recordid": "r", "fields": {"place": [48.85, 2.35]}}]
    found = tables(tmp_path, {"nhits": 1, "records": records, "facet_groups": [{"name": "f"}]})
    assert found["t"].columns == ("recordid", "fields.place.1", "fields.place.2")


@pytest.mark.parametrize(
    "content",
    [
        {"name": ["a", "b"], "n": [1, 2]},
        {"name": {"0": "a", "1": "b"}, "n": {"0": 1, "1": 2}},
        {"columns": ["name", "n"], "index": [0, 1], "data": [["a", 1], ["b", 2]]},
        {
            "schema": {"fields": [{"name": "name"}, {"name": "n"}]},
            "data": [{"name": "a", "n": 1}, {"name": "b", "n": 2}],
        },
        {"lat": 1, "hourly": {"name": ["a", "b"], "n": [1, 2]}},
        [["name", "n"], ["a", 1], ["b", 2]],
    ],
)
def test_tables_told_in_other_ways(tmp_path, content):
    table = tables(tmp_path, content)["t"]
    assert (table.columns, cells(table)) == (("name", "n"), [["a", "1"], ["b", "2"]])


def test_the_user_decides_about_a_header_row(tmp_path):
    rows = [["a", "b"], ["c", "d"]]
    table = tables(tmp_path, rows, options=ReadOptions(header=True))["t"]
    assert (table.columns, cells(table)) == (("a", "b"), [["c", "d"]])
    table = tables(tmp_path, [["name", "n"], ["a", 1]], options=ReadOptions(header=False))["t"]
    assert table.columns == ("column-1", "column-2")
    assert tables(tmp_path, [["name", "id"]])["t"].columns == ("column-1", "column-2")


@pytest.mark.parametrize("value", [[1, None, 3, 4], {"0": 1, "2": 3, "3": 4}])
def test_json_stat(tmp_path, value):
    document = {
        "class": "dataset",
        "label": "people",
        "id": ["area", "sex"],
        "size": [2, 2],
        "dimension": {
            "area": {"category": {"index": ["n", "s"], "label": {"n": "North", "s": "South"}}},
            "sex": {"category": {"index": {"f": 1, "m": 0}}},
        },
        "value": value,
    }
    table = tables(tmp_path, document)["t"]
    assert table.columns == ("area", "sex", "value")
    assert cells(table) == [["North", "m", "1"], ["South", "m", "3"], ["South", "f", "4"]]


def test_what_a_geometry_says_beside_its_points_is_read(tmp_path):
    (table,) = tables(tmp_path, [{"id": 1, "place": POINT | {"owner": "anna"}}]).values()
    assert "anna" in cells(table)[0]
    table = tables(tmp_path, [{"id": 1, "way": {"user": "anna", "points": [{"t": 1}]}}])["t"]
    assert cells(table) == [["1", "anna"]]


@pytest.mark.parametrize("content", [GBFS, MDS, {"a": 1, "b": {"c": {"rows": [{"x": 1}], "d": 2}}}])
def test_long_documents_read_the_same_in_small_pieces(tmp_path, monkeypatch, content):
    def held():
        found = tables(tmp_path, content)
        return {name: [cells(table, [column]) for column in sorted(table.columns)] for name, table in found.items()}

    whole = held()
    monkeypatch.setattr(json_text, "_CHUNK", 16)
    monkeypatch.setattr(json_stream, "_WHOLE_OBJECT", 24)
    monkeypatch.setattr(json_stream, "_SHORT_MEMBER", 8)
    monkeypatch.setattr(json_outline, "_KEPT_CELLS", 0)
    assert held() == whole


NAME = st.sampled_from(
    "a b id x_id type coordinates geometry properties features data fields columns value 0 1 size".split()
)
LEAF = st.none() | st.booleans() | st.integers() | st.sampled_from(["Feature", "FeatureCollection", "x", "é"])
DOCUMENT = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=4), max_leaves=12
)
LEFT_OUT = {"Feature", "FeatureCollection"}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENT, in_pieces=st.booleans())
def test_every_text_of_any_document_reaches_some_cell(tmp_path, monkeypatch, document, in_pieces):
    def leaves(value):
        if isinstance(value, dict):
            return [leaf for item in value.values() for leaf in leaves(item)]
        if isinstance(value, list):
            return [leaf for item in value for leaf in leaves(item)]
        return [str(value).lower() if isinstance(value, bool) else str(value)] if value is not None else []

    with monkeypatch.context() as patch:
        if in_pieces:
            patch.setattr(json_text, "_CHUNK", 8)
            patch.setattr(json_stream, "_WHOLE_OBJECT", 16)
            patch.setattr(json_stream, "_SHORT_MEMBER", 8)
            patch.setattr(json_outline, "_KEPT_CELLS", 0)
        try:
            found = tables(tmp_path, json.dumps(document))
        except (FileEmpty, NotWhatItSays):
            found = {}
        held = Counter(cell for table in found.values() for row in cells(table) for cell in row if cell is not None)
        held += Counter(
            form
            for table in found.values()
            for name in table.columns
            if "header-row" in codes(table)
            for form in {name, re.sub(r"-[0-9]+$", "", name)}  # a name that comes twice is numbered
        )
    assert not Counter(leaf for leaf in leaves(document) if leaf not in LEFT_OUT) - held


def test_snapshots_one_a_line_keep_their_lists_apart(tmp_path):
    found = tables(tmp_path, "\n".join([json.dumps(GBFS)] * 3), "t.ndjson")
    assert cells(found["t"], ["ttl"]) == [["60"]] * 3
    assert [row[0] for row in cells(found["t - data.bikes[]"])] == ["1", "1", "2", "2", "3", "3"]


def test_gtfs_archive(tmp_path):
    members = {
        "agency.txt": "\ufeffagency_id,agency_name,agency_url,agency_timezone\n1,Bus,https://x,Europe/Rome\n",
        "stops.txt": 'stop_id,stop_name,stop_lat,stop_lon\n007,"Main, corner",52.10,13.4\n008,Side,52.2,13.5\n',
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,25:01:00,25:01:00,007,1\n",
        "README.txt": "This feed is made anew every night.\nAsk for help.\n",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    found = tables(tmp_path, buffer.getvalue(), "feed.zip")
    assert {"agency", "stops", "stop_times", "README"} <= set(found)
    assert found["agency"].columns[0] == "agency_id"
    assert cells(found["stops"]) == [["007", "Main, corner", "52.10", "13.4"], ["008", "Side", "52.2", "13.5"]]
    assert cells(found["stop_times"])[0][1] == "25:01:00"


@pytest.mark.parametrize(
    "text",
    [
        ')]}\',\n[{"x": 1}]',
        'while(1);[{"x": 1}]',
        'callback({"rows": [{"x": 1}]});',
        '/**/cb([{"x": 1}])',
        'var layer_1 = [{"x": 1}];',
    ],
)
def test_what_web_services_put_around_json(tmp_path, text):
    assert cells(tables(tmp_path, text)["t"]) == [["1"]]


@pytest.mark.parametrize(
    ("text", "line", "sign", "problem"),
    [
        ('[{"a": 1},\n]', 2, 1, "trailing-comma"),
        ('{"a": 1,\n "b": 2,\n}', 3, 1, "trailing-comma"),
        ('[{"a": 1 /* one */}]', 1, 10, "json-comment"),
        ("[1,\n// two\n2]", 2, 1, "json-comment"),
        ("[{'a': 1}]", 1, 3, "single-quotes"),
        ('[{"a": 1}, {"a": "CANARY', 1, 25, "breaks-off"),
        ('{"a": [1, 2', 1, 12, "breaks-off"),
        ('[{"a": 1}\n{"a": CANARY}]', 2, 1, "not-json"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, text, line, sign, problem):
    with pytest.raises(JsonBroken) as caught:
        tables(tmp_path, text)
    error = caught.value
    assert (error.values["line"], error.values["sign"], error.values["problem"]) == (line, sign, problem)
    for language in ("en", "zh"):
        message = words(language).error(error)
        assert problem not in message.what
        assert "CANARY" not in message.what + message.next


def test_places_are_told_far_into_a_text(tmp_path, monkeypatch):
    monkeypatch.setattr(json_text, "_CHUNK", 16)
    text = "[\n" + "".join(f'{{"a": {n}}},\n' for n in range(40)) + "{bad}]"
    with pytest.raises(JsonBroken) as caught:
        tables(tmp_path, text)
    assert (caught.value.values["line"], caught.value.values["sign"]) == (42, 2)


@pytest.mark.parametrize("name", ["t.json", "t.geojson", "t.csv"])
def test_a_web_page_instead_of_data(tmp_path, name):
    with pytest.raises(WebPage) as caught:
        tables(tmp_path, "<!DOCTYPE html><html><body>Error 502</body></html>", name)
    assert all(words(language).error(caught.value).next for language in ("en", "zh"))
    assert isinstance(caught.value, NotWhatItSays)
    with pytest.raises(NotWhatItSays):
        tables(tmp_path, "Service unavailable", "t.json")


def test_numbers_and_signs_that_are_none(tmp_path):
    numbers = ["NaN", "-Infinity", "1.10", "1e400", "12345678901234567890.12345678901234567890"]
    assert cells(tables(tmp_path, f"[[{','.join(numbers)}]]")["t"]) == [numbers]
    assert cells(tables(tmp_path, '[{"a": "x\\ud800y", "b\\ud800": "\\u0000"}]')["t"]) == [["x\ufffdy", "\x00"]]
    assert cells(tables(tmp_path, '[{"a": 1, "a": 2, "a-2": 3}]')["t"]) == [["1", "2", "3"]]


def test_numbers_cut_by_the_end_of_a_piece_stay_whole(tmp_path, monkeypatch):
    numbers = [f"{n}.{n:04d}e-1" for n in range(50)]
    for size in (16, 17, 18, 19):
        monkeypatch.setattr(json_text, "_CHUNK", size)
        assert [row[0] for row in cells(tables(tmp_path, f"[{','.join(numbers)}]")["t"])] == numbers


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_feeds_in_other_encodings(tmp_path, encoding):
    assert cells(tables(tmp_path, json.dumps(GBFS).encode(encoding))["t"])[0][0] == "a1"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"a":' * 200 + "[1]" + "}" * 200,
        '[{"a":' + "[" * 500 + "1" + "]" * 500 + "}]",
    ],
)
def test_nesting_has_a_limit(tmp_path, text):
    with pytest.raises(LimitExceeded) as caught:
        tables(tmp_path, text)
    assert caught.value.values["limit"] == "depth"


def test_one_very_long_line_is_read_piece_by_piece(tmp_path):
    count = 20_000
    record = '{"id": 1, "name": "' + "x" * 100 + '"},'
    text = '{"meta": {"made": "2024"}, "list": {"rows": [' + (record * count)[:-1] + "]}}"
    options = ReadOptions(limits=Limits(document_bytes=2000))
    table = tables(tmp_path, text, options=options)["t"]
    assert sum(batch.num_rows for batch in table.batches(["id"])) == count
    with pytest.raises(LimitExceeded):
        tables(tmp_path, '[{"a": "' + "x" * 3_000_000 + '"}]', options=options)


def test_a_truncated_document_is_damaged_whatever_its_length(tmp_path):
    whole = json.dumps(MDS)
    for length in range(20, len(whole) - 1, 37):
        with pytest.raises(FileDamaged):
            tables(tmp_path, whole[:length])
