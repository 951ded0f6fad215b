"""Folders as one source: every file by its own reader, whatever lies beside it."""

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reader_checks import cells, codes

from pia_toolkit.errors import FileEmpty, LimitExceeded, NoPermission, NotWhatItSays, Several, UnknownFormat
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import fingerprint, read, read_source

CSV = b"id,name\n1,anna\n2,ben\n"
JSON = b'[{"id": 1, "place": "north"}]'
MIXED = {
    "north/people.csv": CSV,
    "south/people.csv": CSV,
    "places.json": JSON,
    "read me.pdf": b"%PDF-1.7",
    "nothing.csv": b"",
    "__MACOSX/._people.csv": b"\x00\x05",
    ".DS_Store": b"\x00",
    "north/Thumbs.db": b"\x00",
    "~$book.xlsx": b"\x00",
    "north/book.accdb.lock": b"",
}


def laid_out(folder, members):
    for member, content in members.items():
        path = folder / member
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_a_folder_is_one_source(tmp_path):
    tables = read(laid_out(tmp_path / "month", MIXED))
    assert [table.name for table in tables] == ["north/people", "places", "south/people"]
    assert tables[0].source.name == "month/north/people.csv"
    assert cells(tables[1]) == [["1", "north"]]
    skipped = codes(tables[0])["litter-skipped"]
    assert skipped["count"] == 5
    assert "north/Thumbs.db" in skipped["files"]
    assert [note.values["file"] for note in tables[0].notes if note.code == "file-not-read"] == [
        "nothing.csv",
        "read me.pdf",
    ]


def test_the_folder_one_is_in(tmp_path, monkeypatch):
    laid_out(tmp_path / "month", {"a.csv": CSV})
    monkeypatch.chdir(tmp_path / "month")
    (table,) = read(".")
    assert table.source.name == "month/a.csv"


def test_good_files_are_read_and_all_mistakes_told(tmp_path):
    members = {"a.csv": b"%PDF-1.7", "b.parquet": CSV, "c.csv": CSV}
    contents = read_source(laid_out(tmp_path, members))
    assert [table.name for table in contents.tables] == ["c"]
    assert [type(error) for error in contents.errors] == [NotWhatItSays, NotWhatItSays]
    with pytest.raises(Several):
        read(tmp_path)


def test_crowds_are_refused(tmp_path):
    laid_out(tmp_path, MIXED)
    with pytest.raises(LimitExceeded):
        read(tmp_path, ReadOptions(limits=Limits(members=3)))


def test_links_and_pipes_are_not_followed(tmp_path):
    laid_out(tmp_path, {"in/a.csv": CSV, "out/b.csv": CSV})
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "out" / "b.csv")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    os.mkfifo(tmp_path / "in" / "pipe.csv")
    (table,) = read(tmp_path / "in")
    assert table.source.name == "in/a.csv"
    assert codes(table)["litter-skipped"] == {"count": 3, "files": "link.csv, loop, pipe.csv"}
    with pytest.raises(UnknownFormat):
        read(tmp_path / "in" / "pipe.csv")


def test_case_folders_are_no_data(tmp_path):
    laid_out(tmp_path, {"a.csv": CSV, "case/case.yaml": b"title: A\n", "case/history.jsonl": b'{"a":1}\n'})
    before = fingerprint(tmp_path, Limits())
    assert [table.name for table in read(tmp_path)] == ["a"]
    (tmp_path / "case" / "inventory.json").write_text("{}")
    assert fingerprint(tmp_path, Limits()) == before


def test_empty_folders(tmp_path):
    with pytest.raises(FileEmpty):
        read(tmp_path)
    laid_out(tmp_path, {"a.pdf": b"%PDF-1.7"})
    with pytest.raises(UnknownFormat):
        read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may look into every folder")
def test_folders_one_may_not_look_into_are_told(tmp_path):
    laid_out(tmp_path, {"a.csv": CSV, "closed/b.csv": CSV})
    (tmp_path / "closed").chmod(0)
    try:
        contents = read_source(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [type(error) for error in contents.errors] == [NoPermission]


@pytest.mark.skipif(os.name != "posix", reason="names that are no text are a thing of POSIX")
def test_names_that_are_no_text(tmp_path):
    (tmp_path / os.fsdecode(b"\xff\x1b[2.csv")).write_bytes(CSV)
    (table,) = read(tmp_path)
    assert table.name == "\ufffd\ufffd[2"
    assert cells(table) == [["1", "anna"], ["2", "ben"]]
    assert len(fingerprint(tmp_path, Limits())) == 64


def test_companions_of_a_database_are_not_read_alone(tmp_path):
    laid_out(tmp_path, {"a.csv": CSV, "a.csv-wal": CSV})
    assert [table.name for table in read(tmp_path)] == ["a"]


def test_the_fingerprint_tells_every_change_but_litter(tmp_path):
    laid_out(tmp_path, {"a.csv": CSV, "b/c.csv": CSV})
    seen = {fingerprint(tmp_path, Limits())}
    laid_out(tmp_path, {".DS_Store": b"\x00"})
    assert fingerprint(tmp_path, Limits()) in seen
    for change in ({"a.csv": CSV + b"3,carl\n"}, {"b/d.csv": CSV}, {"e.pdf": b"%PDF"}):
        laid_out(tmp_path, change)
        seen.add(fingerprint(tmp_path, Limits()))
    (tmp_path / "b" / "d.csv").rename(tmp_path / "d.csv")
    seen.add(fingerprint(tmp_path, Limits()))
    assert len(seen) == 5


def test_a_partitioned_parquet_folder_is_one_table(tmp_path):
    for year in (2024, 2025):
        for part in (0, 1):
            path = tmp_path / "trips" / f"year={year}" / f"part-{part}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.table({"minutes": [year, part]}), path)
    laid_out(tmp_path, {"trips/_SUCCESS": b"", "trips/year=2024/.part-0.parquet.crc": b"crc", "a.csv": CSV})
    tables = read(tmp_path)
    assert [table.name for table in tables] == ["a", "trips"]
    assert "year" in tables[1].columns
    assert sorted(cells(tables[1], ["minutes"]))[:2] == [["0"], ["0"]]
    (alone,) = read(tmp_path / "trips")
    assert alone.name == "trips"
    laid_out(tmp_path, {"trips/year=2024/note.csv": CSV})
    assert len(read(tmp_path)) == 6


def test_a_folder_called_parquet_is_one_table(tmp_path):
    laid_out(tmp_path, {"out/trips.parquet/_SUCCESS": b"", "out/a.csv": CSV})
    for part in (0, 1):
        pq.write_table(pa.table({"minutes": [part]}), tmp_path / "out" / "trips.parquet" / f"part-{part}.parquet")
    tables = read(tmp_path / "out")
    assert [len(cells(table)) for table in tables] == [2, 2]
    (alone,) = read(tmp_path / "out" / "trips.parquet")
    assert sorted(cells(alone)) == [["0"], ["1"]]
