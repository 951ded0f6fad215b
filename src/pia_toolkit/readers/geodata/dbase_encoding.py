"""In which encoding the attributes of a shapefile are written."""

import codecs
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from pia_toolkit.errors import NotDecodable
from pia_toolkit.readers.geodata.geo_table import Layer
from pia_toolkit.readers.opened import Opener
from pia_toolkit.readers.text.encoding import Encoding, find_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from _typeshed import WriteableBuffer

_LANGUAGE_DRIVER, _HEAD_BYTES = 29, 32
_CODE_PAGES = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x13: "cp932",
    0x1F: "cp852",
    0x26: "cp866",
    0x4D: "gbk",
    0x4E: "cp949",
    0x4F: "cp950",
    0x50: "cp874",
    0x64: "cp852",
    0x65: "cp866",
    0x6A: "cp737",
    0x6B: "cp857",
    0x7A: "gbk",
    0x7B: "cp932",
    0x7C: "cp874",
    0x7D: "cp1255",
    0x7E: "cp1256",
    0xC8: "cp1250",
    0xC9: "cp1251",
    0xCA: "cp1254",
    0xCB: "cp1253",
}
"""Code pages by the language driver of a dBASE file (ESRI, dBASE IV manual)."""


def find_table_encoding(parts: Mapping[str, Opener], path: str, given: str | None) -> Encoding:
    """Find the encoding of a `.dbf`: what the user says, what the files say if that can be, or what is found.

    `parts`: what opens the files of a shapefile, by suffix. Raises `NotDecodable` when Python does not know it.
    """
    try:
        found = find_encoding(lambda: io.BufferedReader(_Records(parts["dbf"]())), given)
    except LookupError:
        raise NotDecodable(path=path, encoding=given or "", row=1) from None
    told = _told_encoding(parts)
    if given is not None or not told or found.name == "utf-8" or told == "utf-8":
        return found
    return Encoding(told, 1.0)


def _told_encoding(parts: Mapping[str, Opener]) -> str:
    """Return the encoding that the `.cpg` or the head of the `.dbf` states, by Python's name; empty if none."""
    told = ""
    if "cpg" in parts:
        with parts["cpg"]() as stream:
            told = stream.read(64).decode("ascii", errors="replace").strip().lower()
    number = "".join(sign for sign in told if sign.isdigit())
    for name in (told, f"cp{number}", f"iso-8859-{number.removeprefix('8859')}", "utf-8" if number == "65001" else ""):
        try:
            return codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
    with parts["dbf"]() as stream:
        head = stream.read(32)
    return _CODE_PAGES.get(head[_LANGUAGE_DRIVER], "") if len(head) > _LANGUAGE_DRIVER else ""


class _Records(io.RawIOBase):
    """The rows of a table of attributes as text: what fills up the cells is blank."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._stream.read(_HEAD_BYTES)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        data = self._stream.read(len(view)).replace(b"\0", b" ")
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


def decoded(layer: Layer, encoding: str) -> Layer:
    """Turn text that GDAL took for Latin-1, byte by byte, into what it is."""
    import pyarrow as pa

    def open_batches(needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        for batch in layer.open_batches(needed):
            columns = [_redecoded(column, encoding) for column in batch.columns]
            yield pa.RecordBatch.from_arrays(columns, schema=batch.schema)

    schema = pa.schema([part.with_name(_redecode(part.name, encoding)) for part in layer.schema])
    return replace(layer, schema=schema, open_batches=open_batches)


def _redecoded(column: "pa.Array", encoding: str) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type) or pc.all(pc.string_is_ascii(column)).as_py() in {True, None}:
        return column
    cells = [None if cell is None else _redecode(cell, encoding) for cell in column.to_pylist()]
    return pa.array(cells, column.type)


def _redecode(text: str, encoding: str) -> str:
    return text.encode("latin-1", errors="replace").decode(encoding, errors="replace")
