"""Read a file: find out what it is, and hand it to the reader of its family."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from pia_toolkit.errors import (
    ChangedSinceScan,
    FileEmpty,
    FileIsFolder,
    FileMissing,
    NoPermission,
    NotWhatItSays,
    UnknownFormat,
)
from pia_toolkit.readers.compressed import PACKED, unpacked
from pia_toolkit.readers.families import KNOWN, SHOWN, Tables, family_of
from pia_toolkit.readers.opened import Opened, Opener
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.signature import DAMAGED_ZIP, HEAD_BYTES, kind_of_archive, kind_of_bytes, kind_of_file
from pia_toolkit.resources import sha256_of

_ZIPPED = ("zip", DAMAGED_ZIP)


def read(path: Path, options: ReadOptions | None = None) -> Tables:
    """Read a file as tables of text: one for a text file, one for each sheet of a workbook or file of an archive.

    Raises `FileMissing`, `FileIsFolder`, `NoPermission`, `FileEmpty`, `UnknownFormat`, `NotWhatItSays`,
    `FileDamaged`, `NotDecodable` or `LimitExceeded`.
    """
    options = options or ReadOptions()
    _check_access(path)
    kind, suffix = kind_of_file(path), _suffix(path.name)
    read_kind = _reader_of(path, suffix, kind)
    with ThreadPoolExecutor(1) as beside:
        hashing = beside.submit(sha256_of, path)
        opened = Opened(
            path=str(path),
            name=path.stem,
            file=path.name,
            format=suffix or kind,
            bytes=path.stat().st_size,
            digest=hashing.result,
            open=_opener(path),
        )
        return read_kind(opened, options)


def _reader_of(path: Path, suffix: str, kind: str) -> Callable[[Opened, ReadOptions], Tables]:
    """Return what reads a file, by its suffix and by what its bytes look like."""
    packed = kind in PACKED or kind in _ZIPPED
    if (suffix in PACKED and kind != suffix) or (suffix == "zip" and kind not in _ZIPPED):
        raise NotWhatItSays(path=str(path), claimed=suffix, found=kind)
    if not packed or suffix in KNOWN:
        return family_of(str(path), suffix, kind).read
    if kind in PACKED:
        return partial(_read_packed, path, kind)
    from pia_toolkit.readers.archive import read_zip

    return partial(read_zip, path)


def _read_packed(path: Path, kind: str, opened: Opened, options: ReadOptions) -> Tables:
    """Read what one packed file holds, by the name it has without the suffix of the packer."""
    inner_name = path.stem if _suffix(path.name) == kind else path.name
    suffix = _suffix(inner_name)
    inner = replace(
        opened,
        name=Path(inner_name).stem,
        format=f"{suffix or 'txt'}.{kind}",
        open=unpacked(path, kind, options.limits),
    )
    with inner.open() as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise FileEmpty(path=opened.path)
    inner_kind = kind_of_bytes(head)
    if inner_kind == "zip":
        with inner.seekable(options.limits.document_bytes) as content:
            inner_kind = kind_of_archive(content)
    if inner_kind in PACKED or inner_kind in {*_ZIPPED, "tar"}:
        raise UnknownFormat(path=opened.path, known=SHOWN)
    return family_of(opened.path, suffix, inner_kind).read(inner, options)


def _check_access(path: Path) -> None:
    try:
        if path.is_dir():
            raise FileIsFolder(path=str(path))
        with path.open("rb") as stream:
            if not stream.read(1):
                raise FileEmpty(path=str(path))
    except PermissionError:
        raise NoPermission(path=str(path)) from None
    except (FileNotFoundError, NotADirectoryError):
        raise FileMissing(path=str(path)) from None


def _opener(path: Path) -> Opener:
    """Return what opens a file, and notices when it is not the one it was."""
    first = path.stat()

    def open_bytes() -> BinaryIO:
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            raise FileMissing(path=str(path)) from None
        now = path.stat()
        if (now.st_size, now.st_mtime_ns) != (first.st_size, first.st_mtime_ns):
            stream.close()
            raise ChangedSinceScan(path=str(path))
        return stream

    return open_bytes


def _suffix(name: str) -> str:
    return Path(name).suffix.removeprefix(".").lower()
