"""A folder of Parquet files in folders called `key=value`, as one table. Source: Apache Hive, partitioned tables."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pia_toolkit.domain.dataset import ReadingNote, Source, Table
from pia_toolkit.errors import FileEmpty, LimitExceeded
from pia_toolkit.readers.column_names import make_unique, safe_names
from pia_toolkit.readers.columns import wanted_columns
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.packed.folder import list_folder
from pia_toolkit.readers.packed.member_names import shown, suffix_of
from pia_toolkit.readers.single_file import read_file

if TYPE_CHECKING:
    import pyarrow as pa

_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_SUFFIXES = ("parquet", "pq")


@dataclass(frozen=True)
class _Part:
    """The same table of one of the files, and what the folders around that file say of all of its rows."""

    table: Table
    keys: Mapping[str, str | None]


@dataclass(frozen=True, eq=False)
class PartitionedTable:
    """The rows of all files one after the other; a column that some files do not have is empty there."""

    name: str
    source: Source
    columns: tuple[str, ...] = field(repr=False)
    notes: tuple[ReadingNote, ...] = field(repr=False)
    parts: tuple[_Part, ...] = field(repr=False)
    keys: Mapping[str, str] = field(repr=False)

    def batches(self, columns: Sequence[str] | None = None) -> "Iterator[pa.RecordBatch]":
        """Yield the cells as text, file by file. Raises `UnknownColumn`, and what reading a file raises."""
        import pyarrow as pa

        wanted = wanted_columns(self, columns)
        for part in self.parts:
            own = [name for name in wanted if name in part.table.columns and name not in self.keys]
            for batch in part.table.batches(own or part.table.columns[:1]):
                found = dict(zip(batch.schema.names, batch.columns, strict=True))
                for name in wanted:
                    if name in self.keys:
                        value = pa.scalar(part.keys.get(self.keys[name]), pa.large_string())
                        found[name] = pa.repeat(value, batch.num_rows)
                    elif name not in found:
                        found[name] = pa.nulls(batch.num_rows, pa.large_string())
                yield pa.RecordBatch.from_arrays([found[name] for name in wanted], names=list(wanted))


def read_parquet_folder(folder: Path, options: ReadOptions) -> tuple[Table, ...]:
    """Read all Parquet files below a folder as one table; names and values of the folders between become columns.

    Lists of records within are tables of their own. Raises `FileEmpty`, `LimitExceeded`, and what reading a file
    raises.
    """
    parts: dict[str, list[_Part]] = {}
    digest, size = hashlib.sha256(), 0
    for name, path in list_folder(folder, options.limits).files.items():
        if suffix_of(name) not in _SUFFIXES or PurePosixPath(name).name.startswith("_"):
            continue
        try:
            tables = read_file(path, options, folder.name, shown(name)).tables
        except FileEmpty:  # a file without any columns or bytes, as some writers leave them
            continue
        keys = _keys(name)
        for table in tables:
            parts.setdefault(table.name, []).append(_Part(table, keys))
        digest.update(f"{tables[0].source.sha256}  {name}\n".encode(errors="surrogateescape"))
        size += tables[0].source.bytes
    if not parts:
        raise FileEmpty(path=shown(str(folder)))
    source = Source(name=shown(folder.name), format="parquet", bytes=size, sha256=digest.hexdigest())
    return tuple(_joined(source, shown(name), found, options) for name, found in parts.items())


def _joined(source: Source, name: str, parts: Sequence[_Part], options: ReadOptions) -> PartitionedTable:
    keys = dict.fromkeys(key for part in parts for key in part.keys)
    own = dict.fromkeys(column for part in parts for column in part.table.columns if column not in keys)
    safe = safe_names(tuple(keys))
    columns = make_unique((*own, *safe.names))
    if len(columns) > options.limits.columns:
        raise LimitExceeded(path=source.name, limit="columns", allowed=options.limits.columns, found=len(columns))
    named = dict(zip(columns[len(own) :], keys, strict=True))
    about = ReadingNote(code="several-files", values={"count": len(parts)})
    if named:
        about = ReadingNote(code="partitioned", values={"count": len(parts), "columns": ", ".join(named)})
    notes = {note.model_dump_json(): note for part in parts for note in part.table.notes}
    return PartitionedTable(name, source, columns, (about, *notes.values(), *safe.notes), tuple(parts), named)


def _keys(name: str) -> dict[str, str | None]:
    """Return what the folders of a file say of its rows."""
    keys: dict[str, str | None] = {}
    for folder in PurePosixPath(name).parent.parts:
        key, sign, value = folder.partition("=")
        if sign and key:
            keys[unquote(key)] = None if value in {_NO_VALUE, ""} else unquote(value)
    return keys
