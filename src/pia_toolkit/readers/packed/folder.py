"""Folders: every file in them by its own reader, as one source."""

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from pia_toolkit.errors import CannotRead, NoPermission
from pia_toolkit.readers.contents import Contents, Gathered
from pia_toolkit.readers.options import Limits, ReadOptions
from pia_toolkit.readers.packed.archive import check_crowd
from pia_toolkit.readers.packed.member_names import companions, is_litter, shown, suffix_of, table_names
from pia_toolkit.readers.single_file import read_file
from pia_toolkit.resources import sha256_of

_PARTITION = re.compile(r"[^=]+=[^=]*")
_CASE = ("case.yaml", "history.jsonl")


@dataclass(frozen=True)
class Listing:
    """The files of a folder by their path within it, in the order of their names, and those that are skipped."""

    files: dict[str, Path]
    skipped: tuple[str, ...]
    errors: tuple[CannotRead, ...]


def read_folder(folder: Path, options: ReadOptions | None = None) -> Contents:
    """Read every file in a folder and in the folders below it, in the order of their names.

    Files of operating systems, links, pipes and case folders are skipped, formats nobody knows are left out; both are
    told. A folder of Parquet files in folders called `key=value`, or itself called `….parquet`, is one table. Raises
    `FileEmpty`, `UnknownFormat` and `LimitExceeded`.
    """
    options = options or ReadOptions()
    listing = list_folder(folder, options.limits)
    gathered = Gathered(skipped=list(listing.skipped), errors=list(listing.errors))
    whole = folder.resolve()
    partitioned = _partitioned(whole.name, listing.files)
    belonging = companions(listing.files)
    alone = [name for name in listing.files if name not in belonging and not _is_below(name, partitioned)]
    called = table_names(alone)
    for name in sorted([*alone, *partitioned]):
        if name in partitioned:
            gathered.add(shown(name), partial(_read_partitioned, whole / name, options))
        else:
            file = shown(f"{whole.name}/{name}")
            gathered.add(shown(name), partial(read_file, folder / name, options, shown(called[name]), file))
    return gathered.finish(shown(str(folder)))


def _read_partitioned(folder: Path, options: ReadOptions) -> Contents:
    from pia_toolkit.readers.columnar.parquet_folder import read_parquet_folder

    return Contents(read_parquet_folder(folder, options))


def list_folder(folder: Path, limits: Limits) -> Listing:
    """List the files of a folder. Raises `LimitExceeded` when there are too many."""
    files: dict[str, Path] = {}
    skipped: list[str] = []
    errors: list[CannotRead] = []
    for count, path in enumerate(_walk(folder, errors), 1):
        check_crowd(shown(str(folder)), count, limits)
        name = path.relative_to(folder).as_posix()
        if is_litter(name) or path.is_dir() or not stat.S_ISREG(path.lstat().st_mode):
            skipped.append(shown(name))
        else:
            files[name] = path
    return Listing(dict(sorted(files.items())), tuple(sorted(skipped)), tuple(errors))


def fingerprint_of_folder(folder: Path, limits: Limits) -> str:
    """Return a hash over the names and hashes of the files in a folder, litter left out. Raises `LimitExceeded`."""
    return hash_of_files(list_folder(folder, limits).files)


def hash_of_files(files: Mapping[str, Path]) -> str:
    """Return a hash over the names and the contents of files."""
    lines = (f"{_hash(path)}  {name}\n" for name, path in files.items())
    whole = hashlib.sha256()
    for line in lines:
        whole.update(line.encode(errors="surrogateescape"))
    return whole.hexdigest()


def _walk(folder: Path, errors: list[CannotRead]) -> Iterator[Path]:
    """Yield every file, link and case folder below a folder; note what may not be looked into."""

    def refuse(error: OSError) -> None:
        errors.append(NoPermission(path=shown(str(error.filename))))

    for place, folders, files in os.walk(folder, onerror=refuse):
        inner = [Path(place, name) for name in folders]
        closed = [path for path in inner if path.is_symlink() or all((path / name).is_file() for name in _CASE)]
        folders[:] = sorted(path.name for path in inner if path not in closed)
        yield from sorted([*closed, *(Path(place, name) for name in files)])


def _partitioned(folder: str, files: Collection[str]) -> tuple[str, ...]:
    """Return the folders that are one table: all their files are Parquet, in folders called `key=value`.

    So is a folder that is itself called `….parquet`. Source: Apache Hive, partitioned tables; Apache Spark.
    """
    roots = set()
    for name in files:
        folders = (folder, *PurePosixPath(name).parent.parts)
        for depth, part in enumerate(folders):
            if _is_parquet(part) or (depth and _PARTITION.fullmatch(part)):
                roots.add(str(PurePosixPath(*folders[1 : depth + _is_parquet(part)])))
                break
    return tuple(root for root in roots if all(_is_parquet(name) for name in files if _is_below(name, (root,))))


def _is_parquet(name: str) -> bool:
    return suffix_of(name) in {"parquet", "pq"}


def _is_below(name: str, folders: Collection[str]) -> bool:
    return any(folder == "." or name.startswith(f"{folder}/") for folder in folders)


def _hash(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:  # may not be read: that was told, and it is part of no table
        return "-"
