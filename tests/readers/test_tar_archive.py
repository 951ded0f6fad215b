"""Tar archives, plain and packed: every member by its own reader, hostile ones refused, nothing written anywhere."""

import bz2
import gzip
import io
import lzma
import tarfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_checks import cells, codes

from pia_toolkit.errors import (
    FileDamaged,
    FileEmpty,
    LimitExceeded,
    MembersRefused,
    NotWhatItSays,
    UnknownFormat,
)
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.packed import tar_archive
from pia_toolkit.readers.read import read, read_source

CSV = b"id,name\n1,anna\n2,ben\n"
PACKERS = {
    "tar": bytes,
    "tar.gz": gzip.compress,
    "tgz": gzip.compress,
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
    "tar.zst": lambda content: pa.Codec("zstd").compress(content, asbytes=True),
}


def entry(name, content=b"", **attributes):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for attribute, value in attributes.items():
        setattr(info, attribute, value)
    return info, content


def taped(*entries, style=tarfile.PAX_FORMAT):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=style) as archive:
        for info, content in entries:
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


def written(folder, content, name="data.tar"):
    (folder / name).write_bytes(content)
    return folder / name


def a_parquet():
    target = io.BytesIO()
    pq.write_table(pa.table({"age": [30, 40]}), target)
    return target.getvalue()


def mixed():
    return taped(
        entry("north", type=tarfile.DIRTYPE),
        entry("north/people.csv", CSV),
        entry("./south/people.csv", CSV * 2),
        entry("ages.parquet", a_parquet()),
        entry("read me.pdf", b"%PDF-1.7"),
        entry("inner.tar", taped(entry("a.csv", CSV))),
        entry("._people.csv", b"\x00\x05"),
    )


@pytest.mark.parametrize("held", [10_000, 30, 0])
@pytest.mark.parametrize("packer", PACKERS)
def test_several_members(tmp_path, monkeypatch, packer, held):
    monkeypatch.setattr(tar_archive, "_HELD_BYTES", held)
    tables = read(written(tmp_path, PACKERS[packer](mixed()), f"data.{packer}"))
    assert [table.name for table in tables] == ["south/people", "ages", "north/people"]
    assert [table.source.name for table in tables][2] == f"data.{packer}/north/people.csv"
    assert cells(tables[1]) == cells(tables[1]) == [["30"], ["40"]]
    assert cells(tables[2], ["name"]) == cells(tables[2], ["name"]) == [["anna"], ["ben"]]
    assert [note.values["file"] for note in tables[0].notes if note.code == "file-not-read"] == [
        "inner.tar",
        "read me.pdf",
    ]
    assert codes(tables[0])["litter-skipped"] == {"count": 1, "files": "._people.csv"}
    assert [path.name for path in tmp_path.iterdir()] == [f"data.{packer}"]


@pytest.mark.parametrize("style", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_style_of_header(tmp_path, style):
    name = "人口/" + "long-name-" * 9 + ".csv"
    (table,) = read(written(tmp_path, taped(entry(name, CSV), style=style)))
    assert table.source.name == f"data.tar/{name}"


def test_headers_from_before_1988(tmp_path):
    header = bytearray(taped(entry("a.csv", CSV), style=tarfile.USTAR_FORMAT))
    header[257:512] = bytes(255)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\x00 " % sum(header[:512])
    assert cells(read(written(tmp_path, bytes(header)))[0]) == [["1", "anna"], ["2", "ben"]]


@pytest.mark.parametrize("packer", ["tar", "tgz"])
def test_empty_archives(tmp_path, packer):
    with pytest.raises(FileEmpty):
        read(written(tmp_path, PACKERS[packer](taped()), f"data.{packer}"))
    with pytest.raises(UnknownFormat):
        read(written(tmp_path, PACKERS[packer](taped(entry("a.pdf", b"%PDF-1.7"))), f"data.{packer}"))


def test_what_is_called_tar_but_is_none(tmp_path):
    with pytest.raises(NotWhatItSays):
        read(written(tmp_path, CSV))
    with pytest.raises(NotWhatItSays):
        read(written(tmp_path, mixed(), "data.csv"))
    with pytest.raises(NotWhatItSays):
        read(written(tmp_path, gzip.compress(mixed()), "data.csv.gz"))


@pytest.mark.parametrize(
    ("hostile", "problem"),
    [
        (entry("../evil.csv", CSV), "outside"),
        (entry("/etc/evil.csv", CSV), "outside"),
        (entry("a/../../evil.csv", CSV), "outside"),
        (entry("C:\\evil.csv", CSV), "outside"),
        (entry("link.csv", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "link"),
        (entry("link.csv", type=tarfile.LNKTYPE, linkname="a.csv"), "link"),
        (entry("tty", type=tarfile.CHRTYPE, devmajor=5), "device"),
        (entry("disk", type=tarfile.BLKTYPE, devmajor=8), "device"),
        (entry("pipe.csv", type=tarfile.FIFOTYPE), "device"),
    ],
)
@pytest.mark.parametrize("packer", ["tar", "tar.gz"])
def test_hostile_members_are_refused_and_the_others_read(tmp_path, packer, hostile, problem):
    content = PACKERS[packer](taped(entry("a.csv", CSV), hostile, entry("b.csv", CSV)))
    contents = read_source(written(tmp_path, content, f"data.{packer}"))
    (error,) = contents.errors
    assert isinstance(error, MembersRefused)
    assert (error.values["count"], error.values["member"], error.values["problem"]) == (1, 2, problem)
    assert [table.name for table in contents.tables] == ["a", "b"]


def test_names_that_are_no_text(tmp_path):
    raw = taped(entry("AAAA.csv", CSV), style=tarfile.USTAR_FORMAT)
    raw = raw.replace(b"AAAA", b"\xff\x1b[2", 1)
    raw = bytearray(raw)
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\x00 " % sum(raw[:512])
    (table,) = read(written(tmp_path, bytes(raw)))
    assert table.source.name == "data.tar/\ufffd\ufffd[2.csv"


def test_members_of_one_name_are_all_read(tmp_path):
    tables = read(written(tmp_path, taped(entry("a.csv", CSV), entry("a.csv", b"id,name\n3,carl\n"))))
    assert [cells(table)[0] for table in tables] == [["1", "anna"], ["3", "carl"]]


@pytest.mark.parametrize("packer", ["tar", "tar.gz"])
def test_members_before_the_break_are_read_and_the_break_is_told(tmp_path, packer):
    raw = taped(entry("a.csv", CSV), entry("b.csv", CSV * 200), style=tarfile.USTAR_FORMAT)
    for cut in (1024, 1024 + 100, 1024 + 512, 1024 + 512 + 1000):
        contents = read_source(written(tmp_path, PACKERS[packer](raw[:cut]), f"data.{packer}"))
        assert any(isinstance(error, FileDamaged) for error in contents.errors), cut
        assert contents.tables[0].name == "a"


@pytest.mark.parametrize("packer", ["tar", "tar.gz"])
def test_a_broken_header_is_not_the_end(tmp_path, packer):
    raw = bytearray(taped(entry("a.csv", CSV), entry("b.csv", CSV), entry("c.csv", CSV), style=tarfile.USTAR_FORMAT))
    raw[1024 + 3] ^= 0xFF
    contents = read_source(written(tmp_path, PACKERS[packer](bytes(raw)), f"data.{packer}"))
    assert [type(error) for error in contents.errors] == [FileDamaged]
    assert [table.name for table in contents.tables] == ["a"]


@pytest.mark.parametrize("size", [b"\x80" + bytes(3) + b"\x7f" + b"\xff" * 7, b"\xff" * 12, b"77777777777\x00"])
@pytest.mark.parametrize("kind", [b"0", b"x", b"L"])
@pytest.mark.parametrize("packer", ["tar", "tar.gz"])
def test_sizes_that_lie_are_noticed(tmp_path, packer, kind, size):
    raw = bytearray(taped(entry("a.csv", CSV), entry("b.csv", CSV), style=tarfile.USTAR_FORMAT))
    block = raw[1024:1536]
    block[124:136], block[156:157], block[148:156] = size, kind, b" " * 8
    block[148:156] = b"%06o\x00 " % sum(block)
    raw[1024:1536] = block
    path = written(tmp_path, PACKERS[packer](bytes(raw)), f"data.{packer}")
    try:
        errors = read_source(path).errors
    except LimitExceeded as error:
        errors = (error,)
    assert errors
    assert all(isinstance(error, FileDamaged | LimitExceeded) for error in errors)


def test_long_headers_are_not_loaded(tmp_path):
    raw = taped(entry("a.csv", CSV), entry("b" * 70_000 + ".csv", CSV), style=tarfile.GNU_FORMAT)
    contents = read_source(written(tmp_path, raw))
    assert [type(error) for error in contents.errors] == [FileDamaged]


def test_headers_upon_headers_end(tmp_path):
    block = tarfile.TarInfo("é").tobuf(tarfile.PAX_FORMAT)[:1024]
    with pytest.raises(FileDamaged):
        read(written(tmp_path, block * 3_000))


def test_bombs_and_crowds_are_stopped(tmp_path):
    path = written(tmp_path, gzip.compress(taped(entry("a.csv", b"a,b\n" * 20_000_000))), "data.tar.gz")
    for limits, name in (
        (Limits(expansion=10), "expansion"),
        (Limits(unpacked_bytes=1_000_000), "unpacked-bytes"),
    ):
        with pytest.raises(LimitExceeded) as caught:
            read(path, ReadOptions(limits=limits))
        assert caught.value.values["limit"] == name
    crowd = taped(*(entry(f"{number}.csv") for number in range(20)))
    with pytest.raises(LimitExceeded) as caught:
        read(written(tmp_path, crowd), ReadOptions(limits=Limits(members=10)))
    assert caught.value.values["limit"] == "members"


@pytest.mark.parametrize("packer", ["tar", "tar.gz"])
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_damaged_archives_never_break_the_reader(tmp_path_factory, packer, data):
    folder = tmp_path_factory.mktemp("damaged")
    content = bytearray(PACKERS[packer](taped(entry("a.csv", CSV * 20), entry("b/c.csv", CSV))))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = written(folder, content[: data.draw(st.integers(1, len(content)))], f"data.{packer}")
    try:
        for table in read_source(path).tables:
            cells(table)
    except (FileDamaged, FileEmpty, LimitExceeded, NotWhatItSays, UnknownFormat):
        pass
