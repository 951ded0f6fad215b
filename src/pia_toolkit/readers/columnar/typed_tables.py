"""A table of typed columns, and tables of their own for the lists of records within it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import FileDamaged, FileEmpty
from pia_toolkit.readers.arrow_table import (
    ArrowTable,
    Leaf,
    OpenBatches,
    columns_of_schema,
    descend,
    holds_records,
    unfolded,
)
from pia_toolkit.readers.geodata.geo_table import GeoTable, Layer, geo_table
from pia_toolkit.readers.geodata.geoparquet import geometries_of
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

_ROW = "row"
"""The column that tells which row of the table around it a repeated record belongs to, counted from 1."""


@dataclass(frozen=True, repr=False)
class _Typed:
    """Typed columns and what opens them. `way`: under which column they repeat; empty for the main table."""

    schema: "pa.Schema"
    open_batches: OpenBatches
    way: str = ""


def typed_tables(
    opened: Opened, schema: "pa.Schema", open_batches: OpenBatches, options: ReadOptions
) -> tuple[ArrowTable | GeoTable, ...]:
    """Make a table of typed columns, and one of each list of records in them, which then names the row it belongs to.

    Geometries become location columns. Raises `FileDamaged`, `FileEmpty` and `LimitExceeded`.
    """
    try:
        tables = tuple(_tables(opened, _Typed(schema, open_batches), options))
    except UnicodeDecodeError:
        raise FileDamaged(path=opened.path, where="schema") from None
    if not tables:
        raise FileEmpty(path=opened.path)
    if places := geometries_of(schema):
        layer = Layer(opened.name, opened.source, opened.path, schema, places, open_batches)
        return (geo_table(layer, (), options), *tables[1:])
    return tables


def _tables(opened: Opened, typed: _Typed, options: ReadOptions) -> Iterator[ArrowTable]:
    columns = columns_of_schema(typed.schema, opened.path, options.limits, lists=False)
    notes = [ReadingNote(code="repeated-records", values={"records": typed.way})] if typed.way else []
    if len(columns.names) > bool(typed.way):
        yield ArrowTable(
            f"{opened.name} - {typed.way}" if typed.way else opened.name,
            opened.source,
            columns.names,
            (*notes, *columns.notes),
            opened.path,
            columns.leaves,
            typed.open_batches,
        )
    for name, leaf, kind in unfolded(typed.schema):
        if holds_records(kind):
            way = f"{typed.way}.{name}[]" if typed.way else f"{name}[]"
            yield from _tables(opened, _repeated(typed, leaf, kind, way), options)


def _repeated(typed: _Typed, leaf: Leaf, kind: "pa.DataType", way: str) -> _Typed:
    """Describe the records that repeat in one column as a table."""
    import pyarrow as pa

    inner = kind.value_type
    fields = [pa.field(_ROW, pa.int64()), *(inner.field(position) for position in range(inner.num_fields))]
    return _Typed(pa.schema(fields), partial(_unnested, typed, leaf), way)


def _unnested(typed: _Typed, leaf: Leaf, needed: Sequence[int]) -> "Iterator[pa.RecordBatch]":
    """Yield the records that stand in the lists of one column, with the number of the row each belongs to."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = 0
    for batch in typed.open_batches([leaf.column]):
        lists = descend(batch.column(0), leaf.way)
        parents = pc.add(pc.list_parent_indices(lists).cast(pa.int64()), rows + 1)
        records = pc.list_flatten(lists)
        parts = [parents, *records.flatten()]
        names = [_ROW, *(records.type.field(position).name for position in range(records.type.num_fields))]
        whole = pa.RecordBatch.from_arrays(parts, names=names)
        yield whole.select(list(needed))
        rows += batch.num_rows
