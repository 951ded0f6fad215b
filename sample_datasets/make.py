"""Make the sample data sets: eleven tables of a city that does not exist, as long as asked.

    python sample_datasets/make.py                                    # the files of this folder
    python sample_datasets/make.py --check                            # are they what this script makes?
    python sample_datasets/make.py --rows 1000000 --only service-requests -o DIR
    python sample_datasets/make.py --format parquet --seed 8 -o DIR

The same seed and number of rows give the same bytes. Needs only what the toolkit itself needs.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from city.table import Table
from city.tables import TABLES
from city.writing import write
from openpyxl import load_workbook

HERE = Path(__file__).parent
SEED = 7
FORMATS = ("csv", "xlsx", "parquet")
EXCEL_ROWS = 1_048_000


def make(table: Table, folder: Path, rows: int | None = None, file_format: str | None = None, seed: int = SEED) -> Path:
    """Write one table into `folder` and return the file.

    Without `rows` and `file_format` (csv, xlsx or parquet) length and format are those of the repository.
    """
    chosen = file_format or table.format
    path = folder / f"{table.name}.{chosen}"
    write(table, chosen, table.batches(seed, rows or table.rows), path)
    return path


def changed(folder: Path) -> list[str]:
    """Return the names of files in `folder` that are missing or differ from what this script makes.

    CSV files are compared byte by byte. Workbooks and Parquet files, whose packing depends on the version of
    the library that wrote them, are compared cell by cell and type by type.
    """
    with TemporaryDirectory() as fresh:
        made = [make(table, Path(fresh)) for table in TABLES.values()]
        return [path.name for path in made if not _same(path, folder / path.name)]


def _same(made: Path, stored: Path) -> bool:
    if not stored.exists():
        return False
    if made.suffix == ".parquet":
        return pl.read_parquet(made).equals(pl.read_parquet(stored))
    if made.suffix == ".xlsx":
        return _cells(made) == _cells(stored)
    return made.read_bytes() == stored.read_bytes()


def _cells(workbook: Path) -> dict[str, list[tuple[object, ...]]]:
    sheets = load_workbook(workbook, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in sheets}


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the sample data sets.")
    parser.add_argument("--rows", type=int, help="rows of each table (default: as many as in this folder)")
    parser.add_argument("--only", choices=sorted(TABLES), action="append", help="make only this table; may be repeated")
    parser.add_argument("--format", choices=FORMATS, help="write every table in this format")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("-o", "--output", type=Path, default=HERE, metavar="DIR")
    parser.add_argument("--check", action="store_true", help="only compare the files of this folder; 1 if they differ")
    given = parser.parse_args(arguments)
    if given.rows is not None and given.rows < 1:
        parser.error("--rows must be at least 1")
    formats = {given.format or TABLES[name].format for name in given.only or TABLES}
    if "xlsx" in formats and (given.rows or 0) > EXCEL_ROWS:
        parser.error(f"a worksheet ends at {EXCEL_ROWS} rows; use --format csv or parquet, or --only")
    return given


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    given = _arguments(arguments)
    if given.check:
        differing = changed(HERE)
        for name in differing:
            print(f"{name} is not what make.py makes", file=sys.stderr)
        return 1 if differing else 0
    given.output.mkdir(parents=True, exist_ok=True)
    for name in given.only or TABLES:
        print(make(TABLES[name], given.output, given.rows, given.format, given.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
