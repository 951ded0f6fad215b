"""Folders and zip archives: every file by its own reader, nothing written anywhere."""

import gzip
import zipfile

import pytest
from reader_checks import cells, codes

from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, NotWhatItSays, Several, UnknownFormat
from pia_toolkit.readers.archive import read_folder
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read

CSV = b"id,name\n1,anna\n2,ben\n"
JSON = b'[{"id": 1, "place": "north"}]'


def packed(folder, members, name="data.zip"):
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return folder / name


def laid_out(folder, members):
    for member, content in members.items():
        path = folder / member
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


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
}


def test_several_members(tmp_path):
    tables = read(packed(tmp_path, MIXED))
    assert [table.name for table in tables] == ["north/people", "places", "south/people"]
    assert cells(tables[1]) == [["1", "north"]]
    assert codes(tables[0])["litter-skipped"] == {"count": 4}
    unread = [note.values["file"] for note in tables[0].notes if note.code == "file-not-read"]
    assert unread == ["nothing.csv", "read me.pdf"]


def test_folders(tmp_path):
    tables = read_folder(laid_out(tmp_path, MIXED))
    assert [table.source.name for table in tables] == ["people.csv", "places.json", "people.csv"]
    assert codes(tables[0])["litter-skipped"] == {"count": 4}
    assert codes(tables[0])["file-not-read"]
    with pytest.raises(LimitExceeded):
        read_folder(tmp_path, ReadOptions(limits=Limits(members=3)))


def test_links_out_of_a_folder_are_not_followed(tmp_path):
    laid_out(tmp_path, {"in/a.csv": CSV, "out/b.csv": CSV})
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "out" / "b.csv")
    assert [table.source.name for table in read_folder(tmp_path / "in")] == ["a.csv"]


def test_empty_folders(tmp_path):
    with pytest.raises(FileEmpty):
        read_folder(tmp_path)
    laid_out(tmp_path, {"a.pdf": b"%PDF-1.7"})
    with pytest.raises(UnknownFormat):
        read_folder(tmp_path)


def test_several_mistakes_are_told_together(tmp_path):
    members = {"a.csv": b"%PDF-1.7", "b.parquet": CSV, "c.csv": CSV}
    with pytest.raises(Several) as caught:
        read(packed(tmp_path, members))
    assert [type(error) for error in caught.value.errors] == [NotWhatItSays, NotWhatItSays]
    with pytest.raises(Several):
        read_folder(laid_out(tmp_path / "folder", members))


def test_archives_within_archives_stay_closed(tmp_path):
    inner = packed(tmp_path, {"a.csv": CSV}, "inner.zip").read_bytes()
    members = {"inner.zip": inner, "b.csv": CSV, "c.csv.gz": gzip.compress(CSV), "d": inner}
    tables = read(packed(tmp_path, members))
    assert [table.name for table in tables] == ["b"]
    assert sum(note.code == "file-not-read" for note in tables[0].notes) == 3


@pytest.mark.parametrize("member", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "..\\evil.csv"])
def test_members_that_point_outside_are_refused(tmp_path, member):
    with pytest.raises(FileDamaged):
        read(packed(tmp_path, {"a.csv": CSV, member: CSV}))


def test_bombs_and_crowds(tmp_path):
    path = packed(tmp_path, {"a.csv": b"a,b\n" * 20_000_000})
    with pytest.raises(LimitExceeded):
        read(path, ReadOptions(limits=Limits(expansion=10)))
    with pytest.raises(LimitExceeded):
        read(path, ReadOptions(limits=Limits(uncompressed_bytes=1000)))
    with pytest.raises(LimitExceeded):
        read(packed(tmp_path, {f"{n}.csv": CSV for n in range(9)}), ReadOptions(limits=Limits(members=5)))


def test_damage_within(tmp_path):
    path = packed(tmp_path, {"a.csv": CSV * 999})
    content = bytearray(path.read_bytes())
    content[60:80] = b"\xff" * 20
    path.write_bytes(content)
    with pytest.raises(FileDamaged):
        cells(read(path)[0])


def test_locked_members(tmp_path):
    path = packed(tmp_path, {"a.csv": CSV})
    content = bytearray(path.read_bytes())
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(FileDamaged):
        read(path)
