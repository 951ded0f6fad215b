"""Records that are built alike are read many at once, and give the very tables that reading one by one gives."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pia_toolkit.readers.json_documents import characters as json_text
from pia_toolkit.readers.json_documents import outline as json_outline
from pia_toolkit.readers.json_documents import stream as json_stream
from pia_toolkit.readers.json_documents.record_run import Irregular, find_run
from pia_toolkit.readers.json_documents.regular_records import ColumnFlattener
from pia_toolkit.readers.read import read

NEVER = 10**9


def _tables(path, monkeypatch, *, run, shortest):
    """Read a file with runs of so many characters, or none; tell too how many runs were taken."""
    taken = []
    columns = ColumnFlattener.tables

    def counting(self, *given):
        rows = columns(self, *given)
        taken.append(rows)
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(json_text, "_CHUNK", 16)
        patch.setattr(json_text, "_RUN", run)
        patch.setattr(json_text, "_SHORTEST_RUN", shortest)
        patch.setattr(json_text, "_MOST_DOUBLED", 0)
        if path.suffix != ".jsonl":
            patch.setattr(json_stream, "_WHOLE_OBJECT", 8)
        patch.setattr(ColumnFlattener, "tables", counting)
        try:
            read_tables = read(path)
            found = [
                (
                    table.name,
                    table.columns,
                    table.notes,
                    [row for batch in table.batches() for row in batch.to_pylist()],
                )
                for table in read_tables
            ]
        except Exception as error:  # noqa: BLE001  # the same one must be raised both ways
            found = [(type(error), str(error))]
    return found, len(taken)


def both_ways(path, text, monkeypatch, run=400):
    """Read a text many records at once and one by one; return the tables and how many runs were taken."""
    path.write_bytes(text.encode())
    fast, taken = _tables(path, monkeypatch, run=run, shortest=1)
    exact, none = _tables(path, monkeypatch, run=run, shortest=NEVER)
    assert none == 0
    assert fast == exact
    return exact, taken


NUMBERS = st.sampled_from(["0", "-0", "1.10", "12345678901234567890", "1e5", "-2.50E-07", "0.0", "7"])
TEXTS = st.sampled_from(["", "a", "2024-01-01T00:00:00", "a, 5", '"', "\\", "é", "{", "1 :", "Point", "中文"])
NAMES = st.sampled_from(["id", "a", "b", "trip_id", "c d", "type", "at", "bikes", "location", "a.b", "properties"])


class Number(str):
    """A number as it is written."""

    __slots__ = ()


def dump(value):
    """Write JSON in which numbers stand as they are given."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}:{dump(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dump, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


SCALARS = st.none() | TEXTS | NUMBERS.map(Number) | st.booleans()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=6
)


def alike(kind):
    """Return values of one kind: text or number, truth value, record or list of one kind each."""
    name, parts = kind
    if name == "record":
        return st.fixed_dictionaries({}, optional={key: alike(part) for key, part in parts.items()})
    if name == "list":
        return st.lists(alike(parts), max_size=3)
    return {"text": st.none() | TEXTS | NUMBERS.map(Number), "flag": st.none() | st.booleans()}[name]


KINDS = st.recursive(
    st.sampled_from([("text", None), ("text", None), ("flag", None)]),
    lambda inner: (
        st.tuples(st.just("list"), inner) | st.tuples(st.just("record"), st.dictionaries(NAMES, inner, max_size=4))
    ),
    max_leaves=8,
)
RECORDS = st.dictionaries(NAMES, KINDS, min_size=1, max_size=5).flatmap(
    lambda parts: st.lists(alike(("record", parts)), min_size=2, max_size=12)
) | st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=2, max_size=6)
WRAPPED = st.sampled_from(["[{}]", '{{"made": 1, "data": [{}]}}', "lines", '{{"fields": [{}], "x": {{"rows": [{}]}}}}'])


@given(records=RECORDS, wrapped=WRAPPED, run=st.sampled_from([60, 200, 4000]), kept=st.sampled_from([0, 10**6]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_at_once_are_read_as_one_by_one(tmp_path, monkeypatch, records, wrapped, run, kept):
    texts = [dump(record) for record in records]
    joined = ", ".join(texts)
    text = "\n".join(texts) if wrapped == "lines" else wrapped.format(joined, joined)
    monkeypatch.setattr(json_outline, "_KEPT_BYTES", kept)
    monkeypatch.setattr(json_outline, "_KEPT_CELLS", kept)
    both_ways(tmp_path / ("t.jsonl" if wrapped == "lines" else "t.json"), text, monkeypatch, run)


TRIPS = [
    {
        "trip_id": f"t{number}",
        "cost": Number(f"{number}.10"),
        "start": {
            "at": "2024-01-01T00:00:00",
            "point": {"type": "Point", "coordinates": [Number("1.50"), Number("2")]},
        },
        "stops": [{"name": f"s{stop}", "tags": ["x", Number("1")]} for stop in range(number % 3)],
        "place": [Number("13.40"), Number("52.50")],
        "paid": number % 2 == 0,
    }
    for number in range(20)
]
FEATURES = [
    {
        "type": "Feature",
        "id": Number(str(number)),
        "bbox": [Number("1")],
        "properties": {"name": f"n{number}", "visits": [{"at": "x"}] * (number % 2)},
        "geometry": {"type": "Point", "coordinates": [Number(f"13.4{number}"), Number("52.50"), Number("7")]},
    }
    for number in range(20)
]


@pytest.mark.parametrize("end", ["\n", "\r\n", " ", ""])
def test_regular_lines_are_taken_at_once(tmp_path, monkeypatch, end):
    found, taken = both_ways(tmp_path / "t.jsonl", end.join(map(dump, TRIPS)), monkeypatch, 2000)
    assert taken
    (_, columns, _, rows), *inner = found
    assert columns[:5] == ("trip_id", "cost", "start.at", "start.point.type", "start.point.longitude")
    assert rows[11]["cost"] == "11.10"
    assert {name for name, *_ in inner} == {"t - stops[]", "t - stops[].tags[]"}


@pytest.mark.parametrize("crs", ["", '"crs":{"type":"name","properties":{"name":"EPSG:25833"}},'])
def test_regular_features_are_taken_at_once(tmp_path, monkeypatch, crs):
    text = f'{{"type":"FeatureCollection",{crs}"features":{dump(FEATURES)}}}'
    found, taken = both_ways(tmp_path / "t.geojson", text, monkeypatch, 1500)
    assert taken
    (_, columns, notes, rows), *_ = found
    assert {"name", "geometry.type", "geometry.longitude"} <= set(columns)
    assert len(rows) == 20
    assert "crs" in {note.code for note in notes}


ODD = [
    '{"a": 1}, {"a": 2},',
    '{"a": 01}, {"a": 2}',
    '{"a": 1.}, {"a": 2}',
    '{"a": .5}, {"a": 2}',
    '{"a": -}, {"a": 2}',
    '{"a": 1.2.3}, {"a": 2}',
    '{"a": 1e5.2}, {"a": 2}',
    '{"a": 1e}, {"a": 2}',
    '{"a": +1}, {"a": 2}',
    '{"a": 1-2}, {"a": 2}',
    '{1: 2}, {"a": 2}',
    '{1 : 2}, {"a": 2}',
    '{"a": 1} {"a": 2}',
    '{"a": 1},, {"a": 2}',
    '{"a": "x" 1}, {"a": 2}',
    '{"a": "\\ud800"}, {"a": 2}',
    '{"a": "\\x"}, {"a": 2}',
    '{"a": "x\ny"}, {"a": 2}',
    '{"a": 1, "a": 2}, {"a": 3}',
    '{"x": {"a": 1, "a": 2}}, {"x": {"a": 3}}',
    '{"x": [{"a": 1, "a": 2}]}, {"x": [{"a": 3}]}',
    '{"a": 1, "\\u0061": 2}, {"a": 3}',
    '{"x": {"a": 1, "\\u0061": 2}}, {"x": {"a": 3}}',
    '{"b": "\\u0000", "a\\u0000c": 1}, {"a": 3}',
    '{"a": 1}\x00, {"a": 3}',
    '{"a": "\x00"}, {"a": 3}',
    '{"a": nul}, {"a": 3}',
    '{"a": 1 }{"a": 3}',
    '{"a": 1\u00a0}, {"a": 3}',
    '{"a": -0.0e-10}, {"a": 1E+5}',
    '{"a.b": 1, "a": {"b": 2}}, {"a": {"b": 3}}',
    '{"a": []}, {"a": {}}',
    '{"a[]": [1], "a": [2]}, {"a": []}',
    '{"type": "Feature", "geometry": null, "properties": {"n": 1}}, {"type": "Feature", "geometry": {}}',
    '{"type": "FeatureCollection", "name": "x", "n": 1}, {"type": "x"}',
    '{"NaN": [1, nan]}, {"a": 3}',
    '{"a": NaN}, {"a": -Infinity}',
    '{"a": [null, {"b": 1}]}, {"a": []}',
    '{"": 1}, {"a": 2}',
    '{"a": tru1e}, {"a": 2}',
    '{"a": {"anna@example.org": {"n": 1}}}, {"a": 2}',
    '{"a": {"x": {"n": 1, "m": 2}, "y": {"n": 1, "m": 2}, "z": {"n": 1, "m": 2}}}',
    '{"id": 1, "l": [{"b": 1}]}, {"l": [{"b": 1}]}',
    '{"a": {"type": "Point", "coordinates": []}}, {"a": {"type": "Point"}}',
    '{"rings": [[[1, 2]]]}, {"rings": [[[1, 2]]]}',
    "1, 2, {}",
    '{"a": [[1, 2]]}, {"a": 2}',
    '{"a": 1] , {"a": 2}',
]


@pytest.mark.parametrize("records", ODD)
@pytest.mark.parametrize("begin", ["[", '{"data": ['])
def test_what_is_odd_is_read_or_refused_alike(tmp_path, monkeypatch, records, begin):
    before = '{"a": "b"}, ' * 40
    both_ways(tmp_path / "t.json", begin + before + records + ("]" if begin == "[" else "]}"), monkeypatch)
    both_ways(tmp_path / "t.jsonl", before.replace(",", "\n") + records.replace(", {", "\n{"), monkeypatch)


def test_a_run_ends_with_its_list(monkeypatch):
    run = find_run(b'{"a": 1}, {"a": "]"} ], "b": {}', 9, commas=True)
    assert [run.record(number) for number in range(2)] == ['{"a": 1}', '{"a": "]"}']
    assert run.quoted == b'{"a": "1"}\n {"a": "]"}\n'
    with pytest.raises(Irregular):
        find_run(b'{"a": [[1]]}', 2, commas=True)
