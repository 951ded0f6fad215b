"""A table whose rows come one by one as text, such as a sheet, JSON records or the rows of a database."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.readers.columns import positions_of, wanted_columns
from pia_toolkit.readers.options import MIB
from pia_toolkit.readers.text.parse import columns_of

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS, _SIGNS = 65_536, 16 * MIB

Rows = Iterator[Sequence[str | None]]


@dataclass(frozen=True, eq=False)
class RecordTable:
    """Rows of text, each with one cell for each column."""

    name: str
    source: Source
    columns: tuple[str, ...] = field(repr=False)
    notes: tuple[ReadingNote, ...] = field(repr=False)
    open_rows: Callable[[], Rows] = field(repr=False)

    def batches(self, columns: Sequence[str] | None = None) -> "Iterator[pa.RecordBatch]":
        """Yield the cells as text. Raises `UnknownColumn`, and what opening the rows raises."""
        import pyarrow as pa

        wanted = wanted_columns(self, columns)
        positions = positions_of(self, wanted)
        for rows in bundles(self.open_rows()):
            chosen = (
                rows if columns is None else [[row[at] if at < len(row) else None for at in positions] for row in rows]
            )
            yield pa.RecordBatch.from_arrays(columns_of(chosen, len(wanted)), names=list(wanted))


def bundles(rows: Rows) -> Iterator[list[Sequence[str | None]]]:
    """Yield rows in bundles of a bounded size."""
    bundle: list[Sequence[str | None]] = []
    signs = 0
    for row in rows:
        bundle.append(row)
        signs += sum(len(cell) for cell in row if cell)
        if len(bundle) >= _ROWS or signs >= _SIGNS:
            yield bundle
            bundle, signs = [], 0
    if bundle:
        yield bundle
