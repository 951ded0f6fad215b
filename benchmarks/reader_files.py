"""Files of every format with the same made-up table in them."""

import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from wide_table import write_wide_table

if TYPE_CHECKING:
    import polars as pl
    import pyarrow.parquet as pq

REPOSITORY = Path(__file__).parent.parent
TABLE = "service-requests"
_ROWS_AT_ONCE = 50_000
_ROWS_MADE = 1_000_000
"""So many rows of a long table are made; then they repeat."""


def write_file(path: Path, file_format: str, rows: int, scratch: Path) -> None:
    """Write `rows` rows in one format: as CSV a table of fifteen columns, else a sample table."""
    if file_format in {"csv", "plain.csv"}:
        write_wide_table(path, rows)
        if file_format == "plain.csv":
            _leave_out_commas(path)
        return
    if file_format in {"parquet", "xlsx"}:
        make_table(file_format, rows, scratch).rename(path)
        return
    source = make_table("csv" if file_format in _FROM_TEXT else "parquet", rows, scratch)
    try:
        (_FROM_TEXT | _FROM_TABLE)[file_format](source, path)
    finally:
        source.unlink()


def _leave_out_commas(path: Path) -> None:
    """Rewrite a CSV file so that no cell of it needs quotation marks."""
    import polars as pl

    table = pl.read_csv(path.read_bytes(), infer_schema=False)
    table.with_columns(pl.all().str.replace_all(",", "", literal=True)).write_csv(path)


def make_table(file_format: str, rows: int, folder: Path) -> Path:
    """Make the sample table with `rows` rows in one of the formats its script writes."""
    script = REPOSITORY / "sample_datasets" / "make.py"
    options = ["--rows", str(rows), "--only", TABLE, "--format", file_format, "-o", str(folder)]
    subprocess.run([sys.executable, str(script), *options], check=True, stdout=subprocess.DEVNULL)
    return folder / f"{TABLE}.{file_format}"


def make_long_table(file_format: str, rows: int, folder: Path) -> Path:
    """Make the sample table with very many rows, as CSV, as JSON Lines or as Parquet without compression.

    Its first rows come from the script; they repeat with other numbers, since made-up people run out sooner than rows.
    """
    import polars as pl

    source = make_table("parquet", min(rows, _ROWS_MADE), folder)
    whole = pl.read_parquet(source)
    source.unlink()
    path = folder / f"{TABLE}.{file_format}"
    with closing(_LongParquet(path) if file_format == "parquet" else _LongText(path, file_format)) as out:
        for first in range(0, rows, _ROWS_MADE):
            numbers = pl.int_range(first + 1, first + 1 + whole.height, eager=True)
            ids = ("SR-2025-" + numbers.cast(pl.String).str.zfill(9)).alias(whole.columns[0])
            out.write(whole.with_columns(ids).head(rows - first))
    return path


class _LongText:
    """Writes one table after the other as CSV, the header once, or as JSON Lines."""

    def __init__(self, path: Path, file_format: str) -> None:
        self._file = path.open("wb")
        self._format = file_format

    def write(self, table: "pl.DataFrame") -> None:
        if self._format == "csv":
            table.write_csv(self._file, include_header=self._file.tell() == 0)
        else:
            table.write_ndjson(self._file)

    def close(self) -> None:
        self._file.close()


class _LongParquet:
    """Writes one table after the other as Parquet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: "pl.DataFrame") -> None:
        import pyarrow.parquet as pq

        rows = table.to_arrow()
        self._writer = self._writer or pq.ParquetWriter(self._path, rows.schema, compression="none")
        self._writer.write_table(rows, row_group_size=_ROWS_AT_ONCE)

    def close(self) -> None:
        if self._writer:
            self._writer.close()


def _gzip(source: Path, path: Path) -> None:
    with source.open("rb") as text, gzip.open(path, "wb", compresslevel=6) as packed:
        shutil.copyfileobj(text, packed, 2**20)


def _utf_16(source: Path, path: Path) -> None:
    import polars as pl

    text = pl.read_csv(source, infer_schema=False).write_csv(separator="\t")
    path.write_text(text, encoding="utf-16")


def _arrow(source: Path, path: Path) -> None:
    import polars as pl

    pl.read_parquet(source).write_ipc(path, compat_level=pl.CompatLevel.oldest())


def _json_lines(source: Path, path: Path) -> None:
    import polars as pl

    pl.read_parquet(source).write_ndjson(path)


def _json(source: Path, path: Path) -> None:
    import polars as pl

    pl.read_parquet(source).write_json(path)


def _records(source: Path) -> Iterator[list[dict[str, object]]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(source) as table:
        for batch in table.iter_batches(_ROWS_AT_ONCE):
            yield batch.to_pylist()


def _geojson(source: Path, path: Path) -> None:
    with path.open("w", encoding="utf-8") as text:
        text.write('{"type": "FeatureCollection", "features": [\n')
        separator = ""
        for records in _records(source):
            for record in records:
                place = [float(record["Longitude"] or 0), float(record["Latitude"] or 0)]
                geometry = {"type": "Point", "coordinates": place}
                feature = {"type": "Feature", "properties": record, "geometry": geometry}
                text.write(separator + json.dumps(feature, default=str, ensure_ascii=False))
                separator = ",\n"
        text.write("\n]}\n")


def _sqlite(source: Path, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        created = False
        for records in _records(source):
            names = list(records[0])
            if not created:
                columns = ", ".join(f'"{name}"' for name in names)
                database.execute(f"CREATE TABLE requests ({columns})")
                created = True
            rows = [[value if value is None else str(value) for value in record.values()] for record in records]
            marks = ", ".join("?" * len(names))
            database.executemany(f"INSERT INTO requests VALUES ({marks})", rows)  # noqa: S608  # question marks


def _gpkg(source: Path, path: Path) -> None:
    import numpy as np
    import polars as pl
    import pyogrio.raw
    import shapely

    table = pl.read_parquet(source)
    points = shapely.to_wkb(
        shapely.points(table.select("Longitude", "Latitude").fill_null(0).cast(pl.Float64).to_numpy())
    )
    fields = [np.array(column.cast(pl.String).fill_null("").to_list(), object) for column in table]
    pyogrio.raw.write(path, points, fields, table.columns, geometry_type="Point", crs="EPSG:4326", layer="requests")


_FROM_TEXT: dict[str, Callable[[Path, Path], None]] = {"csv.gz": _gzip, "utf-16.tsv": _utf_16}
_FROM_TABLE: dict[str, Callable[[Path, Path], None]] = {
    "arrow": _arrow,
    "jsonl": _json_lines,
    "json": _json,
    "geojson": _geojson,
    "sqlite": _sqlite,
    "gpkg": _gpkg,
}
