"""Folders and zip archives: every file in them by its own reader."""

import zipfile
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, PiaError, Several, UnknownFormat
from pia_toolkit.readers.compressed import DAMAGED, PACKED, limited
from pia_toolkit.readers.families import KNOWN, SHOWN, Tables, family_of
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.signature import HEAD_BYTES, kind_of_archive, kind_of_bytes

_LITTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
_LITTER_BEGINS = ("~$", ".~lock", "._", ".")
_PACKS = (*PACKED, "zip", "damaged-zip", "tar", "7z", "rar")


@dataclass
class _Gathered:
    """What was read so far, what was left out, and what went wrong."""

    tables: list[Table] = field(default_factory=list)
    litter: int = 0
    unread: list[str] = field(default_factory=list)
    errors: list[PiaError] = field(default_factory=list)

    def add(self, name: str, read_member: Callable[[], Iterable[Table]]) -> None:
        """Read one member. Formats nobody knows and empty files are left out and told; anything else is an error."""
        try:
            self.tables.extend(read_member())
        except (UnknownFormat, FileEmpty):
            self.unread.append(name)
        except PiaError as error:
            self.errors.append(error)

    def finish(self, path: str) -> Tables:
        """Return the tables; the first one tells what was left out. Raises what went wrong, all of it."""
        if self.errors:
            raise self.errors[0] if len(self.errors) == 1 else Several(self.errors)
        if not self.tables:
            raise UnknownFormat(path=path, known=SHOWN) if self.unread else FileEmpty(path=path)
        notes = [ReadingNote(code="file-not-read", values={"file": name}) for name in self.unread]
        if self.litter:
            notes.append(ReadingNote(code="litter-skipped", values={"count": self.litter}))
        first: Any = self.tables[0]  # every table of this package is a frozen dataclass with notes
        return (replace(first, notes=(*first.notes, *notes)), *self.tables[1:])


def read_zip(path: Path, opened: Opened, options: ReadOptions) -> Tables:
    """Read every file in a zip archive.

    Files of operating systems are skipped, archives within the archive are not opened; both are told. Raises
    `FileDamaged` for broken and encrypted archives and for members that point outside of it, and `LimitExceeded`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted((member for member in archive.infolist() if not member.is_dir()), key=lambda m: m.filename)
    except DAMAGED:
        raise FileDamaged(path=opened.path, where="zip") from None
    _check(members, opened.path, options.limits)
    gathered = _Gathered()
    stems = [PurePosixPath(member.filename).stem for member in members]
    for member in members:
        name = member.filename
        if _is_litter(PurePosixPath(name)):
            gathered.litter += 1
            continue
        stem = PurePosixPath(name).stem
        shown = stem if stems.count(stem) == 1 else str(PurePosixPath(name).with_suffix(""))
        inner = replace(
            opened,
            path=f"{opened.path}/{name}",
            name=shown,
            file=f"{opened.file}/{name}",
            format=_suffix(name) or "txt",
            open=_member_opener(path, member, opened.path, options.limits),
        )
        gathered.add(name, lambda inner=inner: _read_member(inner, options))  # type: ignore[misc]  # bound now
    return gathered.finish(opened.path)


def read_folder(folder: Path, options: ReadOptions | None = None) -> Tables:
    """Read every file in a folder and in the folders below it, in the order of their names.

    Files of operating systems and links are skipped, formats nobody knows are left out; both are told. Raises
    `FileEmpty`, `UnknownFormat`, `LimitExceeded`, and what went wrong in any of the files.
    """
    from pia_toolkit.readers.read import read

    options = options or ReadOptions()
    gathered = _Gathered()
    paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    if len(paths) > options.limits.members:
        raise LimitExceeded(path=str(folder), limit="members", allowed=options.limits.members, found=len(paths))
    for path in paths:
        within = path.relative_to(folder)
        if path.is_symlink() or _is_litter(PurePosixPath(within.as_posix())):
            gathered.litter += 1
        else:
            gathered.add(within.as_posix(), lambda path=path: read(path, options))  # type: ignore[misc]  # bound now
    return gathered.finish(str(folder))


def _read_member(inner: Opened, options: ReadOptions) -> Tables:
    with closing(inner.open()) as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise FileEmpty(path=inner.path)
    kind = kind_of_bytes(head)
    if kind == "zip":
        with closing(inner.seekable(options.limits.workbook_bytes)) as content:
            kind = kind_of_archive(content)
    suffix = _suffix(inner.file)
    if kind in _PACKS and (suffix in _PACKS or suffix not in KNOWN):
        raise UnknownFormat(path=inner.path, known=SHOWN)
    return family_of(inner.path, suffix, kind).read(inner, options)


def _member_opener(path: Path, member: zipfile.ZipInfo, shown: str, limits: Limits) -> Callable[[], BinaryIO]:
    def open_raw() -> BinaryIO:
        with zipfile.ZipFile(path) as archive:
            return cast("BinaryIO", archive.open(member))

    return lambda: limited(open_raw, f"{shown}/{member.filename}", member.compress_size, limits)


def _check(members: list[zipfile.ZipInfo], path: str, limits: Limits) -> None:
    """Refuse archives that are too large, are locked, or name files outside of themselves."""
    if len(members) > limits.members:
        raise LimitExceeded(path=path, limit="members", allowed=limits.members, found=len(members))
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.uncompressed_bytes:
        allowed = limits.uncompressed_bytes
        raise LimitExceeded(path=path, limit="uncompressed-bytes", allowed=allowed, found=unpacked)
    for number, member in enumerate(members, 1):
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        outside = ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]
        if outside or member.flag_bits & 1:
            raise FileDamaged(path=path, where=f"member={number}")


def _is_litter(name: PurePosixPath) -> bool:
    """Tell whether a file was left by an operating system or an office program, not by a person."""
    return any(part.lower() in _LITTER or part.lower().startswith(_LITTER_BEGINS) for part in name.parts)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.removeprefix(".").lower()
