"""MySQL and MariaDB: each table is read row by row, its cells as the server writes them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from pia_toolkit.domain.dataset import Source
from pia_toolkit.errors import DatabaseEmpty, DatabaseTimeout, TableNotReadable
from pia_toolkit.readers.databases.address import Address
from pia_toolkit.readers.databases.mysql_session import Session, open_session
from pia_toolkit.readers.databases.query_table import (
    Batches,
    DatabaseTable,
    Part,
    Relation,
    Undecodable,
    batches_of_rows,
    chosen,
    left_out,
    table_of,
)
from pia_toolkit.readers.options import ReadOptions

_RELATIONS = """
SELECT table_name, table_type, table_rows FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type <> 'SEQUENCE' ORDER BY CAST(table_name AS BINARY)
"""
_COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_schema = DATABASE() AND FIND_IN_SET('select', privileges)
ORDER BY CAST(table_name AS BINARY), ordinal_position
"""
_BYTES = frozenset({"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector"})
_SHAPES = frozenset(
    {"geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon"}
    | {"geometrycollection", "geomcollection"}
)


def read_mysql(address: Address, options: ReadOptions) -> tuple[DatabaseTable, ...]:
    """Read every table and view of a MySQL or MariaDB database that the user may read.

    Tables that may not be read, and those that fail, are told and left out. Raises what `read_database` raises.
    """
    import pyarrow as pa

    seconds = options.limits.statement_seconds

    def open_query(relation: Relation, positions: Sequence[int], _: Undecodable) -> Batches:
        with open_session(address, seconds) as session:
            rows = session.rows(relation.query(positions), relation.name)
            yield from batches_of_rows(rows, partial(pa.array, type=pa.binary()))

    with open_session(address, seconds) as session:
        relations = _relations(session)
        refused = [relation.name for relation in relations if not relation.parts and not relation.view]
        failing = [
            relation.name for relation in relations if relation.name not in refused and not _answers(session, relation)
        ]
    found = [relation for relation in relations if relation.name not in {*refused, *failing}]
    if not found:
        raise DatabaseEmpty(path=address.shown)
    wanted = chosen(found, options, address.shown)
    told = (*left_out("tables-not-permitted", refused), *left_out("tables-not-read", failing))
    wanted = (replace(wanted[0], notes=(*wanted[0].notes, *told)), *wanted[1:])
    source = Source(name=address.database, format="mysql", bytes=0, sha256="")
    return tuple(table_of(relation, address.database, source, options, open_query) for relation in wanted)


def _relations(session: Session) -> list[Relation]:
    """Return tables and views; those of which nothing may be read have no parts."""
    listed = list(_texts(session, _RELATIONS))
    columns = groupby(_texts(session, _COLUMNS), key=lambda row: row[0])
    parts = {
        table: tuple(part for _, name, kind in rows for part in _parts(name, kind.lower(), session))
        for table, rows in columns
    }
    return [
        Relation(name, _quoted(name), parts.get(name, ()), view="VIEW" in kind, rows=int(rows) if rows else None)
        for name, kind, rows in listed
    ]


def _texts(session: Session, query: str) -> Iterator[list[str]]:
    for row in session.rows(query):
        yield [(cell or b"").decode(errors="replace") for cell in row]


def _answers(session: Session, relation: Relation) -> bool:
    """Tell whether the server can begin to read a relation; of a view that fails, it tells no columns."""
    if not relation.parts:
        return False
    try:
        list(session.rows(f"{relation.query(range(len(relation.parts)))} LIMIT 0"))
    except (TableNotReadable, DatabaseTimeout):
        return False
    return True


def _parts(name: str, kind: str, session: Session) -> tuple[Part, ...]:
    """Return how a column is read: bytes are not; a geometry becomes its type and its first point."""
    column = _quoted(name)
    if kind in _BYTES:
        return (Part(name, "NULL", "bytes-column-not-read"),)
    if kind in _SHAPES:
        return _parts_of_geometry(name, column, is_mariadb=session.is_mariadb)
    return (Part(name, f"CAST({column} AS UNSIGNED)" if kind == "bit" else column),)


def _parts_of_geometry(name: str, column: str, *, is_mariadb: bool) -> tuple[Part, ...]:
    """Read the first point of points, lines and areas, if it is stated or likely to be in degrees."""
    kind = f"ST_GeometryType({column})"
    first = (
        f"CASE {kind} WHEN 'POINT' THEN {column} WHEN 'LINESTRING' THEN ST_StartPoint({column})"
        f" WHEN 'POLYGON' THEN ST_StartPoint(ST_ExteriorRing({column})) END"
    )
    x, y = f"ST_X({first})", f"ST_Y({first})"
    if not is_mariadb:  # MySQL puts the latitude of geographic coordinates into X
        x = f"IF(ST_SRID({column}) = 4326, ST_Longitude({first}), {x})"
        y = f"IF(ST_SRID({column}) = 4326, ST_Latitude({first}), {y})"
    placed = f"ST_SRID({column}) IN (0, 4326) AND ABS({x}) <= 180 AND ABS({y}) <= 90"
    return (
        Part(f"{name}.type", kind),
        Part(f"{name}.longitude", f"CASE WHEN {placed} THEN {x} END", "geometry-in-degrees"),
        Part(f"{name}.latitude", f"CASE WHEN {placed} THEN {y} END"),
    )


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
