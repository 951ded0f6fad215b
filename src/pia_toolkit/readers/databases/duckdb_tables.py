"""DuckDB files: every table and view, read and never written, with no way out to other files."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from threading import TIMEOUT_MAX
from typing import TYPE_CHECKING, TypeVar

from pia_toolkit.errors import (
    CannotRead,
    DatabaseEncrypted,
    DatabasePacked,
    DatabaseTimeout,
    DatabaseVersion,
    FileDamaged,
    FileEmpty,
    TableNotReadable,
)
from pia_toolkit.readers.databases.query_table import (
    Batches,
    DatabaseTable,
    Part,
    Relation,
    Undecodable,
    chosen,
    left_out,
    table_of,
)
from pia_toolkit.readers.databases.time_limit import time_limit
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.stoppable import stoppable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": "1GiB",
    "lock_configuration": "true",
}
_RELATIONS = """
SELECT schema_name, table_name, estimated_size, false FROM duckdb_tables() WHERE NOT internal AND NOT temporary
UNION ALL SELECT schema_name, view_name, NULL, true FROM duckdb_views() WHERE NOT internal AND NOT temporary
ORDER BY 1, 2
"""
_COLUMNS = """
SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal
ORDER BY schema_name, table_name, column_index
"""
_BYTES = frozenset({"BLOB", "BLOB[]"})
_CELLS, _FEWEST_ROWS, _MOST_ROWS = 1_000_000, 2_048, 65_536
_REFUSALS = {"storage version": DatabaseVersion, "encrypted database": DatabaseEncrypted}
"""How DuckDB names what keeps it from opening a file."""


def read_duckdb(opened: Opened, options: ReadOptions) -> tuple[DatabaseTable, ...]:
    """Read every table and view of a DuckDB file. Views that fail, or read other files, are told and left out.

    Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`, `UnknownTable`, and `DatabaseVersion`, `DatabaseEncrypted` or
    `DatabasePacked` when the file cannot be opened as it is.
    """

    def open_query(relation: Relation, positions: Sequence[int], _: Undecodable) -> Batches:
        seconds = options.limits.statement_seconds
        with (
            _connected(opened) as connection,
            time_limit(seconds if relation.view else TIMEOUT_MAX, connection.interrupt) as over,
            stoppable(connection.interrupt) as run,
        ):

            def problem() -> CannotRead:
                if over.is_set():
                    return DatabaseTimeout(path=opened.path, seconds=seconds)
                if relation.view:
                    return TableNotReadable(path=opened.path, table=relation.name)
                return FileDamaged(path=opened.path, where=relation.name)

            rows = max(_FEWEST_ROWS, min(_MOST_ROWS, _CELLS // len(positions)))
            query = relation.query(positions)
            reader = _asked(lambda: run(lambda: connection.sql(query).to_arrow_reader(rows)), problem)
            with closing(reader):
                while (batch := _asked(lambda: run(lambda: next(reader, None)), problem)) is not None:
                    yield batch

    with _connected(opened) as connection:
        damaged = FileDamaged(path=opened.path, where="duckdb")
        relations = _asked(lambda: _relations(connection), lambda: damaged)
        failing = [relation.name for relation in relations if relation.view and not _answers(connection, relation)]
    readable = [relation for relation in relations if relation.name not in failing]
    if not readable:
        raise FileEmpty(path=opened.path)
    wanted = chosen(readable, options, opened.path)
    wanted = (replace(wanted[0], notes=left_out("tables-not-read", failing)), *wanted[1:])
    return tuple(table_of(relation, opened.name, opened.source, options, open_query) for relation in wanted)


def _relations(connection: "DuckDBPyConnection") -> list[Relation]:
    rows = connection.execute(_COLUMNS).fetchall()
    columns = {key: tuple(group) for key, group in groupby(rows, key=lambda row: row[:2])}
    return [
        Relation(
            name=table if schema == "main" else f"{schema}.{table}",
            sql=f"{_quoted(schema)}.{_quoted(table)}",
            parts=tuple(_part(name, kind) for _, _, name, kind in columns.get((schema, table), ())),
            view=view,
            rows=size,
        )
        for schema, table, size, view in connection.execute(_RELATIONS).fetchall()
    ]


def _part(name: str, kind: str) -> Part:
    if kind in _BYTES:
        return Part(name, "NULL::VARCHAR", "bytes-column-not-read")
    return Part(name, f"{_quoted(name)}::VARCHAR")


def _answers(connection: "DuckDBPyConnection", relation: Relation) -> bool:
    """Tell whether a view can be read at all."""
    failed = TableNotReadable(table=relation.name)
    try:
        query = f"{relation.query(range(len(relation.parts)))} LIMIT 0"
        _asked(lambda: connection.execute(query).fetchall(), lambda: failed)
    except TableNotReadable:
        return False
    return True


@contextmanager
def _connected(opened: Opened) -> "Iterator[DuckDBPyConnection]":
    """Open the file for reading only."""
    import duckdb

    with closing(opened.open()) as stream:
        on_disk = stream.seekable() and Path(opened.path).is_file()
    if not on_disk:
        raise DatabasePacked(path=opened.path)
    try:
        connection = duckdb.connect(opened.path, read_only=True, config=_SETTINGS)
    except duckdb.Error as error:
        said = str(error)
        refusal = next((kind for sign, kind in _REFUSALS.items() if sign in said), None)
        problem = refusal(path=opened.path) if refusal else FileDamaged(path=opened.path, where="duckdb")
    else:
        with closing(connection):
            yield connection
        return
    raise problem


def _asked(ask: Callable[[], T], problem: Callable[[], CannotRead]) -> T:
    """Ask DuckDB. What it complains of may quote data: neither it nor its chain goes further."""
    import duckdb
    import pyarrow as pa

    try:
        return ask()
    except (duckdb.Error, pa.ArrowException, OSError, RuntimeError):
        pass
    raise problem()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
