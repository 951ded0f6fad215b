"""Zip archives: every file in them by its own reader; nothing is ever written to the disk."""

import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, cast

from pia_toolkit.errors import FileDamaged
from pia_toolkit.readers.contents import Contents
from pia_toolkit.readers.opened import Opened, Opener
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.packed.archive import Member, check_crowd, read_members, refusals
from pia_toolkit.readers.packed.compressed import DAMAGED, check_unpacked, limited
from pia_toolkit.readers.packed.member_names import problem_of, shown
from pia_toolkit.readers.signature import directory_bytes

_LOCAL_HEADER = 30
_ENTRY_BYTES = 1024
"""An entry of the directory is at least 46 bytes and a name; on average it is taken to be no longer than this."""

_ENCRYPTED, _UTF8 = 0x1, 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def read_zip(path: Path, opened: Opened, options: ReadOptions) -> Contents:
    """Read every file in a zip archive.

    Members that are encrypted, are packed by an unknown method, are links, lie within each other or point outside of
    the archive are refused, and the others read. Raises `FileDamaged` for a broken archive and `LimitExceeded` for one
    with too many members or that unfolds too far.
    """
    try:
        with path.open("rb") as stream:
            if directory_bytes(stream) > options.limits.members * _ENTRY_BYTES:
                check_crowd(opened.path, options.limits.members + 1, options.limits)
        archive = zipfile.ZipFile(path)  # stays open as long as a table can be read from it
        entries = archive.infolist()
    except DAMAGED:
        raise FileDamaged(path=opened.path, where="zip") from None
    check_crowd(opened.path, len(entries), options.limits)
    check_unpacked(opened.path, sum(entry.file_size for entry in entries), opened.bytes, options.limits)
    within_others = _overlapping(entries)
    problems = {
        number: problem
        for number, entry in enumerate(entries, 1)
        if (problem := "overlapping" if number in within_others else _problem(entry))
    }
    members = [
        Member(_name(entry), number, _opener(archive, entry, opened, options.limits))
        for number, entry in enumerate(entries, 1)
        if number not in problems and not entry.is_dir()
    ]
    return read_members(opened, members, refusals(opened.path, list(problems.items())), options)


def _overlapping(entries: Sequence[zipfile.ZipInfo]) -> set[int]:
    """Return the numbers of members that share packed bytes with another one, as only bombs do.

    Source: David Fifield, "A better zip bomb" (2019).
    """
    found: set[int] = set()
    furthest, of = 0, 0
    for number, entry in sorted(enumerate(entries, 1), key=lambda pair: pair[1].header_offset):
        if entry.header_offset < furthest:
            found |= {number, of}
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
        if end > furthest:
            furthest, of = end, number
    return found


def _problem(entry: zipfile.ZipInfo) -> str | None:
    """Return why a member must not be read, if so."""
    if entry.flag_bits & _ENCRYPTED:
        return "encrypted"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "link"
    return problem_of(entry.filename) if entry.compress_type in _METHODS else "method"


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a member; names that are UTF-8 but do not say so are read as such."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode()
    except UnicodeError:
        return entry.filename


def _opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, opened: Opened, limits: Limits) -> Opener:
    path = f"{opened.path}/{shown(entry.filename)}"

    def open_raw() -> BinaryIO:
        return cast("BinaryIO", archive.open(entry))

    def open_member() -> BinaryIO:
        opened.open().close()  # notices when the archive is not the one it was
        return limited(open_raw, path, entry.compress_size, limits)

    return open_member
