"""What a PostgreSQL database holds, as its catalogue tells, and how each column is read as text."""

from dataclasses import dataclass

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.readers.databases.query_table import Part, Relation

_SIZED = "rpmf"
_PROBED = "vmf"
_VIEWS = "vm"
_BYTES = frozenset({("pg_catalog", "bytea"), ("pg_catalog", "_bytea")})
_SHAPES = frozenset({"geometry", "geography"})

RELATIONS = """
SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text, c.reltuples::bigint,
    has_schema_privilege(n.oid, 'USAGE')
        AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')),
    row_security_active(c.oid),
    EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND has_table_privilege(i.inhparent, 'SELECT'))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    AND NOT EXISTS (
        SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND has_table_privilege(i.inhparent, 'SELECT')
        AND NOT EXISTS (
            SELECT FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attinhcount = 0 AND NOT a.attisdropped))
ORDER BY n.nspname::text COLLATE "C", c.relname::text COLLATE "C"
"""
"""Tables and views of users. A part of another table is left out where that one shows all it holds."""

COLUMNS = """
SELECT a.attrelid::bigint, a.attname::text, b.typname::text, s.nspname::text,
    EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = b.oid AND d.deptype = 'e'),
    has_column_privilege(a.attrelid, a.attnum, 'SELECT')
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_type t ON t.oid = a.atttypid
    JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
    JOIN pg_namespace s ON s.oid = b.typnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY a.attrelid, a.attnum
"""


@dataclass(frozen=True)
class Column:
    """A column: the relation it belongs to, its type, and whether the user may read it."""

    relation: int
    name: str
    type: str
    type_schema: str
    type_of_extension: bool
    readable: bool

    @property
    def parts(self) -> tuple[Part, ...]:
        """How it is read: bytes are not; a geometry becomes columns of its type, place and number of points."""
        name = quoted(self.name)
        if self.type_of_extension and self.type in _SHAPES:
            schema = quoted(self.type_schema)
            return _parts_of_geometry(self.name, f"{name}::{schema}.geometry", schema)
        if (self.type_schema, self.type) in _BYTES or (self.type_of_extension and self.type == "raster"):
            return (Part(self.name, "NULL::pg_catalog.text", "bytes-column-not-read"),)
        return (Part(self.name, f"{name}::pg_catalog.text"),)


@dataclass(frozen=True)
class Entry:
    """A table or view. `row_security`: it shows a user only some rows; `repeats`: another table shows its rows too."""

    oid: int
    schema: str
    table: str
    kind: str
    rows: int
    readable: bool
    row_security: bool
    repeats: bool

    @property
    def name(self) -> str:
        """Its name to show."""
        return f"{self.schema}.{self.table}"

    @property
    def may_fail(self) -> bool:
        """Whether it shows what stands elsewhere, so that it has to be tried."""
        return self.kind in _PROBED

    def relation(self, columns: tuple[Column, ...]) -> Relation:
        """Return how it is read."""
        readable = [column for column in columns if column.readable]
        notes = []
        if len(readable) < len(columns):
            count = len(columns) - len(readable)
            notes.append(ReadingNote(code="columns-not-permitted", values={"count": count}))
        if self.row_security:
            notes.append(ReadingNote(code="row-security"))
        if self.repeats:
            notes.append(ReadingNote(code="rows-repeated"))
        return Relation(
            name=self.name,
            sql=f"{quoted(self.schema)}.{quoted(self.table)}",
            parts=tuple(part for column in readable for part in column.parts),
            view=self.kind in _VIEWS,
            rows=self.rows if self.kind in _SIZED and self.rows >= 0 else None,
            notes=tuple(notes),
        )


def quoted(name: str) -> str:
    """Return a name as a query has to spell it."""
    return '"' + name.replace('"', '""') + '"'


def _parts_of_geometry(name: str, geometry: str, schema: str) -> tuple[Part, ...]:
    """Let PostGIS tell type, first point in WGS84 to a centimetre, and number of points."""
    first = f"{schema}.ST_GeometryN({schema}.ST_Points({geometry}), 1)"
    place = f"CASE WHEN {schema}.ST_SRID({geometry}) <> 0 THEN {schema}.ST_Transform({first}, 4326) END"
    return (
        Part(f"{name}.type", f"pg_catalog.substr({schema}.ST_GeometryType({geometry}), 4)"),
        Part(
            f"{name}.longitude",
            f"pg_catalog.round({schema}.ST_X({place})::pg_catalog.numeric, 7)::pg_catalog.text",
            "geometry-by-database",
        ),
        Part(f"{name}.latitude", f"pg_catalog.round({schema}.ST_Y({place})::pg_catalog.numeric, 7)::pg_catalog.text"),
        Part(f"{name}.points", f"{schema}.ST_NPoints({geometry})::pg_catalog.text"),
    )
