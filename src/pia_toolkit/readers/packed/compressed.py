"""Packed files, unpacked in a stream, no further than a stated limit."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from pia_toolkit.errors import FileDamaged, LimitExceeded
from pia_toolkit.readers.opened import Opener
from pia_toolkit.readers.options import MIB, Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PACKED = ("gz", "bz2", "xz", "zst")
"""What packs one file, which may be a tar archive."""

_BUFFER = MIB
_EXPANSION_LOOKED_AT = 64 * MIB
"""What unfolds to less is not looked at closer."""
DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError, ValueError, LookupError)
"""What broken bytes make the unpackers of the standard library raise."""


def unpacked(path: Path, kind: str, limits: Limits) -> Opener:
    """Return what opens the content of a packed file.

    Reading raises `FileDamaged` when the file breaks off, and `LimitExceeded` when it unfolds too far.
    """
    packed_bytes = path.stat().st_size

    def open_content() -> BinaryIO:
        return limited(lambda: _open(path, kind), str(path), packed_bytes, limits)

    return open_content


def limited(open_stream: Callable[[], BinaryIO], path: str, packed_bytes: int, limits: Limits) -> BinaryIO:
    """Open a stream that unpacks, guarded against damage and against bombs."""
    try:
        stream = open_stream()
    except DAMAGED:
        raise FileDamaged(path=path, where="byte=0") from None
    return io.BufferedReader(_Limited(stream, path, packed_bytes, limits), _BUFFER)


def check_unpacked(path: str, unpacked: int, packed: int, limits: Limits, limit: str = "unpacked-bytes") -> None:
    """Raise `LimitExceeded` when more bytes were unpacked than `limit` allows, or too many times those packed."""
    most = limits.workbook_bytes if limit == "workbook-bytes" else limits.unpacked_bytes
    if unpacked > most:
        raise LimitExceeded(path=path, limit=limit, allowed=most, found=f"> {most}")
    if unpacked > max(_EXPANSION_LOOKED_AT, limits.expansion * packed):
        raise LimitExceeded(path=path, limit="expansion", allowed=limits.expansion, found=f"> {limits.expansion}")


def _open(path: Path, kind: str) -> BinaryIO:
    if kind == "gz":
        return cast("BinaryIO", gzip.open(path, "rb"))
    if kind == "bz2":
        return cast("BinaryIO", bz2.open(path, "rb"))
    if kind == "xz":
        return cast("BinaryIO", lzma.open(path, "rb"))
    import pyarrow as pa

    stream: BinaryIO = pa.input_stream(str(path), compression="zstd")
    return stream


class _Limited(io.RawIOBase):
    """Counts what comes out of a stream."""

    def __init__(self, stream: BinaryIO, path: str, packed_bytes: int, limits: Limits) -> None:
        self._stream = stream
        self._path = path
        self._limits = limits
        self._packed = packed_bytes
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        try:
            data = self._stream.read(len(view))
        except DAMAGED:
            raise FileDamaged(path=self._path, where=f"byte={self._given}") from None
        self._given += len(data)
        check_unpacked(self._path, self._given, self._packed, self._limits)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()
