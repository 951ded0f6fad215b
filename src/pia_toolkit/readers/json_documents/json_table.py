"""A table of a JSON document, delivered as text: rows one by one, or many at once where they are built alike."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, cast

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.readers.columns import positions_of, wanted_columns
from pia_toolkit.readers.json_documents.flatten import FlatRow
from pia_toolkit.readers.json_documents.regular_records import FlatColumns
from pia_toolkit.readers.record_table import bundles
from pia_toolkit.readers.text.parse import columns_of

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class JsonTable:
    """Rows of one table of a document. `keys`: what its columns are called in the rows."""

    name: str
    source: Source
    columns: tuple[str, ...] = field(repr=False)
    notes: tuple[ReadingNote, ...] = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    open_rows: Callable[[], Iterator[FlatRow | FlatColumns]] = field(repr=False)

    def batches(self, columns: Sequence[str] | None = None) -> "Iterator[pa.RecordBatch]":
        """Yield the cells as text. Raises `UnknownColumn`, and what opening the rows raises."""
        import pyarrow as pa

        wanted = wanted_columns(self, columns)
        keys = [self.keys[position] for position in positions_of(self, wanted)]
        for rows in stretches(self.open_rows()):
            if isinstance(rows, FlatColumns):
                arrays = iter([_in_order(rows, keys)])
            else:
                cells = ([row.get(key) for key in keys] for row in rows)
                arrays = (columns_of(bundle, len(keys)) for bundle in bundles(cells))
            for part in arrays:
                yield pa.RecordBatch.from_arrays(part, names=list(wanted))


def stretches(rows: Iterator[FlatRow | FlatColumns]) -> Iterator[Iterator[FlatRow] | FlatColumns]:
    """Yield stretches of single rows, each to be read before the next, and many rows at once as they are."""
    for regular, stretch in groupby(rows, key=lambda row: isinstance(row, FlatColumns)):
        if regular:
            yield from cast("Iterator[FlatColumns]", stretch)
        else:
            yield cast("Iterator[FlatRow]", stretch)


def _in_order(rows: FlatColumns, keys: Sequence[str]) -> "list[pa.Array]":
    """Return the cells of many rows in the order of `keys`; those of which there are none are null."""
    import pyarrow as pa

    return [rows.cells[key] if key in rows.cells else pa.nulls(rows.rows, pa.large_string()) for key in keys]
