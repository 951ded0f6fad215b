"""Files that are either the old ones or the new ones, never half of each."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pia_toolkit.errors import CannotWrite

_PROBLEMS = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EACCES: "no-permission",
    errno.EROFS: "read-only",
    errno.ENOENT: "no-folder",
    errno.EFBIG: "disk-full",
}


@contextmanager
def told_as_cannot_write(path: Path) -> Iterator[None]:
    """Turn a failure of the disk into `CannotWrite`."""
    try:
        yield
    except OSError as error:
        problem = _PROBLEMS.get(error.errno or 0, "disk-error")
        raise CannotWrite(path=path.name, problem=problem) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file beside its place, make it safe on the disk, then put it in place. Raises `CannotWrite`."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with told_as_cannot_write(path):
        try:
            with beside.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename safe on the disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
