"""SQLite databases, GeoPackage among them: every table, read and never written."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pia_toolkit.errors import CannotRead, DatabaseTimeout, FileDamaged, FileEmpty, TableNotReadable, UnknownTable
from pia_toolkit.readers.as_text import value_as_text
from pia_toolkit.readers.databases.query_table import (
    Batches,
    DatabaseTable,
    Part,
    Relation,
    Undecodable,
    batches_of_rows,
    left_out,
    table_of,
)
from pia_toolkit.readers.databases.time_limit import time_limit
from pia_toolkit.readers.geodata.geo_table import GeoTable
from pia_toolkit.readers.geodata.geopackage import geometry_columns, geopackage_table
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import Limits, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

_HOUSEKEEPING = ("sqlite_", "gpkg_", "rtree_")
_TRYING_SECONDS = 30
"""A view that needs longer for its first row is left out."""

_ENTRIES = """
SELECT name, type = 'view', sql IS NOT NULL AND upper(ltrim(sql)) LIKE 'CREATE VIRTUAL%' FROM sqlite_master
WHERE type IN ('table', 'view') ORDER BY name
"""


def read_sqlite(opened: Opened, options: ReadOptions) -> tuple[DatabaseTable | GeoTable, ...]:
    """Read every table and view that holds rows. What is empty, virtual or fails is told and left out.

    Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`, and `UnknownTable` when there is no table of the name asked
    for.
    """
    tables: list[DatabaseTable | GeoTable] = []
    out: dict[str, list[str]] = {"virtual-tables-not-read": [], "tables-not-read": [], "tables-empty": []}
    with _connected(opened, options.limits.document_bytes) as connection:
        entries = [entry for entry in connection.execute(_ENTRIES) if not _is_housekeeping(entry[0])]
        names = [name for name, _, virtual in entries if not virtual]
        if options.sheet is not None and options.sheet not in names:
            raise UnknownTable(path=opened.path, table=options.sheet, known=", ".join(names))
        for name, is_view, is_virtual in entries:
            if options.sheet not in {None, name}:
                continue
            why = "virtual-tables-not-read" if is_virtual else _what_keeps(connection, name, is_view=is_view)
            if why:
                out[why].append(name)
            else:
                tables.append(_table(opened, connection, (name, is_view), options))
    if options.sheet in out["tables-not-read"]:
        raise TableNotReadable(path=opened.path, table=options.sheet)
    if not tables:
        raise FileEmpty(path=opened.path)
    told = [note for code, left in out.items() for note in left_out(code, left)]
    tables[0] = replace(tables[0], notes=(*tables[0].notes, *told))
    return tuple(tables)


def _what_keeps(connection: sqlite3.Connection, name: str, *, is_view: bool) -> str:
    """Return the note on why a table or view is left out, or nothing."""
    try:
        with time_limit(_TRYING_SECONDS, connection.interrupt):
            some = connection.execute(f"SELECT * FROM {_quoted(name)} LIMIT 1").fetchone()  # noqa: S608  # quoted
    except sqlite3.Error:
        if not is_view:
            raise
        return "tables-not-read"
    return "" if some else "tables-empty"


def _table(
    opened: Opened, connection: sqlite3.Connection, named: tuple[str, bool], options: ReadOptions
) -> DatabaseTable | GeoTable:
    name, is_view = named
    limits = options.limits
    query = f"SELECT * FROM {_quoted(name)}"  # noqa: S608  # the name is quoted
    described = [column[0] for column in connection.execute(f"{query} LIMIT 0").description]
    geometry = geometry_columns(connection).get(name)
    if geometry and geometry[0] in described:

        @contextmanager
        def open_cursor(columns: Sequence[str]) -> Iterator[sqlite3.Cursor]:
            wanted = ", ".join(map(_quoted, columns))
            with _connected(opened, limits.document_bytes) as again:
                yield again.execute(f"SELECT {wanted} FROM {_quoted(name)}")  # noqa: S608  # the names are quoted

        return geopackage_table(opened, (name, described), geometry, open_cursor, options)
    kinds = {row[1]: str(row[2]).upper() for row in connection.execute(f"PRAGMA table_xinfo({_quoted(name)})")}
    parts = tuple(
        Part(column, _quoted(column), "bytes-column" if _holds_bytes(kinds.get(column, "")) else "")
        for column in described
    )
    relation = Relation(name, _quoted(name), parts, view=is_view)
    return table_of(relation, opened.name, opened.source, options, partial(_open_query, opened, limits))


def _open_query(
    opened: Opened, limits: Limits, relation: Relation, positions: Sequence[int], met: Undecodable
) -> Batches:
    number = 0

    def rows() -> Iterator[tuple[Any, ...]]:
        nonlocal number
        for row in connection.execute(relation.query(positions)):
            yield row
            number += 1

    problem: CannotRead | None = None
    with _connected(opened, limits.document_bytes) as connection:
        connection.text_factory = lambda text: met.decode(text, number + 1)
        if not relation.view:
            yield from batches_of_rows(rows(), _as_array)
            return
        with time_limit(limits.statement_seconds, connection.interrupt) as over:
            try:
                yield from batches_of_rows(rows(), _as_array)
            except sqlite3.Error:
                seconds = limits.statement_seconds
                problem = (
                    DatabaseTimeout(path=opened.path, seconds=seconds)
                    if over.is_set()
                    else TableNotReadable(path=opened.path, table=relation.name)
                )
    if problem:
        raise problem


def _as_array(cells: Sequence[Any]) -> "pa.Array":
    """Return the cells of a column: as they are if of one type, as text if mixed."""
    import pyarrow as pa

    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds in ({str}, {int}, {float}):
        return pa.array(cells)
    return pa.array([cell if isinstance(cell, str) else value_as_text(cell) for cell in cells], pa.large_string())


def _holds_bytes(kind: str) -> bool:
    return kind in {"BLOB", "GEOMETRY", "POINT", "LINESTRING", "POLYGON"} or kind.startswith("MULTI")


@contextmanager
def _connected(opened: Opened, limit: int) -> Iterator[sqlite3.Connection]:
    """Open the database for reading only. Raises `FileDamaged`."""
    try:
        with closing(_connect(opened, limit)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.text_factory = lambda text: text.decode(errors="replace")
            yield connection
    except (sqlite3.Error, UnicodeDecodeError):
        raise FileDamaged(path=opened.path, where="sqlite") from None


def _connect(opened: Opened, limit: int) -> sqlite3.Connection:
    path = Path(opened.path)
    with closing(opened.open()) as stream:
        on_disk = stream.seekable()
    if on_disk and path.is_file():
        waiting = path.with_name(f"{path.name}-wal").exists()
        mode = "mode=ro" if waiting else "mode=ro&immutable=1"
        return sqlite3.connect(f"file:{quote(str(path.resolve()))}?{mode}", uri=True)
    with closing(opened.seekable(limit)) as content:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(content.read())
        return connection


def _is_housekeeping(name: str) -> bool:
    return name.lower().startswith(_HOUSEKEEPING)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
