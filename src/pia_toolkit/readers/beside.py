"""What a file says beside its records: document properties, comments, lines above a table. A table of its own."""

from collections.abc import Sequence

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.record_table import RecordTable

LINES, LINES_COLUMNS = "lines outside the table", ("row", "text")

Lines = Sequence[tuple[int, Sequence[str]]]
"""Lines that belong to no record: the number of each, counted as a spreadsheet does, and its cells."""


def beside_table(
    name: str, source: Source, columns: Sequence[str], rows: Sequence[Sequence[str | None]]
) -> RecordTable:
    """Make a table of what stands beside the records; its note tells so."""
    safe = safe_names(columns)
    notes = (ReadingNote(code="beside-the-table"), *safe.notes)
    return RecordTable(name, source, safe.names, notes, lambda: iter(rows))


def lines_table(name: str, source: Source, lines: Lines, joiner: str = " ") -> tuple[RecordTable, ...]:
    """Make a table of the lines above the records of the table `name`; none when there are no such lines."""
    rows = [(str(number), joiner.join(cell.strip() for cell in cells if cell.strip())) for number, cells in lines]
    return (beside_table(f"{name} - {LINES}", source, LINES_COLUMNS, rows),) if rows else ()
