"""Tar archives, packed or not: every file in them by its own reader; nothing is ever written to the disk.

Of a plain archive, members are read where they lie. A packed one is walked through once: members that come first are
held in memory, `_HELD_BYTES` in all; to read a later one, the archive is unpacked again up to where it begins.
"""

import io
import tarfile
from collections.abc import Iterator
from contextlib import closing
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from pia_toolkit.errors import CannotRead, FileDamaged
from pia_toolkit.readers.contents import Contents
from pia_toolkit.readers.opened import Opened, Opener
from pia_toolkit.readers.options import MIB, Limits, ReadOptions
from pia_toolkit.readers.packed.archive import Member, check_crowd, read_members, refusals
from pia_toolkit.readers.packed.compressed import DAMAGED, check_unpacked
from pia_toolkit.readers.packed.member_names import problem_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_HELD_BYTES = 256 * MIB
_HEADER_BYTES = 64 * 1024
"""No header is longer in an honest archive: it holds a name, and perhaps some attributes."""


def read_tar(opened: Opened, options: ReadOptions) -> Contents:
    """Read every file in a tar archive.

    Members that are links, devices or pipes or that point outside of the archive are refused, and the others read;
    so are those before the place where a damaged archive breaks off. Raises `FileDamaged` and `LimitExceeded`.
    """
    members: list[Member] = []
    problems: list[tuple[int, str]] = []
    errors: list[CannotRead] = []
    with closing(opened.open()) as stream:
        walker = _Walker(stream, opened.path)
        held = 0 if stream.seekable() else _HELD_BYTES
        try:
            for number, entry in enumerate(walker.entries(options.limits), 1):
                problem = _problem(entry)
                if problem:
                    problems.append((number, problem))
                elif entry.isreg():
                    content = walker.content(entry) if entry.size <= held else None
                    held -= len(content or b"")
                    members.append(Member(entry.name, number, _opener(opened, entry, content)))
        except FileDamaged as error:
            if not members:
                raise
            errors.append(error)
    return read_members(opened, members, [*refusals(opened.path, problems), *errors], options)


def _problem(entry: tarfile.TarInfo) -> str | None:
    """Return why a member must not be read, if so."""
    if entry.issym() or entry.islnk():
        return "link"
    if not (entry.isreg() or entry.isdir()):
        return "device"
    if entry.issparse():
        return "sparse"
    problem = problem_of(entry.name)
    return None if problem == "nameless" and entry.isdir() else problem  # a folder may be "."


class _Walker:
    """Walks through an archive from header to header, never back; it is the file that `tarfile` reads from.

    `tarfile` reads a header at a go, however long it claims to be; and it takes a broken header for the end.
    """

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream = stream
        self._path = path
        self._at = 0
        self._last = b""

    def entries(self, limits: Limits) -> Iterator[tarfile.TarInfo]:
        """Yield the entries of the archive. Raises `FileDamaged` and `LimitExceeded`."""
        unpacked, count = 0, 0
        try:
            archive = tarfile.TarFile(fileobj=cast("IO[bytes]", self), encoding="utf-8", errors="surrogateescape")
            while (entry := archive.next()) is not None:
                count += 1
                unpacked += entry.size
                if entry.size < 0:
                    raise self._damaged()
                check_crowd(self._path, count, limits)
                check_unpacked(self._path, unpacked, unpacked, limits)
                yield entry
        except (tarfile.TarError, *DAMAGED):
            raise self._damaged() from None
        if any(self._last) or not self._last:
            raise self._damaged()

    def content(self, entry: tarfile.TarInfo) -> bytes:
        """Return the bytes of the entry that was just met. Raises `FileDamaged` when some are missing."""
        content = self._stream.read(entry.size)
        self._at += len(content)
        if len(content) < entry.size:
            raise self._damaged()
        return content

    def read(self, count: int) -> bytes:
        """Return the next bytes of a header."""
        if count > _HEADER_BYTES:
            raise self._damaged()
        self._last = self._stream.read(count)
        self._at += len(self._last)
        return self._last

    def tell(self) -> int:
        """Return how far it has come."""
        return self._at

    def seek(self, place: int) -> None:
        """Go on to a later place."""
        if place < self._at:
            raise self._damaged()
        if self._stream.seekable():
            self._at = self._stream.seek(place)
        else:
            self._at += _skip(self._stream, place - self._at)

    def _damaged(self) -> FileDamaged:
        return FileDamaged(path=self._path, where=f"byte={self._at}")


def _opener(opened: Opened, entry: tarfile.TarInfo, content: bytes | None) -> Opener:
    def open_member() -> BinaryIO:
        if content is not None:
            return io.BytesIO(content)
        stream = opened.open()
        if stream.seekable():
            stream.seek(entry.offset_data)
        else:
            _skip(stream, entry.offset_data)
        return io.BufferedReader(_Window(stream, entry, opened.path), MIB)

    return open_member


def _skip(stream: BinaryIO, count: int) -> int:
    """Read over bytes; return how many there were."""
    left = count
    while left and (data := stream.read(min(left, MIB))):
        left -= len(data)
    return count - left


class _Window(io.RawIOBase):
    """The part of a stream that is one member; one can jump within it if one can within the stream."""

    def __init__(self, stream: BinaryIO, entry: tarfile.TarInfo, path: str) -> None:
        self._stream = stream
        self._start, self._size = entry.offset_data, entry.size
        self._path = path
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = min(max(0, base + offset), self._size)
        self._stream.seek(self._start + self._at)
        return self._at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)[: self._size - self._at]
        data = self._stream.read(len(view))
        if len(data) < len(view):
            raise FileDamaged(path=self._path, where=f"byte={self._start + self._at + len(data)}")
        view[:] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()
