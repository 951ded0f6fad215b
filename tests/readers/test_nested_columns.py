"""Lists of records become tables of their own; a folder of Parquet files is one table; text that is none is counted."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather, orc
from reader_checks import cells, codes

from pia_toolkit.errors import FileEmpty, LimitExceeded, PasswordNeeded, UnknownColumn
from pia_toolkit.readers.columnar.parquet_folder import read_parquet_folder
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read

PERSONS = pa.table(
    {
        "id": ["a", "b", "c"],
        "home": [{"cars": [{"plate": "X 1", "trips": [{"km": 5}, {"km": 6}]}]}, None, {"cars": []}],
        "tags": [["x"], [], None],
    }
)


@pytest.mark.parametrize("suffix", ["parquet", "feather", "orc"])
def test_lists_of_records_within_records(tmp_path, suffix):
    write = {"parquet": pq.write_table, "feather": feather.write_feather, "orc": orc.write_table}[suffix]
    write(PERSONS, str(tmp_path / f"t.{suffix}"))
    main, cars, trips = read(tmp_path / f"t.{suffix}")
    assert (main.columns, cells(main)) == (("id", "tags"), [["a", '["x"]'], ["b", "[]"], ["c", None]])
    assert (cars.name, cars.columns, cells(cars)) == ("t - home.cars[]", ("row", "plate"), [["1", "X 1"]])
    assert (trips.columns, cells(trips)) == (("row", "km"), [["1", "5"], ["1", "6"]])


def test_rows_are_counted_through_all_batches(tmp_path):
    lists = [[{"n": number}] if number % 1000 == 0 else [] for number in range(5_000)]
    pq.write_table(pa.table({"l": lists}), tmp_path / "t.parquet", row_group_size=700)
    (table,) = read(tmp_path / "t.parquet")
    assert [row[0] for row in cells(table)] == ["1", "1001", "2001", "3001", "4001"]


def partitioned(folder):
    one, two = folder / "year=2024" / "city=K%C3%B6ln", folder / "year=2025" / "city=__HIVE_DEFAULT_PARTITION__"
    for place in (one, two):
        place.mkdir(parents=True)
    pq.write_table(pa.table({"id": [7, 8], "name": ["a", "b"]}), one / "part-0.parquet")
    pq.write_table(pa.table({"name": ["c"], "extra": [[{"k": "v"}]]}), two / "part-0.parquet")
    (folder / "_SUCCESS").write_bytes(b"")
    return folder


def test_a_partitioned_folder_is_one_table(tmp_path):
    main, extra = read_parquet_folder(partitioned(tmp_path / "sales"), ReadOptions())
    assert (main.name, main.columns) == ("sales", ("id", "name", "year", "city"))
    assert cells(main) == [["7", "a", "2024", "Köln"], ["8", "b", "2024", "Köln"], [None, "c", "2025", None]]
    assert cells(main, ["city", "id"]) == [["Köln", "7"], ["Köln", "8"], [None, None]]
    assert cells(main, ["year"]) == [["2024"], ["2024"], ["2025"]]
    assert cells(extra) == [["1", "v", "2025", None]]
    assert codes(main)["partitioned"] == {"count": 2, "columns": "year, city"}
    assert main.source.name == "sales"
    assert [table.name for table in read(tmp_path / "sales")] == ["sales", "sales - extra[]"]
    with pytest.raises(UnknownColumn):
        next(iter(main.batches(["salary"])))


def test_a_partitioned_folder_is_known_by_its_content(tmp_path):
    first = read_parquet_folder(partitioned(tmp_path / "a" / "sales"), ReadOptions())[0].source
    second = read_parquet_folder(partitioned(tmp_path / "b" / "sales"), ReadOptions())[0].source
    assert first == second
    pq.write_table(pa.table({"name": ["d"]}), tmp_path / "b" / "sales" / "year=2024" / "x.parquet")
    assert read_parquet_folder(tmp_path / "b" / "sales", ReadOptions())[0].source != first


def test_limits_and_nothing(tmp_path):
    (tmp_path / "none").mkdir()
    with pytest.raises(FileEmpty):
        read_parquet_folder(tmp_path / "none", ReadOptions())
    with pytest.raises(LimitExceeded):
        read_parquet_folder(partitioned(tmp_path / "sales"), ReadOptions(limits=Limits(columns=3)))


def test_one_cell_of_many_megabytes(tmp_path):
    pq.write_table(
        pa.table({"t": ["x" * 100_000, "y"]}), tmp_path / "t.parquet", compression="none", use_dictionary=False
    )
    with pytest.raises(LimitExceeded):
        read(tmp_path / "t.parquet", ReadOptions(limits=Limits(field_bytes=1_000)))


def test_text_that_is_none_is_counted_and_located(tmp_path):
    raw = pa.array([b"Anna", b"J\xfcrgen", None, b"\xff\xfe"], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 4, raw.buffers())
    with pa.OSFile(str(tmp_path / "t.orc"), "wb") as sink:
        orc.write_table(pa.Table.from_arrays([text], ["name"]), sink)
    (table,) = read(tmp_path / "t.orc")
    assert cells(table) == [["Anna"], ["J\ufffdrgen"], [None], ["\ufffd\ufffd"]]
    assert codes(table)["undecodable"] == {"count": 2, "row": 2}
    assert cells(table) == cells(table)
    assert [note.code for note in table.notes].count("undecodable") == 1


def test_old_timestamps_of_far_years(tmp_path):
    moments = pa.array([dt.datetime(9999, 12, 31), dt.datetime(2024, 5, 6)], pa.timestamp("us"))
    pq.write_table(pa.table({"at": moments}), tmp_path / "t.parquet", use_deprecated_int96_timestamps=True)
    (table,) = read(tmp_path / "t.parquet")
    assert cells(table)[1] == ["2024-05-06T00:00:00"]
    assert cells(table)[0][0].startswith("9999") or "1816" not in cells(table)[0][0]


def test_encrypted_parquet(tmp_path):
    (tmp_path / "t.parquet").write_bytes(b"PARE" + b"\x15" * 200 + b"\x20\x00\x00\x00PARE")
    with pytest.raises(PasswordNeeded):
        read(tmp_path / "t.parquet")
