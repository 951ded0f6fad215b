"""GeoPackage: which columns of the tables of an SQLite database hold geometries, and what they say."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.readers.as_text import value_as_text
from pia_toolkit.readers.geodata.coordinate_system import CoordinateSystem, coordinate_system
from pia_toolkit.readers.geodata.geo_table import GeoTable, Layer, geo_table
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import MIB, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

_GEOMETRIES = """
    SELECT c.table_name, c.column_name, s.organization, s.organization_coordsys_id, s.definition
    FROM gpkg_geometry_columns AS c LEFT JOIN gpkg_spatial_ref_sys AS s ON s.srs_id = c.srs_id
"""
_HOUSEKEEPING = {"gpkg_geometry_columns", "gpkg_spatial_ref_sys"}
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_HEADER_BYTES = 8
_FEWEST_ROWS, _MOST_ROWS, _BATCH_BYTES = 64, 65_536, 16 * MIB

Cells = tuple[object, ...]
OpenCursor = Callable[[Sequence[str]], AbstractContextManager[sqlite3.Cursor]]
Geometries = dict[str, tuple[str, CoordinateSystem | None]]


def geometry_columns(connection: sqlite3.Connection) -> Geometries:
    """Return the geometry column of each table (not view) that has one, and its coordinate system.

    Source: OGC GeoPackage 1.4, clauses 1.1.2 and 2.1.5.
    """
    real = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not real.issuperset(_HOUSEKEEPING):
        return {}
    try:
        rows = connection.execute(_GEOMETRIES).fetchall()
    except sqlite3.OperationalError:  # these tables are of another make
        return {}
    return {str(table): (str(column), _system(*told)) for table, column, *told in rows if table in real}


def _system(organization: object, code: object, definition: object) -> CoordinateSystem | None:
    known = coordinate_system(f"{organization}:{code}") if isinstance(code, int) and code > 0 else None
    return known or coordinate_system(str(definition or ""))


def geopackage_table(
    opened: Opened,
    table: tuple[str, Sequence[str]],
    geometry: tuple[str, CoordinateSystem | None],
    open_cursor: OpenCursor,
    options: ReadOptions,
) -> GeoTable:
    """Describe a table with its geometries as location columns.

    `table`: its name and its columns; `geometry`: the column of the geometries and their coordinate system;
    `open_cursor`: opens these of its columns. Raises what `geo_table` raises.
    """
    import pyarrow as pa

    name, columns = table
    place = list(columns).index(geometry[0])
    schema = pa.schema(
        [(column, pa.binary() if at == place else pa.large_string()) for at, column in enumerate(columns)]
    )

    def open_batches(needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
        names = [columns[at] for at in needed]
        rows = _FEWEST_ROWS
        with open_cursor(names) as cursor:
            while bundle := cursor.fetchmany(rows):
                arrays = [
                    _column(cells, is_place=at == place)
                    for at, cells in zip(needed, zip(*bundle, strict=True), strict=True)
                ]
                batch = pa.RecordBatch.from_arrays(arrays, names=names)
                rows = max(_FEWEST_ROWS, min(_MOST_ROWS, _BATCH_BYTES * len(bundle) // max(1, batch.nbytes)))
                yield batch

    layer = Layer(f"{opened.name} - {name}", opened.source, opened.path, schema, ((place, geometry[1]),), open_batches)
    return geo_table(layer, [ReadingNote(code="layer", values={"layer": name})], options)


def well_known_binary(cell: object) -> bytes | None:
    """Return a geometry without the header that GeoPackage puts before it; None for what is none."""
    if not isinstance(cell, bytes) or len(cell) <= _HEADER_BYTES or cell[:2] != b"GP":
        return None
    envelope = cell[3] >> 1 & 0b111
    if envelope >= len(_ENVELOPE_BYTES):
        return None
    return cell[_HEADER_BYTES + _ENVELOPE_BYTES[envelope] :]


def _column(cells: Sequence[object], *, is_place: bool) -> "pa.Array":
    import pyarrow as pa

    if is_place:
        return pa.array(map(well_known_binary, cells), pa.binary())
    return pa.array(map(value_as_text, cells), pa.large_string())
