"""Avro: records within records, every packing, and files that claim what they do not hold."""

import datetime as dt
import decimal
import io
import json
import uuid
import zlib

import fastavro
import pyarrow as pa
import pytest
from reader_checks import cells, codes

from pia_toolkit.errors import CannotRead, FileDamaged, LimitExceeded
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.read import read

SCHEMA = {
    "type": "record",
    "name": "Person",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "name", "type": ["null", "string"]},
        {"name": "born", "type": {"type": "int", "logicalType": "date"}},
        {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "fee", "type": {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2}},
        {"name": "key", "type": {"type": "string", "logicalType": "uuid"}},
        {
            "name": "home",
            "type": {
                "type": "record",
                "name": "Home",
                "fields": [
                    {"name": "city", "type": "string"},
                    {"name": "kind", "type": {"type": "enum", "name": "K", "symbols": ["own", "let"]}},
                ],
            },
        },
        {
            "name": "cars",
            "type": {
                "type": "array",
                "items": {"type": "record", "name": "Car", "fields": [{"name": "plate", "type": "string"}]},
            },
        },
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "more", "type": {"type": "map", "values": "int"}},
    ],
}
KEY = "12345678-1234-5678-1234-567812345678"


def person(number):
    return {
        "id": number,
        "name": None if number == 2 else f"Anna {number}",
        "born": dt.date(1980, 1, number),
        "seen": dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC),
        "fee": decimal.Decimal("1.50"),
        "key": uuid.UUID(KEY),
        "home": {"city": "Ulm", "kind": "let"},
        "cars": [{"plate": f"UL-A {number}{car}"} for car in range(number)],
        "tags": ["a", "b"],
        "more": {"x": 1},
    }


def row(number):
    name = None if number == 2 else f"Anna {number}"
    day = f"1980-01-0{number}"
    return [str(number), name, day, "2024-05-06T07:08:09+00:00", "1.50", KEY, "Ulm", "let", '["a", "b"]', '{"x": "1"}']


def write(path, codec="null"):
    with path.open("wb") as stream:
        fastavro.writer(stream, SCHEMA, [person(number) for number in (1, 2, 3)], codec=codec, sync_interval=10)
    return path


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "xz"])
def test_records(tmp_path, codec):
    table, cars = read(write(tmp_path / "people.avro", codec))
    assert table.columns == ("id", "name", "born", "seen", "fee", "key", "home.city", "home.kind", "tags", "more")
    found = cells(table)
    assert [line[:9] for line in found] == [row(number)[:9] for number in (1, 2, 3)]
    assert [json.loads(line[9]) for line in found] == [{"x": 1}] * 3
    assert (cars.name, cars.columns) == ("people - cars[]", ("row", "plate"))
    assert cells(cars) == [[str(number), f"UL-A {number}{car}"] for number in (1, 2, 3) for car in range(number)]
    assert codes(cars)["repeated-records"] == {"records": "cars[]"}
    assert cells(table, ["home.city"]) == [["Ulm"]] * 3


def container(schema, codec, blocks):
    def number(value):
        value, out = (value << 1) ^ (value >> 63), b""
        while value > 0x7F:
            out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
        return out + bytes([value])

    def text(content):
        return number(len(content)) + content

    head = b"Obj\x01" + number(2) + text(b"avro.schema") + text(json.dumps(schema).encode())
    head += text(b"avro.codec") + text(codec) + number(0) + b"s" * 16
    return head + b"".join(number(count) + text(data) + b"s" * 16 for count, data in blocks)


WORDS = {"type": "record", "name": "W", "fields": [{"name": "word", "type": "string"}]}
BLOCK = b"\x08Anna\x06Ben"


@pytest.mark.parametrize(
    ("codec", "packed"),
    [
        (b"snappy", pa.Codec("snappy").compress(BLOCK, asbytes=True) + b"\0" * 4),
        (b"zstandard", pa.Codec("zstd").compress(BLOCK, asbytes=True)),
    ],
)
def test_packings_of_other_libraries(tmp_path, codec, packed):
    (tmp_path / "words.avro").write_bytes(container(WORDS, codec, [(2, packed), (2, packed)]))
    (table,) = read(tmp_path / "words.avro")
    assert cells(table) == [["Anna"], ["Ben"]] * 2


def test_values_that_are_no_records(tmp_path):
    (tmp_path / "words.avro").write_bytes(container("string", b"null", [(2, BLOCK)]))
    (table,) = read(tmp_path / "words.avro")
    assert (table.columns, cells(table)) == (("value",), [["Anna"], ["Ben"]])


TREE = {
    "type": "record",
    "name": "Tree",
    "fields": [{"name": "leaf", "type": "string"}, {"name": "next", "type": ["null", "Tree"]}],
}
NOTHING = {"type": "record", "name": "N", "fields": [{"name": "none", "type": "null"}]}
NULLS = {"type": "record", "name": "N", "fields": [{"name": "l", "type": {"type": "array", "items": "null"}}]}


@pytest.mark.parametrize(
    ("schema", "codec", "blocks", "error"),
    [
        (TREE, b"null", [(1, b"\x02a\x00")], LimitExceeded),
        (NOTHING, b"null", [(2**60, b"")], FileDamaged),
        (NULLS, b"null", [(1, b"\xfe\xff\xff\xff\xff\xff\xff\xff\x7f")], FileDamaged),
        (WORDS, b"null", [(2**60, BLOCK)], FileDamaged),
        (WORDS, b"null", [(1, b"\xfe\xff\xff\xff\xff\xff\xff\xff\x7f")], FileDamaged),
        (WORDS, b"unheard-of", [(2, BLOCK)], FileDamaged),
        (WORDS, b"snappy", [(2, b"\xff\xff\xff\xff\x0fCANARY")], LimitExceeded),
        (WORDS, b"deflate", [(1, zlib.compress(b"\0" * 3_000_000)[2:-4])], LimitExceeded),
        ({"type": "record", "name": "W"}, b"null", [], FileDamaged),
        ("CANARY", b"null", [], FileDamaged),
    ],
)
def test_what_a_file_claims_is_not_believed(tmp_path, schema, codec, blocks, error):
    (tmp_path / "claims.avro").write_bytes(container(schema, codec, blocks))
    with pytest.raises(error) as caught:
        cells(read(tmp_path / "claims.avro", ReadOptions(limits=Limits(document_bytes=2_000_000)))[0])
    assert "CANARY" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_files_that_break_off(tmp_path):
    path = write(tmp_path / "people.avro")
    content = path.read_bytes()
    for end in (4, 10, 300, len(content) - 20, len(content) - 1):
        path.write_bytes(content[:end])
        with pytest.raises(CannotRead) as caught:
            cells(read(path)[0])
        assert "Anna" not in str(caught.value)


def test_many_records_come_in_bundles(tmp_path):
    stream = io.BytesIO()
    fastavro.writer(stream, WORDS, ({"word": str(number)} for number in range(40_000)), sync_interval=10**9)
    (tmp_path / "words.avro").write_bytes(stream.getvalue())
    (table,) = read(tmp_path / "words.avro")
    assert max(batch.num_rows for batch in table.batches()) <= 16_384
    assert len(cells(table)) == 40_000
