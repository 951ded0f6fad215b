"""File geodatabases of ArcGIS: a folder `….gdb` full of tables, on disk or in an archive, read as one source."""

import io
import zipfile
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

from pia_toolkit.domain.dataset import Table
from pia_toolkit.errors import FileEmpty, LimitExceeded
from pia_toolkit.readers.geodata.gdal_layers import GdalFile, is_readable_in_place
from pia_toolkit.readers.geodata.layers import layer_tables
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions

_FOLDER = ".gdb"


def read_geodatabase(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read every layer and table of a file geodatabase, of which `opened` is the first file.

    Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`, `UnknownTable` and `CoordinateSystemUnknown`.
    """
    opened = _named(opened)
    folder = Path(opened.path).resolve().parent
    if opened.archive is None:
        opened = _of_folder(opened, folder)
    in_place = opened.archive is None and is_readable_in_place(folder) and _holds_only(folder, opened)
    tables = layer_tables(opened, GdalFile(folder if in_place else _packed(opened, options)), options)
    if not tables:
        raise FileEmpty(path=opened.path)
    return tables


def _holds_only(folder: Path, opened: Opened) -> bool:
    """Tell whether a folder holds nothing but the files to be read, no link among them."""
    return len(opened.beside) == sum(1 for _ in folder.iterdir())


def _named(opened: Opened) -> Opened:
    """Call the geodatabase as its folder, or as the archive it fills."""
    folder = PurePath(opened.member or opened.path).parent.name
    whole = folder or (opened.archive.stem if opened.archive else "")
    return replace(opened, name=whole.removesuffix(_FOLDER) or opened.name, format="gdb")


def _of_folder(opened: Opened, folder: Path) -> Opened:
    """Tell size and hash of all files of the folder, and open them; links are not followed."""
    from pia_toolkit.readers.packed.folder import hash_of_files

    files = {path.name: path for path in sorted(folder.iterdir()) if path.is_file() and not path.is_symlink()}
    size = sum(path.stat().st_size for path in files.values())
    file = str(PurePosixPath(opened.file).parent) if "/" in opened.file else opened.file
    beside = {str(PurePath(opened.path).with_name(name)): partial(_open, path) for name, path in files.items()}
    return replace(opened, file=file, bytes=size, digest=lambda: hash_of_files(files), beside=beside)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _packed(opened: Opened, options: ReadOptions) -> bytes:
    """Return the files of the geodatabase as an archive made in memory. Raises `LimitExceeded`."""
    allowed, size = options.limits.document_bytes, 0
    own = PurePosixPath(opened.member or opened.path)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, opener in sorted(opened.beside.items()):
            if PurePosixPath(name).parent != own.parent:
                continue
            with closing(opener()) as stream:
                data = stream.read(allowed + 1 - size)
            size += len(data)
            if size > allowed:
                raise LimitExceeded(path=opened.path, limit="document-bytes", allowed=allowed, found=f"> {allowed}")
            archive.writestr(PurePosixPath(name).name, data)
    return made.getvalue()
