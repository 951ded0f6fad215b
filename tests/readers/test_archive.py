"""Zip archives: every member by its own reader, hostile ones refused, nothing written anywhere."""

import gzip
import shutil
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_checks import cells, codes

from pia_toolkit.errors import (
    FileDamaged,
    FileEmpty,
    LimitExceeded,
    MembersRefused,
    NotWhatItSays,
    Several,
    UnknownFormat,
)
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.packed.member_names import companions, is_litter, problem_of, shown
from pia_toolkit.readers.read import read, read_source

CSV = b"id,name\n1,anna\n2,ben\n"
JSON = b'[{"id": 1, "place": "north"}]'


def packed(folder, members, name="data.zip"):
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(member, content)
    return folder / name


def names_read(path, options=None):
    return [table.source.name for table in read_source(path, options).tables]


def test_one_member(tmp_path):
    (table,) = read(packed(tmp_path, {"requests.csv": CSV}))
    assert (table.name, table.source.name) == ("requests", "data.zip/requests.csv")
    assert cells(table) == cells(table) == [["1", "anna"], ["2", "ben"]]


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
    "north/_SUCCESS": b"",
    "north/.people.csv.crc": b"crc",
}


def test_several_members(tmp_path):
    tables = read(packed(tmp_path, MIXED))
    assert [table.name for table in tables] == ["north/people", "places", "south/people"]
    assert cells(tables[1]) == [["1", "north"]]
    skipped = codes(tables[0])["litter-skipped"]
    assert skipped["count"] == 6
    assert "north/Thumbs.db" in skipped["files"]
    unread = [note.values["file"] for note in tables[0].notes if note.code == "file-not-read"]
    assert unread == ["nothing.csv", "read me.pdf"]


def test_many_members_that_are_left_out_are_counted_not_all_named(tmp_path):
    path = packed(tmp_path, {"a.csv": CSV, **{f"{number}.pdf": b"%PDF-1.7" for number in range(50)}})
    (table,) = read(path)
    assert sum(note.code == "file-not-read" for note in table.notes) == 20
    assert codes(table)["more-files-not-read"] == {"count": 30}


def test_good_members_are_read_and_all_mistakes_told(tmp_path):
    path = packed(tmp_path, {"a.csv": b"%PDF-1.7", "b.parquet": CSV, "c.csv": CSV})
    contents = read_source(path)
    assert [table.name for table in contents.tables] == ["c"]
    assert [type(error) for error in contents.errors] == [NotWhatItSays, NotWhatItSays]
    assert [note.values["file"] for note in contents.tables[0].notes if note.code == "file-failed"] == [
        "a.csv",
        "b.parquet",
    ]
    with pytest.raises(Several):
        read(path)


def test_archives_within_archives_stay_closed(tmp_path):
    inner = packed(tmp_path, {"a.csv": CSV}, "inner.zip").read_bytes()
    members = {"inner.zip": inner, "b.csv": CSV, "c.csv.gz": gzip.compress(CSV), "d": inner}
    tables = read(packed(tmp_path, members))
    assert [table.name for table in tables] == ["b"]
    assert sum(note.code == "file-not-read" for note in tables[0].notes) == 3


def test_empty_archives(tmp_path):
    with pytest.raises(FileEmpty):
        read(packed(tmp_path, {}))
    with pytest.raises(UnknownFormat):
        read(packed(tmp_path, {"a.pdf": b"%PDF-1.7"}))


def test_a_shapefile_keeps_its_companions(tmp_path):
    names = ["roads.shp", "roads.dbf", "ROADS.PRJ", "roads.shp.xml", "alone.dbf", "trips.sqlite", "trips.sqlite-wal"]
    assert companions(names) == {"roads.dbf", "ROADS.PRJ", "roads.shp.xml", "trips.sqlite-wal"}


@pytest.mark.parametrize("kind", ["zip", "gztar", "folder"])
def test_a_shapefile_is_read_with_its_companions(tmp_path, kind):
    roads = tmp_path / "data" / "city"
    roads.mkdir(parents=True)
    pyogrio.raw.write(
        str(roads / "roads.shp"),
        geometry=np.array([shapely.Point(x, 50.5).wkb for x in (8.25, 8.5)], dtype=object),
        field_data=[np.array(["north", "south"], dtype=object)],
        fields=np.array(["quarter"]),
        geometry_type="Point",
        crs="EPSG:4326",
    )
    (roads / "other.csv").write_bytes(CSV)
    path = tmp_path / "data"
    if kind != "folder":
        path = Path(shutil.make_archive(str(tmp_path / "packed"), kind, path))
    other, table = read(path)
    assert (other.name, table.name) == ("other", "roads")
    assert [row[table.columns.index("quarter")] for row in cells(table)] == ["north", "south"]
    assert not [note for note in other.notes if note.code in {"file-not-read", "file-failed"}]


OUTSIDE = [
    "../evil.csv",
    "/etc/evil.csv",
    "a/../../evil.csv",
    "C:\\evil.csv",
    "C:evil.csv",
    "..\\evil.csv",
    "\\\\server\\share\\evil.csv",
    "//server/share/evil.csv",
]


@pytest.mark.parametrize("member", OUTSIDE)
def test_members_that_point_outside_are_refused_and_the_others_read(tmp_path, member):
    path = packed(tmp_path, {"a.csv": CSV, member: CSV})
    (error,) = read_source(path).errors
    assert isinstance(error, MembersRefused)
    assert error.values == {"path": str(path), "count": 1, "member": 2, "problem": "outside"}
    assert names_read(path) == ["data.zip/a.csv"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["data.zip"]


def test_a_time_in_a_name_is_no_drive(tmp_path):
    assert names_read(packed(tmp_path, {"10:30 export.csv": CSV, "a..b.csv": CSV})) == [
        "data.zip/10:30 export.csv",
        "data.zip/a..b.csv",
    ]


@given(st.text(st.characters(), max_size=12))
def test_no_name_breaks_the_rules_on_names(name):
    assert not any(ord(sign) < 32 or sign in "\x7f\x9b\u202e\u2028" for sign in shown(name))
    assert shown(shown(name)) == shown(name)
    assert problem_of("../" + name) == "outside"
    assert problem_of("a/" + name) in {"outside", None}
    assert is_litter("__MACOSX/" + name) or name.startswith("/")
    shown(name).encode()


def test_links_are_refused(tmp_path):
    link = zipfile.ZipInfo("link.csv")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = packed(tmp_path, [("a.csv", CSV), (link, "/etc/passwd")])
    (error,) = read_source(path).errors
    assert error.values["problem"] == "link"
    assert names_read(path) == ["data.zip/a.csv"]


def patched(path, at, value):
    """Change one number of the only entry, in the directory at the end."""
    content = bytearray(path.read_bytes())
    place = content.find(b"PK\x01\x02") + at
    content[place : place + len(value)] = value
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("at", "value", "problem"),
    [(8, b"\x01\x00", "encrypted"), (10, b"\x09\x00", "method"), (10, b"\x63\x00", "method")],
)
def test_locked_members_and_unknown_methods_are_refused(tmp_path, at, value, problem):
    path = patched(packed(tmp_path, {"a.csv": CSV}), at, value)
    with pytest.raises(MembersRefused) as caught:
        read(path)
    assert caught.value.values["problem"] == problem


@pytest.mark.parametrize(("size", "error"), [(5, FileDamaged), (2**32 - 2, LimitExceeded)])
def test_sizes_that_lie_are_noticed(tmp_path, size, error):
    path = patched(packed(tmp_path, {"a.csv": CSV * 9}), 24, struct.pack("<I", size))
    with pytest.raises(error):
        cells(read(path)[0])


def test_a_size_that_promises_more_than_there_is_hides_nothing(tmp_path):
    path = patched(packed(tmp_path, {"a.csv": CSV}), 24, struct.pack("<I", 1_000))
    assert cells(read(path)[0]) == [["1", "anna"], ["2", "ben"]]


def test_bombs_are_stopped(tmp_path):
    path = packed(tmp_path, {"a.csv": b"a,b\n" * 20_000_000})
    with pytest.raises(LimitExceeded) as caught:
        read(path, ReadOptions(limits=Limits(expansion=10)))
    assert caught.value.values["limit"] == "expansion"
    with pytest.raises(LimitExceeded) as caught:
        read(path, ReadOptions(limits=Limits(unpacked_bytes=1000)))
    assert caught.value.values["limit"] == "unpacked-bytes"


def test_bombs_that_are_quiet_about_their_size_are_stopped(tmp_path):
    path = packed(tmp_path, {"a.csv": b"a,b\n" * 500_000})
    patched(path, 24, struct.pack("<I", 40))
    with pytest.raises(FileDamaged):
        cells(read(path)[0])


def bomb_of_overlaps(path, times):
    """A zip whose directory names the same packed bytes again and again."""
    deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = b"id,name\n" + b"1,a\n" * 250_000
    data = deflated.compress(content) + deflated.flush()
    fixed = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, zlib.crc32(content), len(data), len(content))
    local = b"PK\x03\x04" + fixed + struct.pack("<HH", 10, 0) + b"000000.csv" + data
    entries = b"".join(
        b"PK\x01\x02"
        + struct.pack("<H", 20)
        + fixed
        + struct.pack("<HHHHHII", 10, 0, 0, 0, 0, 0, 0)
        + b"%06d.csv" % number
        for number in range(times)
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, times & 0xFFFF, times & 0xFFFF, len(entries), len(local), 0)
    path.write_bytes(local + entries + end)
    return path


def test_members_that_lie_within_each_other_are_refused(tmp_path):
    with pytest.raises(MembersRefused) as caught:
        read(bomb_of_overlaps(tmp_path / "few.zip", 3))
    assert caught.value.values | {"path": ""} == {"path": "", "count": 3, "member": 1, "problem": "overlapping"}
    with pytest.raises(LimitExceeded) as caught:
        read(widened(tmp_path / "many.zip"))
    assert caught.value.values["limit"] == "expansion"


def widened(path):
    bomb_of_overlaps(path, 9)
    content = path.read_bytes().replace(struct.pack("<I", 1_000_008), struct.pack("<I", 4_000_000_000))
    path.write_bytes(content)
    return path


def test_crowds_are_refused(tmp_path):
    with pytest.raises(LimitExceeded) as caught:
        read(bomb_of_overlaps(tmp_path / "crowd.zip", 100_000))
    assert caught.value.values["limit"] == "members"


def test_a_directory_longer_than_any_crowd_is_not_loaded(tmp_path, monkeypatch):
    path = packed(tmp_path, {"a.csv": CSV})
    content = bytearray(path.read_bytes())
    place = content.find(b"PK\x05\x06")
    content[place + 12 : place + 16] = struct.pack("<I", 2**31)
    path.write_bytes(content)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(LimitExceeded) as caught:
        read(path)
    assert caught.value.values["limit"] == "members"


def test_names_that_steer_a_terminal_are_shown_without_their_signs(tmp_path):
    path = packed(tmp_path, {"\x1b[2Jevil\u202e.csv": CSV, "back\\slash.csv": CSV})
    assert names_read(path) == ["data.zip/back/slash.csv", "data.zip/\ufffd[2Jevil\ufffd.csv"]


def test_names_of_old_windows_and_of_utf8_that_does_not_say_so(tmp_path):
    path = packed(tmp_path, {"AAAA.csv": CSV, "BBBBBB.csv": CSV})
    path.write_bytes(path.read_bytes().replace(b"AAAA", b"M\x81ll").replace(b"BBBBBB", "人口".encode()))
    assert names_read(path) == ["data.zip/Müll.csv", "data.zip/人口.csv"]


def test_a_name_that_needs_a_joiner_is_shown_as_it_is(tmp_path):
    assert names_read(packed(tmp_path, {"می\u200cخواهم.csv": CSV})) == ["data.zip/می\u200cخواهم.csv"]


@pytest.mark.parametrize("name", ["", ".", "./."])
def test_members_without_a_name_are_refused(tmp_path, name):
    path = packed(tmp_path, {"AAA": CSV, "b.csv": CSV})
    content = bytearray(path.read_bytes())
    for mark, length_at, name_at in ((b"PK\x03\x04", 26, 30), (b"PK\x01\x02", 28, 46)):
        place = content.find(mark)
        content[place + name_at : place + name_at + 3] = name.encode()
        content[place + length_at : place + length_at + 2] = struct.pack("<H", len(name))
    end = content.find(b"PK\x05\x06")
    start = content.find(b"PK\x01\x02")
    shift = 3 - len(name)
    second = content.find(b"PK\x01\x02", start + 1)
    content[second + 42 : second + 46] = struct.pack("<I", struct.unpack_from("<I", content, second + 42)[0] - shift)
    content[end + 12 : end + 20] = struct.pack("<II", end - start, start)
    path.write_bytes(content)
    contents = read_source(path)
    assert [error.values["problem"] for error in contents.errors] == ["nameless"]
    assert [table.name for table in contents.tables] == ["b"]


def test_an_archive_of_a_stored_archive_of_the_large_kind(tmp_path):
    """Its bytes hold the marks of a directory that are not its own."""
    inner = b"PK\x06\x06" + b"\xff" * 60 + b"PK\x06\x07" + b"\xff" * 16
    with zipfile.ZipFile(tmp_path / "data.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", CSV)
        archive.writestr("inner.bin", inner)
    assert "data.zip/a.csv" in names_read(tmp_path / "data.zip")


def test_names_that_are_no_text(tmp_path):
    link = zipfile.ZipInfo("é.csv")
    path = packed(tmp_path, [(link, CSV)])
    path.write_bytes(path.read_bytes().replace("é.csv".encode(), b"\xff\xfe.csv"))
    with pytest.raises(FileDamaged):
        read(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_all_read(tmp_path):
    tables = read(packed(tmp_path, [("a.csv", CSV), ("a.csv", b"id,name\n3,carl\n")]))
    assert [cells(table)[0] for table in tables] == [["1", "anna"], ["3", "carl"]]


@pytest.mark.parametrize("before", [b"#!/bin/sh\n" * 9, b"MZ\x90\x00" + bytes(500), b"\x00" * 600])
def test_archives_with_something_before_them_are_refused(tmp_path, before):
    path = packed(tmp_path, {"a.csv": CSV})
    path.write_bytes(before + path.read_bytes())
    with pytest.raises(NotWhatItSays):
        read(path)


def test_damage_within(tmp_path):
    path = packed(tmp_path, {"a.csv": CSV * 999})
    content = bytearray(path.read_bytes())
    content[60:80] = b"\xff" * 20
    path.write_bytes(content)
    with pytest.raises(FileDamaged):
        cells(read(path)[0])


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_damaged_archives_never_break_the_reader(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    content = bytearray(packed(folder, {"a.csv": CSV * 20, "b/c.json": JSON}).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    (folder / "data.zip").write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        for table in read_source(folder / "data.zip").tables:
            cells(table)
    except (FileDamaged, FileEmpty, LimitExceeded, MembersRefused, NotWhatItSays, UnknownFormat):
        pass
