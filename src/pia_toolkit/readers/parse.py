"""Turn blocks of delimited text into record batches of text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pia_toolkit.readers.blocks import Block, Build
from pia_toolkit.readers.dialect import Dialect
from pia_toolkit.readers.layout import find_layout
from pia_toolkit.readers.records import FieldTooLong, split_lines, split_records

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

Rows = Sequence[Sequence[str | None]]
Parsed: TypeAlias = "pl.DataFrame | list[pa.Array]"

_ROWS_PER_BATCH = 262_144


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

    def parse(self, data: bytes, block: Block) -> Parsed:
        """Parse a block: record by record only where quotation marks cannot be trusted. Raises `FieldTooLong`."""
        parsed: Parsed | None = None
        if not block.records:
            return self._parse_carefully(b"")
        if block.build is Build.REGULAR:
            parsed = self._parse_regular(data, block)
        elif block.build is Build.RAGGED:
            parsed = self._parse_ragged(data, block)
        return self._parse_carefully(data) if parsed is None else parsed

    def batches(self, parsed: Parsed) -> "Iterator[pa.RecordBatch]":
        """Yield the record batches of a parsed block. Raises `FieldTooLong`."""
        import polars as pl
        import pyarrow as pa

        if isinstance(parsed, list):
            yield pa.RecordBatch.from_arrays(parsed, names=list(self.names))
            return
        for batch in parsed.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches(max_chunksize=_ROWS_PER_BATCH):
            self._check_lengths(batch)
            nothing = pa.nulls(batch.num_rows, pa.large_string())
            yield pa.RecordBatch.from_arrays(self._arranged(batch.columns, nothing), names=list(self.names))

    def _kept(self) -> list[int]:
        """Positions of the columns to parse, in the order of the file."""
        return sorted({position for position in self.positions if position < self.width}) or [0]

    def _arranged(self, columns: "Sequence[pa.Array]", beyond: "pa.Array") -> "list[pa.Array]":
        """Put parsed columns into the order asked for."""
        found = dict(zip(self._kept(), map(self._trimmed, columns), strict=True)) | {self.width: beyond}
        return [found[position] for position in self.positions]

    def _read_csv(self, data: bytes, block: Block, *, ragged: bool) -> "pl.DataFrame | None":
        """Let polars parse well-formed text; None if it does not see as many records as were counted."""
        import polars as pl

        try:
            frame = pl.read_csv(
                data,
                columns=self._kept(),
                has_header=ragged,
                infer_schema=False,
                separator=self.dialect.delimiter,
                quote_char=self.dialect.quote if self.dialect.quote.encode() in data else None,
                eol_char=self.dialect.line_end,
                truncate_ragged_lines=ragged,
            )
        except pl.exceptions.PolarsError:
            return None
        if frame.height != block.records:
            return None
        return frame.select(pl.when(pl.all().str.len_bytes() > 0).then(pl.all())) if block.hollow else frame

    def _parse_regular(self, data: bytes, block: Block) -> "pl.DataFrame | None":
        return self._read_csv(data, block, ragged=False)

    def _parse_ragged(self, data: bytes, block: Block) -> "list[pa.Array] | None":
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
        header = self.dialect.delimiter.join(map(str, range(self.width))) + self.dialect.line_end
        frame = self._read_csv(header.encode() + data, block, ragged=True)
        if frame is None:
            return None
        batch = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().to_batches()[0]
        self._check_lengths(batch)
        return self._arranged(batch.columns, pa.array(beyond, pa.large_string()))

    def _beyond(self, record: bytes) -> str | None:
        """Return the cells of one record that stand beyond the last column."""
        lines = [line.decode() for line in split_lines(record, self.dialect.line_end)]
        cells = next(split_records(lines, self.dialect, self.field_bytes, complete=True)).cells
        return self.dialect.delimiter.join(cells[self.width :]) or None

    def _parse_carefully(self, data: bytes) -> "list[pa.Array]":
        lines = [line.decode() for line in split_lines(data, self.dialect.line_end)]
        records = split_records(lines, self.dialect, self.field_bytes, complete=True)
        rows = [record.cells for record in records if record.cells]
        beyond = [[self.dialect.delimiter.join(row[self.width :])] for row in rows]
        columns = [*columns_of(rows, self.width), *columns_of(beyond, 1)]
        return [columns[position] for position in self.positions]

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
    import pyarrow.compute as pc

    if not rows:
        return [pa.array([], pa.large_string())] * width
    nothing = (None,) * width
    padded = [row if len(row) == width else (*row, *nothing)[:width] for row in rows]
    columns = [pa.array(column, pa.large_string()) for column in zip(*padded, strict=True)]
    null = pa.scalar(None, pa.large_string())
    return [pc.if_else(pc.equal(pc.binary_length(column), 0), null, column) for column in columns]
