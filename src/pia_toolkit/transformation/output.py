"""The changed table as a file: CSV, Parquet or XLSX, written in a stream and put in place only when it is whole."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol
from uuid import uuid4

import polars as pl
import pyarrow as pa

from pia_toolkit.errors import OutputExists, OutputFormatUnknown, OutputTooLong

FORMATS = (".csv", ".tsv", ".parquet", ".xlsx")
_SHEET_ROWS = 1_048_576


class Writer(Protocol):
    """Takes batches one after the other."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Take one batch."""

    def close(self) -> None:
        """Finish the file."""

    def abandon(self) -> None:
        """Let go of what was written so far."""


def check_output(path: Path) -> None:
    """Refuse a format that is not written, and a file that exists already, the input above all.

    Raises `OutputFormatUnknown`, `OutputExists`.
    """
    if path.suffix.lower() not in FORMATS:
        raise OutputFormatUnknown(path=str(path), known=", ".join(FORMATS))
    if path.exists():
        raise OutputExists(path=str(path))


def write_table(path: Path, columns: tuple[str, ...], batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches of text columns to a new file; return its rows. If it breaks off, nothing is left behind."""
    beside = path.with_name(f".{path.stem}.{uuid4().hex}{path.suffix}")
    rows = 0
    try:
        with _opened(beside, columns) as writer:
            for batch in batches:
                writer.write(batch)
                rows += batch.num_rows
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return rows


@contextmanager
def _opened(path: Path, columns: tuple[str, ...]) -> Iterator[Writer]:
    match path.suffix.lower():
        case ".parquet":
            writer: Writer = _Parquet(path, columns)
        case ".xlsx":
            writer = _Workbook(path, columns)
        case _:
            with path.open("wb") as file:
                yield _Text(file, columns, "\t" if path.suffix.lower() == ".tsv" else ",")
            return
    try:
        yield writer
    except BaseException:
        writer.abandon()
        raise
    writer.close()


class _Text:
    """Delimited text in UTF-8, with quotation marks where they are needed."""

    def __init__(self, file: IO[bytes], columns: tuple[str, ...], separator: str) -> None:
        self._file, self._separator = file, separator
        header = pl.DataFrame([[name] for name in columns], schema=[f"{n}" for n in range(len(columns))])
        header.write_csv(file, include_header=False, separator=separator)

    def write(self, batch: pa.RecordBatch) -> None:
        frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))
        # An empty text and no text are the same in a file of text; only the first would get quotation marks.
        frame = frame.with_columns(pl.all().replace("", None))
        frame.write_csv(self._file, include_header=False, separator=self._separator)

    def close(self) -> None:
        """Leave the file to whoever opened it."""

    abandon = close


class _Parquet:
    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        import pyarrow.parquet as pq

        self._schema = pa.schema([(name, pa.large_string()) for name in columns])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch.cast(self._schema))

    def close(self) -> None:
        self._writer.close()

    abandon = close


class _Workbook:
    """A sheet in which every cell is text, as it is in the table; no cell is ever a formula."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        from openpyxl import Workbook

        self._path, self._rows = path, 1
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Data")
        self._append(columns)

    def write(self, batch: pa.RecordBatch) -> None:
        self._rows += batch.num_rows
        if self._rows > _SHEET_ROWS:
            raise OutputTooLong(path=str(self._path), rows=_SHEET_ROWS)
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            self._append(row)

    def _append(self, row: Iterable[str | None]) -> None:
        from openpyxl.cell import WriteOnlyCell

        cells = []
        for text in row:
            cell = WriteOnlyCell(self._sheet, value=text)
            cell.data_type = "s" if text is not None else "n"
            cells.append(cell)
        self._sheet.append(cells)

    def close(self) -> None:
        self._book.save(self._path)

    def abandon(self) -> None:
        self._book.save(BytesIO())  # this alone removes the temporary file that the library writes rows to
