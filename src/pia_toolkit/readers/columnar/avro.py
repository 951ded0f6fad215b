"""Avro files, block by block, whatever packs the blocks. Source: the Apache Avro specification, 1.11."""

import bz2
import io
import json
import lzma
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from pia_toolkit.domain.dataset import Table
from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded
from pia_toolkit.readers.columnar.avro_schema import NestedTooDeep, Shape, as_arrow, record_in_shape, shape_of_schema
from pia_toolkit.readers.columnar.typed_tables import typed_tables
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import MIB, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

_MAGIC, _SYNC_BYTES, _LONGEST_NUMBER = b"Obj\x01", 16, 10
_LARGEST_HEADER, _ROWS = 16 * MIB, 16_384
_BROKEN = (ValueError, LookupError, EOFError, OSError, TypeError, RuntimeError, ArithmeticError, AttributeError)
"""What broken bytes make the parsers raise."""


class _BlockTooLarge(Exception):
    """A block unfolds too far; told as `LimitExceeded` where the file's name is known."""


def read_avro(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read an Avro file: records within records become columns `a.b`, repeated ones tables of their own.

    Raises `FileDamaged`, `FileEmpty` and `LimitExceeded`.
    """
    import fastavro

    try:
        with closing(opened.open()) as stream:
            metadata, _ = _header(stream)
        schema = fastavro.parse_schema(json.loads(metadata["avro.schema"]))
        codec = metadata.get("avro.codec", b"null").decode()
        shape = shape_of_schema(schema, options.limits.depth)
        unpack = _CODECS[codec]
    except NestedTooDeep:
        allowed = options.limits.depth
        raise LimitExceeded(path=opened.path, limit="depth", allowed=allowed, found=f"> {allowed}") from None
    except (*_BROKEN, zlib.error, lzma.LZMAError, fastavro.schema.SchemaParseException):
        raise FileDamaged(path=opened.path, where="header") from None
    arrow = as_arrow(shape)
    if not arrow.names:
        raise FileEmpty(path=opened.path)
    batches = partial(_batches, opened, (schema, shape, arrow), options.limits.document_bytes, unpack)
    return typed_tables(opened, arrow, batches, options)


def _batches(
    opened: Opened,
    described: "tuple[Any, dict[str, Shape], pa.Schema]",
    most: int,
    unpack: "Unpack",
    needed: Sequence[int],
) -> "Iterator[pa.RecordBatch]":
    """Yield the records some at a time, every value as text."""
    import pyarrow as pa

    schema, shape, arrow = described
    wanted = pa.schema([arrow.field(position) for position in needed])
    row = 0
    try:
        for records in _records(opened, schema, most, unpack):
            rows = [record_in_shape(record, shape) for record in records]
            columns = [pa.array([cells.get(part.name) for cells in rows], part.type) for part in wanted]
            row += len(rows)
            yield pa.RecordBatch.from_arrays(columns, schema=wanted)
    except _BlockTooLarge:
        raise LimitExceeded(path=opened.path, limit="document-bytes", allowed=most, found=f"> {most}") from None
    except (*_BROKEN, zlib.error, lzma.LZMAError, pa.ArrowException):
        raise FileDamaged(path=opened.path, where=f"row={row + 1}") from None


def _records(opened: Opened, schema: Any, most: int, unpack: "Unpack") -> Iterator[list[Any]]:  # noqa: ANN401  # an Avro schema is any JSON
    """Yield the records of a file in bundles that stay small. A schema has no type of its own."""
    import fastavro

    with closing(opened.open()) as stream:
        _, sync = _header(stream)
        while (count := _number(stream, at_end=True)) is not None:
            size = _number(stream)
            if count < 0 or size is None or size < 0:
                raise ValueError
            if size > most:
                raise _BlockTooLarge
            packed = _exactly(stream, size)
            if _exactly(stream, _SYNC_BYTES) != sync:
                raise ValueError
            block, bundle = io.BytesIO(_bounded(unpack(packed, most), most)), []
            for _ in range(count):
                bundle.append(fastavro.schemaless_reader(block, schema, None))
                if len(bundle) >= _ROWS:
                    yield bundle
                    bundle = []
            if bundle:
                yield bundle


def _header(stream: IO[bytes]) -> tuple[dict[str, bytes], bytes]:
    """Read what a file says of itself, and the mark that follows each of its blocks."""
    if _exactly(stream, len(_MAGIC)) != _MAGIC:
        raise ValueError
    metadata: dict[str, bytes] = {}
    while count := _number(stream):
        if count < 0:
            _number(stream)
        for _ in range(abs(count)):
            name = _text(stream).decode()
            metadata[name] = _text(stream)
    return metadata, _exactly(stream, _SYNC_BYTES)


def _text(stream: IO[bytes]) -> bytes:
    size = _number(stream)
    if size is None or not 0 <= size <= _LARGEST_HEADER:
        raise ValueError
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise EOFError
    return data


def _number(stream: IO[bytes], *, at_end: bool = False) -> int | None:
    """Read a number of seven bits to a byte; None at the end of the file, where that is allowed."""
    value = 0
    for position in range(_LONGEST_NUMBER):
        byte = stream.read(1)
        if not byte:
            if at_end and not position:
                return None
            raise EOFError
        value |= (byte[0] & 0x7F) << (7 * position)
        if not byte[0] & 0x80:
            return (value >> 1) ^ -(value & 1)
    raise ValueError


def _bounded(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise _BlockTooLarge
    return data


def _snappy(data: bytes, most: int) -> bytes:
    import pyarrow as pa

    size, shift = 0, 0
    for byte in data[:5]:
        size |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            break
    if size > most:
        raise _BlockTooLarge
    return bytes(pa.Codec("snappy").decompress(data[:-4], decompressed_size=size, asbytes=True))


def _zstandard(data: bytes, most: int) -> bytes:
    import pyarrow as pa

    return bytes(pa.CompressedInputStream(pa.BufferReader(data), "zstd").read(most + 1))


Unpack = Callable[[bytes, int], bytes]
"""Unpacks a block, to one byte more than so many at the most."""

_CODECS: dict[str, Unpack] = {
    "null": lambda data, _: data,
    "deflate": lambda data, most: zlib.decompressobj(-15).decompress(data, most + 1),
    "bzip2": lambda data, most: bz2.BZ2Decompressor().decompress(data, most + 1),
    "xz": lambda data, most: lzma.LZMADecompressor().decompress(data, most + 1),
    "snappy": _snappy,
    "zstandard": _zstandard,
}
