"""Read one file on disk: find out what it is, and hand it to the reader of its family."""

import stat
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from pia_toolkit.errors import (
    ChangedSinceScan,
    FileEmpty,
    FileMissing,
    NoPermission,
    NotWhatItSays,
    UnknownFormat,
)
from pia_toolkit.readers.contents import Contents
from pia_toolkit.readers.families import KNOWN, SHOWN, family_of
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.packed.compressed import PACKED, unpacked
from pia_toolkit.readers.packed.member_names import shown, suffix_of
from pia_toolkit.readers.signature import DAMAGED_ZIP, HEAD_BYTES, kind_of_archive, kind_of_bytes, kind_of_file
from pia_toolkit.resources import sha256_of

_ZIPPED = ("zip", DAMAGED_ZIP)
_Read = Callable[[Opened, ReadOptions], Contents]


def read_file(path: Path, options: ReadOptions, table: str = "", file: str = "") -> Contents:
    """Read one file. `table` and `file` are what to call its table and itself, if not by its name.

    Raises `FileMissing`, `NoPermission`, `FileEmpty`, `UnknownFormat`, `NotWhatItSays`, `FileDamaged`, `NotDecodable`
    or `LimitExceeded`.
    """
    _check_access(path)
    kind, suffix = kind_of_file(path), suffix_of(path.name)
    read_kind, opening = _reader_of(path, suffix, kind), _Opening(path)
    opened = Opened(
        path=shown(str(path)),
        name=table or shown(path.stem),
        file=file or shown(path.name),
        format=shown(suffix) or kind,
        bytes=path.stat().st_size,
        digest=_hash_beside(path),
        open=opening,
        position=opening.position,
    )
    return read_kind(opened, options)


def _hash_beside(path: Path) -> Callable[[], str]:
    """Begin to hash a file while it is being read; return what waits for the hash."""
    hashing: Future[str] = Future()

    def begin() -> None:
        try:
            hashing.set_result(sha256_of(path))
        except OSError:
            hashing.set_exception(FileMissing(path=shown(str(path))))

    Thread(target=begin, daemon=True).start()  # which keeps nobody waiting who breaks off
    return hashing.result


def _reader_of(path: Path, suffix: str, kind: str) -> _Read:
    """Return what reads a file, by its suffix and by what its bytes look like."""
    packs = {"zip": _ZIPPED, "tar": ("tar",), **{packer: (packer,) for packer in PACKED}}
    if suffix in packs and kind not in packs[suffix]:
        raise NotWhatItSays(path=shown(str(path)), claimed=suffix, found=kind)
    if suffix in KNOWN or not any(kind in kinds for kinds in packs.values()):
        read_table = family_of(shown(str(path)), suffix, kind).read
        return lambda opened, options: Contents(read_table(opened, options))
    return partial(_read_packed if kind in PACKED else _read_archive, path, kind)


def _read_archive(path: Path, kind: str, opened: Opened, options: ReadOptions) -> Contents:
    from pia_toolkit.readers.packed.tar_archive import read_tar
    from pia_toolkit.readers.packed.zip_archive import read_zip

    of_archive = replace(opened, archive=path)
    return read_tar(of_archive, options) if kind == "tar" else read_zip(path, of_archive, options)


def _read_packed(path: Path, kind: str, opened: Opened, options: ReadOptions) -> Contents:
    """Read what one packed file holds, by the name it has without the suffix of the packer."""
    inner_name = shown(path.stem if suffix_of(path.name) == kind else path.name)
    suffix = suffix_of(inner_name)
    inner = replace(
        opened,
        name=opened.name.removesuffix(f".{suffix}"),
        format=f"{suffix or 'txt'}.{kind}",
        open=unpacked(path, kind, options.limits),
        position=None,
    )
    with inner.open() as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise FileEmpty(path=opened.path)
    inner_kind = kind_of_bytes(head)
    if inner_kind == "zip":
        with inner.seekable(options.limits.document_bytes) as content:
            inner_kind = kind_of_archive(content)
    if inner_kind == "tar" and suffix not in KNOWN:
        return _read_archive(path, inner_kind, inner, options)
    if inner_kind in PACKED or inner_kind in _ZIPPED:
        raise UnknownFormat(path=opened.path, known=SHOWN)
    return Contents(family_of(opened.path, suffix, inner_kind).read(inner, options))


def _check_access(path: Path) -> None:
    """Raise what keeps a file from being read; opening a pipe would wait for ever."""
    named = shown(str(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnknownFormat(path=named, known=SHOWN)
        with path.open("rb") as stream:
            if not stream.read(1):
                raise FileEmpty(path=named)
    except PermissionError:
        raise NoPermission(path=named) from None
    except (OSError, ValueError):  # not there, or of a name that no file can have
        raise FileMissing(path=named) from None


class _Opening:
    """Opens a file again and again, notices when it is not the one it was, and tells how far it was read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first = path.stat()
        self._latest: BinaryIO | None = None

    def __call__(self) -> BinaryIO:
        try:
            stream = self._path.open("rb")
        except FileNotFoundError:
            raise FileMissing(path=shown(str(self._path))) from None
        now = self._path.stat()
        if (now.st_size, now.st_mtime_ns) != (self._first.st_size, self._first.st_mtime_ns):
            stream.close()
            raise ChangedSinceScan(path=shown(str(self._path)))
        self._latest = stream
        return stream

    def position(self) -> int:
        """Return how many bytes were read since the file was last opened; 0 when it is closed."""
        stream = self._latest
        try:
            return stream.tell() if stream else 0
        except ValueError:  # closed
            return 0
