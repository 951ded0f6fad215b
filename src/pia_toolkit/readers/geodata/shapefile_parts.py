"""The files that make up a shapefile, on disk or in an archive."""

from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

from pia_toolkit.readers.opened import Opened, Opener

PARTS = ("shp", "shx", "dbf", "prj", "cpg")
"""Shapes, their index, their attributes, their coordinate system, the encoding of the attributes."""


def shapefile_parts(opened: Opened) -> dict[str, Opener]:
    """Return what opens the files that make up a shapefile, by suffix; they are called alike but for that."""
    own = PurePath(opened.member or opened.path)
    suffix = _suffix(own) if _suffix(own) in PARTS else "shp"
    parts = {suffix: opened.open}
    if opened.archive is not None:
        for name, opener in sorted(opened.beside.items()):
            member = PurePosixPath(name)
            if member.parent == own.parent and _belongs(member, own):
                parts.setdefault(_suffix(member), opener)
    elif Path(own).is_file():
        for path in parts_on_disk(Path(own)):
            parts.setdefault(_suffix(path), partial(_open_on_disk, path))
    return parts


def parts_on_disk(own: Path) -> tuple[Path, ...]:
    """Return the files that make up a shapefile, in the order of their names; the file alone if it is of no such."""
    if _suffix(own) not in PARTS:
        return (own,)
    beside = sorted(own.absolute().parent.iterdir())
    return tuple(path for path in beside if _belongs(path, own) and path.is_file() and not path.is_symlink())


def _suffix(path: PurePath) -> str:
    return path.suffix[1:].lower()


def _belongs(path: PurePath, own: PurePath) -> bool:
    return path.stem.casefold() == own.stem.casefold() and _suffix(path) in PARTS


def _open_on_disk(path: Path) -> BinaryIO:
    return path.open("rb")
