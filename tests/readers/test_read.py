"""What cannot be read is refused with the right error, and nothing of its content shows."""

import hashlib
import os
import re
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from reader_checks import cells, codes

from pia_toolkit.content import read_yaml
from pia_toolkit.domain.dataset import Table
from pia_toolkit.errors import (
    CannotRead,
    FileDamaged,
    FileEmpty,
    FileMissing,
    NoPermission,
    NotWhatItSays,
    UnknownFormat,
)
from pia_toolkit.readers.read import read
from pia_toolkit.resources import shipped

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + b"stream CANARY " * 99
ZIP = b"PK\x03\x04" + b"CANARY" * 99


def refused(folder: Path, name: str, content: bytes) -> CannotRead:
    (folder / name).write_bytes(content)
    with pytest.raises(CannotRead) as caught:
        cells(read(folder / name)[0])
    assert "CANARY" not in str(caught.value)
    assert "CANARY" not in repr(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", PNG, "png"),
        ("a.csv", PDF, "pdf"),
        ("a.txt", PDF, "pdf"),
        ("a.csv", b"<html><body>CANARY</body></html>", "html"),
        ("a.csv", b'<?xml version="1.0"?><CANARY/>', "xml"),
        ("a.csv", b"\x1f\x8b\x08" + b"\x00" * 99, "gz"),
        ("a.csv", bytes(range(256)) * 9, "binary"),
        ("a.xlsx", b"name,age\nCANARY,5\n", "text"),
        ("a.xlsx", PDF, "pdf"),
        ("a.xls", b"<table><tr><td>CANARY</td></tr></table>", "html"),
        ("a.parquet", b"name,age\nCANARY,5\n", "text"),
        ("a.arrow", b"name,age\nCANARY,5\n", "text"),
        ("a.gz", b"name,age\nCANARY,5\n", "text"),
        ("a.zip", b"name,age\nCANARY,5\n", "text"),
        ("a.json", b"name,age\nCANARY,5\n", "text"),
        ("a.sqlite", b"name,age\nCANARY,5\n", "text"),
    ],
)
def test_files_that_are_not_what_their_name_says(tmp_path, name, content, found):
    error = refused(tmp_path, name, content)
    assert isinstance(error, NotWhatItSays)
    assert error.values["claimed"] == name.split(".")[1]
    assert error.values["found"] == found


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.png", PNG),
        ("a", PNG),
        ("a.7z", b"7z\xbc\xaf\x27\x1c"),
        ("a.docx", b"{\\rtf1 CANARY}"),
        ("a.mdb", b"\x00\x01\x00\x00Standard Jet DB\x00CANARY" + bytes(range(256)) * 9),
    ],
)
def test_formats_nobody_knows(tmp_path, name, content):
    error = refused(tmp_path, name, content)
    assert isinstance(error, UnknownFormat)
    assert "csv" in str(error.values["known"])


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.zip"])
def test_broken_archives(tmp_path, name):
    assert isinstance(refused(tmp_path, name, ZIP), FileDamaged)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet", "a.json", "a"])
def test_empty_files(tmp_path, name):
    assert isinstance(refused(tmp_path, name, b""), FileEmpty)


def test_missing_files_and_whole_folders(tmp_path):
    with pytest.raises(FileMissing):
        read(tmp_path / "nothing.csv")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FileMissing):
        read(tmp_path / "a.csv" / "b.csv")
    assert [table.name for table in read(tmp_path)] == ["a"]


def test_files_one_may_not_read(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser may read everything: let the system refuse on his behalf
        real_open = Path.open

        def refusing(self, *given, **named):
            if self == path:
                raise PermissionError
            return real_open(self, *given, **named)

        monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(NoPermission):
        read(path)


def test_a_text_of_any_name_is_read(tmp_path):
    for name in ("a", "a.dat", "a.export", "a.CSV", "a.b.csv"):
        (tmp_path / name).write_text("id,name\n1,a\n2,b\n")
        (table,) = read(tmp_path / name)
        assert table.columns == ("id", "name")


def test_the_source_is_told_by_name_and_hash_never_by_place(tmp_path):
    content = b"id,name\n1,a\n2,b\n"
    (tmp_path / "requests.csv").write_bytes(content)
    (table,) = read(tmp_path / "requests.csv")
    assert isinstance(table.name, str)
    assert table.name == "requests"
    assert table.source.model_dump() == {
        "name": "requests.csv",
        "format": "csv",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert str(tmp_path) not in repr(table)


def test_reading_leaves_no_threads_behind(tmp_path):
    (tmp_path / "a.csv").write_text("id,name\n1,a\n")
    before = threading.active_count()
    (table,) = read(tmp_path / "a.csv")
    assert cells(table) == [["1", "a"]]
    assert threading.active_count() <= before + 4  # the parser keeps a pool of its own


def test_every_code_has_a_sentence_in_every_language():
    folder = Path(__file__).parents[2] / "src" / "pia_toolkit" / "readers"
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    sentences = {
        language: read_yaml(shipped("templates") / "words" / language / "reading.yaml") for language in ("en", "zh")
    }
    assert set(sentences["en"]) == set(sentences["zh"])
    assert set(re.findall(r'code="([a-z-]+)"', source)) <= set(sentences["en"])
    assert [code for code in sentences["en"] if f'"{code}"' not in source] == []
    for code, sentence in sentences["en"].items():
        assert set(re.findall(r"{(\w+)}", sentence)) == set(re.findall(r"{(\w+)}", sentences["zh"][code])), code


def test_tables_keep_the_contract(tmp_path):
    (tmp_path / "a.csv").write_text("id,name\n1,a\n")
    table: Table = read(tmp_path / "a.csv")[0]
    assert codes(table)["header-row"] == {"row": 1}
    assert [batch.num_columns for batch in table.batches([])] == [0]


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx", "txt", "sqlite"])
def test_bytes_that_cannot_be_mistaken_win_over_the_suffix(tmp_path, suffix):
    path = tmp_path / f"people.{suffix}"
    parquet.write_table(pa.table({"name": ["anna"]}), path)
    (table,) = read(path)
    assert table.columns == ("name",)
    if suffix != "txt":
        assert next(note.values for note in table.notes if note.code == "read-as") == {"kind": "parquet"}


def test_json_called_a_table_of_text(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text('[{"name": "anna"}, {"name": "bo"}]', encoding="utf-8")
    (table,) = read(path)
    assert table.columns == ("name",)
    assert "read-as" in {note.code for note in table.notes}
