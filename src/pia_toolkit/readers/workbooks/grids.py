"""Tables of rows that come one by one from markup: pages of a workbook, tables of a web page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import LimitExceeded
from pia_toolkit.readers.beside import lines_table
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.record_table import RecordTable, Rows
from pia_toolkit.readers.text.table_start import find_start

_ROWS_LOOKED_AT = 400

OpenGrid = Callable[[], Iterator[Sequence[str]]]
"""Opens the rows of one table, blank ones included."""


@dataclass(frozen=True, repr=False)
class Grid:
    """One table: what to call it, what was understood so far, its rows."""

    name: str
    notes: tuple[ReadingNote, ...]
    open_rows: OpenGrid


def read_grid(opened: Opened, options: ReadOptions, grid: Grid) -> Iterator[RecordTable]:
    """Yield the table of a grid, and that of the lines above it; nothing if it is empty. Raises `LimitExceeded`."""
    rows = [_blank_as_empty(row) for row in islice(grid.open_rows(), _ROWS_LOOKED_AT)]
    widest = max(map(len, rows), default=0)
    if widest > options.limits.columns:
        raise LimitExceeded(path=opened.path, limit="columns", allowed=options.limits.columns, found=widest)
    if not any(rows):
        return
    start = find_start([[*row, *[""] * (widest - len(row))] if row else row for row in rows], header=options.header)

    def open_rows() -> Rows:
        for row in islice(grid.open_rows(), start.first, None):
            if any(row):
                yield row

    yield RecordTable(grid.name, opened.source, start.columns, (*grid.notes, *start.notes), open_rows)
    yield from lines_table(grid.name, opened.source, start.above)


def _blank_as_empty(row: Sequence[str]) -> Sequence[str]:
    return row if any(cell.strip() for cell in row) else ()
