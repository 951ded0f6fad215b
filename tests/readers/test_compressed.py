"""Packed files are unpacked in a stream, and no further than is safe."""

import bz2
import gzip
import lzma

import pyarrow as pa
import pytest
from reader_checks import cells, codes

from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, NotWhatItSays, UnknownFormat
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read

TEXT = b"id;name\n" + b"".join(b"%d;Stra\xdfe %d\n" % (n, n) for n in range(5000))
PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda content: pa.Codec("zstd").compress(content, asbytes=True),
}


@pytest.mark.parametrize("packer", PACKERS)
def test_packed_text(tmp_path, packer):
    path = tmp_path / f"requests.csv.{packer}"
    path.write_bytes(PACKERS[packer](TEXT))
    (table,) = read(path, ReadOptions(block_bytes=500))
    assert (table.name, table.source.name) == ("requests", path.name)
    assert table.source.format == f"csv.{packer}"
    assert cells(table) == [[str(n), f"Straße {n}"] for n in range(5000)]
    assert cells(table, ["id"])[-1] == ["4999"]
    assert codes(table)["encoding"]["encoding"] == "cp1252"


@pytest.mark.parametrize("packer", PACKERS)
def test_packed_files_that_break_off(tmp_path, packer):
    path = tmp_path / f"requests.csv.{packer}"
    packed = PACKERS[packer](TEXT)
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(FileDamaged):
        cells(read(path)[0])


@pytest.mark.parametrize("packer", PACKERS)
def test_bombs_are_stopped(tmp_path, packer):
    path = tmp_path / f"bomb.csv.{packer}"
    path.write_bytes(PACKERS[packer](b"a,b\n" * 500_000))
    with pytest.raises(LimitExceeded) as caught:
        read(path, ReadOptions(limits=Limits(unpacked_bytes=1_000_000)))
    assert caught.value.values["limit"] == "unpacked-bytes"


def test_what_unfolds_too_far_is_stopped(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 20_000_000))
    with pytest.raises(LimitExceeded):
        read(path, ReadOptions(limits=Limits(expansion=100)))


def test_what_is_packed_decides(tmp_path):
    (tmp_path / "people.json.gz").write_bytes(gzip.compress(b'[{"id": 1, "name": "anna"}]'))
    assert cells(read(tmp_path / "people.json.gz")[0]) == [["1", "anna"]]
    (tmp_path / "people.gz").write_bytes(gzip.compress(b"id,name\n1,anna\n"))
    assert cells(read(tmp_path / "people.gz")[0]) == [["1", "anna"]]
    (tmp_path / "image.csv.gz").write_bytes(gzip.compress(b"\x89PNG\r\n\x1a\n"))
    with pytest.raises(NotWhatItSays):
        read(tmp_path / "image.csv.gz")
    (tmp_path / "empty.csv.gz").write_bytes(gzip.compress(b""))
    with pytest.raises(FileEmpty):
        read(tmp_path / "empty.csv.gz")
    (tmp_path / "twice.csv.gz").write_bytes(gzip.compress(gzip.compress(b"id,name\n")))
    with pytest.raises(UnknownFormat):
        read(tmp_path / "twice.csv.gz")
