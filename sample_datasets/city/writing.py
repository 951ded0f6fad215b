"""Files: the same rows always give the same bytes."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from city.table import Sheet, Table

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOMENT = datetime(2025, 1, 1)  # noqa: DTZ001 - openpyxl wants it without a time zone
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")

Batches = Iterator[pl.DataFrame]


def write(table: Table, file_format: str, batches: Batches, path: Path) -> None:
    """Write batches of rows to `path`, never holding more than one batch of CSV or Parquet."""
    if file_format == "csv":
        _write_csv(table, batches, path)
    elif file_format == "parquet":
        _write_parquet(batches, path)
    else:
        _write_xlsx(table.sheet, batches, path)


def _write_csv(table: Table, batches: Batches, path: Path) -> None:
    style = table.csv
    with path.open("wb") as stream:
        for position, batch in enumerate(batches):
            batch.write_csv(
                stream,
                include_header=position == 0,
                include_bom=style.bom and position == 0,
                separator=style.separator,
                decimal_comma=style.decimal_comma,
                datetime_format=style.datetime,
                line_terminator=style.line_end,
            )


def _write_parquet(batches: Batches, path: Path) -> None:
    first = _arrow(next(batches))
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for batch in batches:
            writer.write_table(_arrow(batch))


def _arrow(batch: pl.DataFrame) -> pa.Table:
    """Return Arrow types that old readers know too."""
    return batch.to_arrow(compat_level=pl.CompatLevel.oldest())


def _write_xlsx(sheet: Sheet, batches: Batches, path: Path) -> None:
    workbook = Workbook(write_only=True)
    workbook.properties.created = _MOMENT
    page = workbook.create_sheet(sheet.name)
    if sheet.title:
        page.append([sheet.title])
        page.append([])
    for position, batch in enumerate(batches):
        if position == 0:
            page.append(batch.columns)
        for row in batch.iter_rows():
            page.append([float(cell) if isinstance(cell, Decimal) else cell for cell in row])
    if sheet.notes:
        notes = workbook.create_sheet("Notes")
        for note in sheet.notes:
            notes.append([note])
    with TemporaryFile() as stream:
        workbook.save(stream)
        _copy_without_clock(stream, path)


def _copy_without_clock(stream: IO[bytes], path: Path) -> None:
    """Copy a workbook without the time at which it was saved."""
    moment = _MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(stream) as saved, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in saved.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if name == "docProps/core.xml":
                copy.writestr(entry, _MODIFIED.sub(rb"\g<1>" + moment, saved.read(name)))
            else:
                with saved.open(name) as source, copy.open(entry, "w", force_zip64=True) as target:
                    while block := source.read(1 << 20):
                        target.write(block)
