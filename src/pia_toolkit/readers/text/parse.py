"""Turn blocks of delimited text into record batches of text."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from pia_toolkit.readers.text.blocks import Block, Build
from pia_toolkit.readers.text.dialect import Dialect
from pia_toolkit.readers.text.glance import Glance
from pia_toolkit.readers.text.layout import find_layout
from pia_toolkit.readers.text.records import FieldTooLong, Text, split_lines, split_records

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

Rows = Sequence[Sequence[str | None]]

_BYTES_AT_ONCE = 2**20


class NotAsItSeemed(Exception):  # caught where a closer look is taken
    """Text that looked regular at a glance is not."""


@dataclass(frozen=True)
class BlockParser:
    """Parses the blocks of one text.

    `width`: cells a record should have; `positions`: the columns wanted, in their order, of which `width` itself
    stands for what is beyond the last column; `names`: what to call them.
    """

    dialect: Dialect
    width: int
    positions: Sequence[int]
    names: Sequence[str]
    field_bytes: int

    def parse(self, data: Text, block: Block) -> "list[pa.RecordBatch]":
        """Parse a block: record by record only where quotation marks cannot be trusted. Raises `FieldTooLong`."""
        parsed: list[pa.RecordBatch] | None = None
        if block.records and block.build is Build.REGULAR:
            parsed = self._parse_regular(data, block)
        elif block.records and block.build is Build.RAGGED:
            parsed = self._parse_ragged(data, block)
        return self._parse_carefully(data if block.records else b"") if parsed is None else parsed

    def parse_at_a_glance(self, text: Text, glance: Glance) -> "tuple[list[pa.RecordBatch], Block]":
        """Parse records of which only the quotation marks were looked at, all columns of them; `text` begins with them.

        Raises `NotAsItSeemed` when some record has more or fewer cells than it should or is a blank line, and
        `FieldTooLong`.
        """
        table = self._read_csv(text, glance.bytes, range(self.width), quoted=glance.quoted)
        if table is None or _blank_lines(text, table):
            raise NotAsItSeemed
        return self._finished(table), Block(glance.bytes, table.num_rows, Build.REGULAR)

    def _parse_regular(self, data: Text, block: Block) -> "list[pa.RecordBatch] | None":
        table = self._read_csv(data, len(data), self._kept(), quoted=self.dialect.quote.encode() in data)
        return self._finished(table) if table and table.num_rows == block.records else None

    def _read_csv(self, text: Text, length: int, columns: Sequence[int], *, quoted: bool) -> "pa.Table | None":
        """Let Arrow parse the first bytes of a text, well-formed ones, empty cells as null; None if it refuses."""
        import pyarrow as pa
        from pyarrow import csv

        if text.startswith(codecs.BOM_UTF8):  # which would be taken for a mark of the encoding
            return None
        names = [str(position) for position in range(self.width)]
        try:
            return csv.read_csv(
                pa.BufferReader(pa.py_buffer(text).slice(0, length)),
                csv.ReadOptions(use_threads=False, block_size=_BYTES_AT_ONCE, column_names=names),
                csv.ParseOptions(
                    delimiter=self.dialect.delimiter,
                    quote_char=self.dialect.quote if quoted else False,
                    newlines_in_values=quoted,
                    ignore_empty_lines=False,
                ),
                csv.ConvertOptions(
                    check_utf8=False,
                    column_types=dict.fromkeys(names, pa.large_string()),
                    null_values=[""],
                    strings_can_be_null=True,
                    include_columns=[names[position] for position in columns],
                ),
            )
        except pa.ArrowInvalid:
            return None

    def _finished(self, table: "pa.Table") -> "list[pa.RecordBatch]":
        """Put parsed columns into the order asked for. Raises `FieldTooLong`."""
        import pyarrow as pa

        finished = []
        for batch in table.to_batches():
            self._check_lengths(batch)
            nothing = pa.nulls(batch.num_rows, pa.large_string())
            finished.append(pa.RecordBatch.from_arrays(self._arranged(batch.columns, nothing), names=list(self.names)))
        return finished

    def _kept(self) -> list[int]:
        """Positions of the columns to parse, in the order of the file."""
        return sorted({position for position in self.positions if position < self.width}) or [0]

    def _arranged(self, columns: "Sequence[pa.Array]", beyond: "pa.Array") -> "list[pa.Array]":
        """Put parsed columns into the order asked for."""
        found = dict(zip(self._kept(), map(self._trimmed, columns), strict=True)) | {self.width: beyond}
        return [found[position] for position in self.positions]

    def _parse_ragged(self, data: Text, block: Block) -> "list[pa.RecordBatch] | None":
        """Parse records of any number of cells: fill up the short ones, keep what long ones have beyond the last."""
        import polars as pl
        import pyarrow as pa

        layout = find_layout(memoryview(data), self.dialect, at_end=True)
        long = np.flatnonzero((layout.cells > self.width) & ~layout.blank)
        ranks = np.cumsum(~layout.blank)[long] - 1
        beyond: list[str | None] = [None] * block.records
        for rank, start, end in zip(
            ranks.tolist(), layout.starts[long].tolist(), layout.ends[long].tolist(), strict=True
        ):
            beyond[rank] = self._beyond(data[start:end])
        if layout.blank.any():
            kept = np.repeat(~layout.blank, np.diff(layout.ends, prepend=0))
            data = np.frombuffer(data, np.uint8)[kept].tobytes()
        frame = self._read_ragged(data)
        if frame is None or frame.height != block.records:
            return None
        batch = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().to_batches()[0]
        self._check_lengths(batch)
        columns = [_without_empty(column) for column in batch.columns] if block.hollow else batch.columns
        arranged = self._arranged(columns, pa.array(beyond, pa.large_string()))
        return [pa.RecordBatch.from_arrays(arranged, names=list(self.names))]

    def _read_ragged(self, data: Text) -> "pl.DataFrame | None":
        """Let polars parse records of any number of cells; None if it refuses."""
        import polars as pl

        header = self.dialect.delimiter.join(map(str, range(self.width))) + self.dialect.line_end
        try:
            return pl.read_csv(
                header.encode() + data,
                columns=self._kept(),
                infer_schema=False,
                separator=self.dialect.delimiter,
                quote_char=self.dialect.quote if self.dialect.quote.encode() in data else None,
                eol_char=self.dialect.line_end,
                truncate_ragged_lines=True,
            )
        except pl.exceptions.PolarsError:
            return None

    def _beyond(self, record: Text) -> str | None:
        """Return the cells of one record that stand beyond the last column."""
        lines = [line.decode() for line in split_lines(record, self.dialect.line_end)]
        cells = next(split_records(lines, self.dialect, self.field_bytes, complete=True)).cells
        return self.dialect.delimiter.join(cells[self.width :]) or None

    def _parse_carefully(self, data: Text) -> "list[pa.RecordBatch]":
        import pyarrow as pa

        lines = [line.decode() for line in split_lines(data, self.dialect.line_end)]
        records = split_records(lines, self.dialect, self.field_bytes, complete=True)
        rows = [record.cells for record in records if record.cells]
        beyond = [[self.dialect.delimiter.join(row[self.width :])] for row in rows]
        columns = [*columns_of(rows, self.width), *columns_of(beyond, 1)]
        wanted = [columns[position] for position in self.positions]
        return [pa.RecordBatch.from_arrays(wanted, names=list(self.names))]

    def _check_lengths(self, batch: "pa.RecordBatch") -> None:
        import pyarrow.compute as pc

        if batch.nbytes > self.field_bytes:
            longest = max((pc.max(pc.binary_length(column)).as_py() or 0 for column in batch.columns), default=0)
            if longest > self.field_bytes:
                raise FieldTooLong

    def _trimmed(self, column: "pa.Array") -> "pa.Array":
        import pyarrow.compute as pc

        return pc.utf8_ltrim(column, " ") if self.dialect.skip_space else column


def columns_of(rows: Rows, width: int) -> "list[pa.Array]":
    """Turn rows of cells into columns; missing and empty cells become null, cells beyond `width` are left out."""
    import pyarrow as pa

    if not rows:
        return [pa.array([], pa.large_string())] * width
    nothing = (None,) * width
    padded = [row if len(row) == width else (*row, *nothing)[:width] for row in rows]
    return [_without_empty(pa.array(column, pa.large_string())) for column in zip(*padded, strict=True)]


def _without_empty(column: "pa.Array") -> "pa.Array":
    """Make empty cells null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pc.equal(pc.binary_length(column), 0), pa.scalar(None, pa.large_string()), column)


def _blank_lines(data: Text, table: "pa.Table") -> bool:
    """Tell whether there may be blank lines in text that was parsed, as rows without any cell."""
    import pyarrow.compute as pc

    if any(column.null_count == 0 for column in table.columns):
        return False
    empty = reduce(pc.and_, (pc.is_null(column) for column in table.columns))
    return pc.any(empty).as_py() and (data.startswith((b"\n", b"\r\n")) or b"\n\n" in data or b"\n\r\n" in data)
