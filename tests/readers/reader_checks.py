"""What the tests of the readers look at: cells, notes, and that every note has words."""

from collections import deque
from pathlib import Path

import pyarrow as pa

from pia_toolkit.domain.dataset import Table
from pia_toolkit.i18n import words
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read

TINY = 64

Rows = list[list[str | None]]


def cells(table: Table, columns: list[str] | None = None) -> Rows:
    """Every row of a table, after checks on how it was delivered."""
    rows: Rows = []
    delivered: set[tuple[str, ...]] = set()
    for batch in table.batches(columns):
        assert all(column.type == pa.large_string() for column in batch.columns)
        delivered.add(tuple(batch.schema.names))
        batch.validate(full=True)
        assert not any(cell == "" for column in batch.columns for cell in column.to_pylist())
        rows += [list(row.values()) for row in batch.to_pylist()]
    wanted = table.columns if columns is None else tuple(columns)
    assert all(names == wanted[: len(names)] for names in delivered)
    assert columns is None or delivered <= {wanted}
    width = len(wanted)
    return [row + [None] * (width - len(row)) for row in rows]  # a column of surplus may be met late


def codes(table: Table) -> dict[str, dict[str, object]]:
    """The notes of a table by code after a full pass, each of which must make a sentence in every language."""
    deque(table.batches(), maxlen=0)
    for note in table.notes:
        assert all(words(language)(f"reading.{note.code}", **note.values) for language in ("en", "zh"))
    return {note.code: dict(note.values) for note in table.notes}


def read_text(folder: Path, text: str | bytes, options: ReadOptions | None = None, name: str = "t.csv") -> Table:
    """Write a text and read it as one table, in tiny blocks unless told otherwise."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    (table,) = read(path, options or ReadOptions(block_bytes=TINY))
    return table
