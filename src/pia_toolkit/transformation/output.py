"""The changed table as a file: CSV, Parquet or XLSX, written in a stream and put in place only when it is whole."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from uuid import uuid4

import polars as pl
import pyarrow as pa

from pia_toolkit.errors import OutputExists, OutputFormatUnknown, OutputTooLong
from pia_toolkit.storage import told_as_cannot_write

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


def separator_of(path: Path) -> str | None:
    """Return what stands between two cells of a file of text; None for other formats."""
    return {".csv": ",", ".tsv": "\t"}.get(path.suffix.lower())


def log_beside(path: Path) -> Path:
    """Return the file in which it is kept what was done to make another."""
    return path.with_name(f"{path.name}.log.json")


def check_output(path: Path) -> None:
    """Refuse a format that is not written, and a file that exists already, the input above all, or its log.

    Raises `OutputFormatUnknown`, `OutputExists`.
    """
    if path.suffix.lower() not in FORMATS:
        raise OutputFormatUnknown(path=str(path), known=", ".join(FORMATS))
    for one in (path, log_beside(path)):
        if one.exists():
            raise OutputExists(path=str(one))


def write_table(path: Path, columns: tuple[str, ...], batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches of text columns to a new file; return its rows. If it breaks off, nothing is left behind."""
    beside = path.with_name(f".{path.stem}.{uuid4().hex}{path.suffix}")
    try:
        with told_as_cannot_write(path):
            writer = _opened(beside, columns)
        try:
            rows = _write_all(writer, batches, path)
        except BaseException:
            with suppress(OSError):  # what stopped the writing is told, not what follows from it
                writer.abandon()
            raise
        with told_as_cannot_write(path):
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def write_columns(path: Path, names: tuple[str, ...], columns: Sequence[Sequence[str]]) -> int:
    """Write columns of text to a new file, as `write_table` does."""
    arrays = [pa.array(column, pa.large_string()) for column in columns]
    return write_table(path, names, [pa.RecordBatch.from_arrays(arrays, names=list(names))])


def _write_all(writer: Writer, batches: Iterable[pa.RecordBatch], path: Path) -> int:
    """Write every batch; only what the writer raises is a failure of the disk, for the batches come from a reader."""
    rows = 0
    for batch in batches:
        with told_as_cannot_write(path):
            writer.write(batch)
        rows += batch.num_rows
    with told_as_cannot_write(path):
        writer.close()
    return rows


def _opened(path: Path, columns: tuple[str, ...]) -> Writer:
    match path.suffix.lower():
        case ".parquet":
            return _Parquet(path, columns)
        case ".xlsx":
            return _Workbook(path, columns)
        case _:
            return _Text(path, columns)


class _Text:
    """Delimited text in UTF-8, with quotation marks where they are needed."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._file, self._separator = path.open("wb"), separator_of(path) or ","
        # A lone empty cell would be an empty line, which readers pass over.
        self._empty = '""' if len(columns) == 1 else ""
        header = pl.DataFrame([[name] for name in columns], schema=[f"{n}" for n in range(len(columns))])
        self._append(header)

    def write(self, batch: pa.RecordBatch) -> None:
        frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))
        # An empty text and no text are the same in a file of text; only the first would get quotation marks.
        self._append(frame.with_columns(pl.all().replace("", None)))

    def _append(self, frame: pl.DataFrame) -> None:
        text = frame.write_csv(include_header=False, separator=self._separator, null_value=self._empty)
        self._file.write(text.encode())

    def close(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        self._file.close()


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
    """A sheet in which every cell is text, as it is in the table; no cell is ever a formula.

    The library keeps the rows in a file of its own until the end. It lies beside the output, in a folder that goes
    with it, and never where other temporary files are.
    """

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        from openpyxl import Workbook

        self._path, self._rows = path, 1
        self._folder = TemporaryDirectory(prefix=".", dir=path.parent)
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Data")
        with _temporary_files_in(self._folder.name):
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
        self._folder.cleanup()

    def abandon(self) -> None:
        with suppress(OSError):  # a full disk, for one, cannot take the end of the sheet
            self._sheet.close()
        self._folder.cleanup()


@contextmanager
def _temporary_files_in(folder: str) -> Iterator[None]:
    """Let temporary files be made in a folder, by a library that cannot be told where."""
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        yield
    finally:
        tempfile.tempdir = before
