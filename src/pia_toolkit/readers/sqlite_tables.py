"""SQLite databases, GeoPackage among them: every table, read and never written."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, UnknownTable
from pia_toolkit.readers.as_text import value_as_text
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.record_table import RecordTable, Rows

_HOUSEKEEPING = ("sqlite_", "gpkg_", "rtree_")


def read_sqlite(opened: Opened, options: ReadOptions) -> tuple[RecordTable, ...]:
    """Read every table of a database that holds rows. Views are left out: they show what the tables hold.

    Raises `FileDamaged`, `FileEmpty`, `LimitExceeded`, and `UnknownTable` when there is no table of the name asked
    for.
    """
    limit = options.limits.document_bytes
    tables: list[RecordTable] = []
    skipped: list[str] = []
    with _connected(opened, limit) as connection:
        entries = connection.execute("SELECT name, type, sql FROM sqlite_master ORDER BY name").fetchall()
        names = [name for name, kind, sql in entries if kind == "table" and not _is_housekeeping(name)]
        if options.sheet is not None and options.sheet not in names:
            raise UnknownTable(path=opened.path, table=options.sheet, known=", ".join(names))
        virtual = {name for name, _, sql in entries if str(sql or "").lstrip().upper().startswith("CREATE VIRTUAL")}
        for name in names:
            if options.sheet not in {None, name}:
                continue
            if name in virtual:
                skipped.append(name)
            elif connection.execute(f"SELECT 1 FROM {_quoted(name)} LIMIT 1").fetchone():  # noqa: S608  # quoted
                tables.append(_table(opened, connection, name, options))
    if not tables:
        raise FileEmpty(path=opened.path)
    if skipped:
        note = ReadingNote(code="virtual-tables-not-read", values={"tables": ", ".join(skipped)})
        tables[0] = RecordTable(
            tables[0].name, tables[0].source, tables[0].columns, (*tables[0].notes, note), tables[0].open_rows
        )
    return tuple(tables)


def _table(opened: Opened, connection: sqlite3.Connection, name: str, options: ReadOptions) -> RecordTable:
    limits = options.limits
    query = f"SELECT * FROM {_quoted(name)}"  # noqa: S608  # the name is quoted
    described = [column[0] for column in connection.execute(f"{query} LIMIT 1").description]
    if len(described) > limits.columns:
        raise LimitExceeded(path=opened.path, limit="columns", allowed=limits.columns, found=len(described))
    kinds = {row[1]: str(row[2]).upper() for row in connection.execute(f"PRAGMA table_info({_quoted(name)})")}
    names = safe_names(described)
    notes = [
        ReadingNote(code="bytes-column", values={"column": shown})
        for column, shown in zip(described, names.names, strict=True)
        if kinds.get(column) in {"BLOB", "GEOMETRY", "POINT", "LINESTRING", "POLYGON"}
        or kinds.get(column, "").startswith("MULTI")
    ]

    def open_rows() -> Rows:
        with _connected(opened, limits.document_bytes) as again:
            for row in again.execute(query):
                yield [value_as_text(cell) for cell in row]

    table_note = ReadingNote(code="database-table", values={"table": name})
    return RecordTable(
        f"{opened.name} - {name}", opened.source, names.names, (table_note, *names.notes, *notes), open_rows
    )


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
