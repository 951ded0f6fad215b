"""Parquet, Arrow, ORC and data frames: typed cells as text, nothing rounded."""

import contextlib
import datetime as dt
import decimal
import random

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import feather, orc
from reader_checks import cells, codes

from pia_toolkit.errors import CannotRead, FileDamaged, FileEmpty, LimitExceeded, UnknownColumn, UnknownFormat
from pia_toolkit.readers.as_text import as_text
from pia_toolkit.readers.frames import from_frame
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read

MOMENT = dt.datetime.fromisoformat("2024-05-06T07:08:09")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pa.array([1, None, -3], pa.int32()), ["1", None, "-3"]),
        (pa.array([1.5, 2.0, 0.1, float("nan"), float("inf")]), ["1.5", "2", "0.1", None, None]),
        (pa.array([4930123456789.0, 12345678901.5, 1e-7]), ["4930123456789", "12345678901.5", "1e-07"]),
        (pa.array([1.5, 0.1], pa.float32()), ["1.5", "0.1"]),
        (pa.array([decimal.Decimal("1.50")]), ["1.50"]),
        (pa.array([True, None]), ["true", None]),
        (pa.array(["", "a", None]), [None, "a", None]),
        (
            pa.array([MOMENT, MOMENT.replace(hour=0, minute=0, second=0)], pa.timestamp("us")),
            ["2024-05-06T07:08:09", "2024-05-06T00:00:00"],
        ),
        (pa.array([MOMENT.replace(microsecond=120000)], pa.timestamp("ns")), ["2024-05-06T07:08:09.12"]),
        (pa.array([MOMENT], pa.timestamp("s", "UTC")), ["2024-05-06T07:08:09Z"]),
        (pa.array([MOMENT], pa.timestamp("ms", "Europe/Berlin")), ["2024-05-06T09:08:09+02:00"]),
        (pa.array([dt.date(2024, 5, 6)]), ["2024-05-06"]),
        (pa.array([dt.time(7, 8, 9)]), ["07:08:09"]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
        (pa.array([b"ab", b"\xff\x00", None]), ["ab", None, None]),
        (pa.array([b"\x01\x01\x00\x00"]), [None]),
        (pa.array([["a", "b"], None, []]), ['["a", "b"]', None, "[]"]),
        (pa.array([[{"day": dt.date(2024, 5, 6)}]]), ['[{"day": "2024-05-06"}]']),
        (pa.nulls(2), [None, None]),
        (pa.array(["x"], pa.string_view()), ["x"]),
    ],
)
def test_values_as_text(column, expected):
    text = as_text(column)
    assert text.type == pa.large_string()
    assert text.to_pylist() == expected


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_no_digit_of_a_number_is_lost(numbers):
    text = as_text(pa.array(numbers, pa.float64())).to_pylist()
    assert [float(cell) for cell in text] == numbers


TABLE = pa.table(
    {
        "id": [1, 2, 3],
        "person": [{"name": "anna", "home": {"street": "A 1"}}, None, {"name": "eva", "home": None}],
        "score": [0.5, None, 2.0],
        "anna@example.org": ["x", "y", None],
    }
)
COLUMNS = ("id", "person.name", "person.home.street", "score", "aaaa@aaaaaaa.aaa")
ROWS = [["1", "anna", "A 1", "0.5", "x"], ["2", None, None, None, "y"], ["3", "eva", None, "2", None]]


def write_parquet(path):
    pq.write_table(TABLE, path, row_group_size=2)


def write_arrow(path):
    feather.write_feather(TABLE, path)


def write_stream(path):
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, TABLE.schema) as writer:
        writer.write_table(TABLE)


def write_orc(path):
    orc.write_table(TABLE, path)


@pytest.mark.parametrize(
    ("name", "write"),
    [("t.parquet", write_parquet), ("t.feather", write_arrow), ("t.arrow", write_stream), ("t.orc", write_orc)],
)
def test_files(tmp_path, name, write):
    write(tmp_path / name)
    (table,) = read(tmp_path / name)
    assert table.columns == COLUMNS
    assert cells(table) == ROWS
    assert cells(table, ["score", "person.name"]) == [[row[3], row[1]] for row in ROWS]
    assert "column-name-masked" in codes(table)
    assert "anna" not in repr(table)
    with pytest.raises(UnknownColumn):
        next(iter(table.batches(["salary"])))


@pytest.mark.parametrize(
    ("name", "write"),
    [("t.parquet", write_parquet), ("t.feather", write_arrow), ("t.arrow", write_stream), ("t.orc", write_orc)],
)
def test_damaged_files(tmp_path, name, write):
    path = tmp_path / name
    write(path)
    content = path.read_bytes()
    for broken in (content[: len(content) // 2], content[:12], content[:-20]):
        path.write_bytes(broken)
        with pytest.raises(FileDamaged) as caught:
            cells(read(path)[0])
        assert "anna" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "write"),
    [("t.parquet", write_parquet), ("t.feather", write_arrow), ("t.arrow", write_stream), ("t.orc", write_orc)],
)
def test_wrong_bytes_never_do_more_than_refuse(tmp_path, name, write):
    path = tmp_path / name
    write(path)
    content = path.read_bytes()
    chance = random.Random(3)  # bytes to break, no secret
    for _ in range(60):
        broken = bytearray(content)
        for _ in range(3):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(broken)
        with contextlib.suppress(CannotRead):
            cells(read(path)[0])


def test_bytes_columns_are_told(tmp_path):
    pq.write_table(pa.table({"wkb": [b"\x01\x00", b"\x02\x00"], "old": [b"text", b"more"]}), tmp_path / "t.parquet")
    (table,) = read(tmp_path / "t.parquet")
    assert cells(table) == [[None, "text"], [None, "more"]]
    assert [dict(note)["values"]["column"] for note in table.notes if note.code == "bytes-column"] == ["wkb", "old"]


def test_names_with_points_and_twice_the_same_name(tmp_path):
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"]), pa.array(["c"])], names=["x.y", "n", "n"])
    pq.write_table(table, tmp_path / "t.parquet")
    (read_back,) = read(tmp_path / "t.parquet")
    assert read_back.columns == ("x.y", "n", "n-2")
    assert cells(read_back, ["n-2", "x.y"]) == [["c", "a"]]


def test_limits(tmp_path):
    write_parquet(tmp_path / "t.parquet")
    with pytest.raises(LimitExceeded):
        read(tmp_path / "t.parquet", ReadOptions(limits=Limits(columns=3)))
    with pytest.raises(LimitExceeded):
        read(tmp_path / "t.parquet", ReadOptions(limits=Limits(unpacked_bytes=10)))
    pq.write_table(pa.table({}), tmp_path / "none.parquet")
    with pytest.raises(FileEmpty):
        read(tmp_path / "none.parquet")


def test_batches_stay_small(tmp_path):
    pq.write_table(pa.table({"n": range(400_000)}), tmp_path / "t.parquet")
    (table,) = read(tmp_path / "t.parquet")
    assert max(batch.num_rows for batch in table.batches()) <= 131_072
    assert sum(batch.num_rows for batch in table.batches()) == 400_000


def test_pandas():
    frame = pd.DataFrame(
        {
            "n": [1, None],
            "mixed": ["a", dt.date(2024, 5, 6)],
            "when": pd.to_datetime(["2024-05-06", None]),
            "kind": pd.Categorical(["x", "y"]),
        },
        index=pd.Index(["anna@example.org", "ben@example.org"], name="mail"),
    )
    table = from_frame(frame, "people")
    assert (table.name, table.source.format, table.columns) == (
        "people",
        "pandas",
        ("mail", "n", "mixed", "when", "kind"),
    )
    assert cells(table) == [
        ["anna@example.org", "1", "a", "2024-05-06T00:00:00", "x"],
        ["ben@example.org", None, "2024-05-06", None, "y"],
    ]
    assert table.source == from_frame(frame, "people").source
    assert table.source.sha256 != from_frame(frame.iloc[:1], "people").source.sha256
    assert cells(from_frame(pd.DataFrame({("a", "b"): [1], 5: ["x"]}), "odd")) == [["1", "x"]]


def test_polars_and_arrow():
    frame = pl.DataFrame({"id": [1, 2], "person": [{"name": "anna"}, {"name": None}], "n": [1.5, None]})
    for given_frame in (frame, frame.lazy(), frame.to_arrow(), frame.to_arrow().to_batches()[0]):
        table = from_frame(given_frame, "t")
        assert table.columns == ("id", "person.name", "n")
        assert cells(table) == [["1", "anna", "1.5"], ["2", None, None]]
        assert cells(table, ["n"]) == [["1.5"], [None]]


@pytest.mark.parametrize("thing", [[1, 2], "a.csv", None, {"a": [1]}])
def test_other_things_are_no_frames(thing):
    with pytest.raises(UnknownFormat):
        from_frame(thing, "t")
