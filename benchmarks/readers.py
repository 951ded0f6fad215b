"""How fast files are read, beside polars, DuckDB and pandas reading the same files.

Each reading is a process of its own: `python benchmarks/readers.py READER FORMAT FILE` reads the file to its end and
prints a line of JSON, the seconds it took and those of the processor, imports left out. Exits with 3 when the library
is not installed and with 4 when it has no way to read the format without a download.
"""

import importlib
import json
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks import NOT_INSTALLED
from timing import Failure, run

NOT_READ = 4
OURS = "pia"
PEERS = ("polars", "duckdb", "pandas")

PLAIN = "plain."
"""Before a format: the same, but no cell needs quotation marks."""

ROWS = {
    f"{PLAIN}csv": 1_000_000,
    "csv": 1_000_000,
    "csv.gz": 1_000_000,
    "utf-16.tsv": 1_000_000,
    "parquet": 1_000_000,
    "arrow": 1_000_000,
    "jsonl": 500_000,
    "json": 250_000,
    "geojson": 250_000,
    "sqlite": 500_000,
    "gpkg": 250_000,
    "xlsx": 100_000,
}
"""Every format, and how many rows a file of a realistic size has."""

RATIO_LIMIT = 1.3
"""CSV reading takes at most so many times as long as polars alone."""


@dataclass(frozen=True)
class Reading:
    """One reader on one file, several times: median seconds, of the processor too, and the largest peak of memory."""

    seconds: float
    processor_seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class FormatSpeed:
    """One file, read by us and by every peer."""

    format: str
    rows: int
    file_bytes: int
    ours: Reading | Failure
    peers: dict[str, Reading | Failure]


def measure_readers(folder: Path, runs: int, most_rows: int = 1_000_000) -> list[FormatSpeed]:
    """Make a file of every format with at most `most_rows` rows, read it with everything, delete it."""
    from reader_files import write_file

    folder.mkdir(parents=True, exist_ok=True)
    measured = []
    for file_format, rows in ROWS.items():
        path = folder / f"readers.{file_format}"
        rows = min(rows, most_rows)  # noqa: PLW2901  # a quick look
        try:
            write_file(path, file_format, rows, folder)
            measured.append(_measure(path, file_format, rows, runs))
        finally:
            path.unlink(missing_ok=True)
    return measured


def _measure(path: Path, file_format: str, rows: int, runs: int) -> FormatSpeed:
    """Let the readers take turns, so that a busy moment of the machine hits all of them."""
    seen: dict[str, list[Reading | Failure]] = {reader: [] for reader in (OURS, *PEERS)}
    for _ in range(runs + 1):  # the first time warms up
        for reader, readings in seen.items():
            if not (readings and isinstance(readings[-1], Failure)):
                readings.append(_read_once(reader, file_format, path))
    taken = {reader: _median(readings) for reader, readings in seen.items()}
    return FormatSpeed(file_format, rows, path.stat().st_size, taken.pop(OURS), taken)


def _read_once(reader: str, file_format: str, path: Path) -> Reading | Failure:
    finished = run([sys.executable, str(Path(__file__).resolve()), reader, file_format, str(path)])
    if finished.exit_code == NOT_INSTALLED:
        return Failure("not installed")
    if finished.exit_code == NOT_READ:
        return Failure("not read")
    if finished.exit_code:
        return Failure(f"ended with exit code {finished.exit_code}")
    said = json.loads(finished.stdout.splitlines()[-1])
    return Reading(said["seconds"], said["processor_seconds"], finished.peak_bytes)


def _median(readings: Sequence[Reading | Failure]) -> Reading | Failure:
    failed = next((reading for reading in readings if isinstance(reading, Failure)), None)
    if failed:
        return failed
    timed = [reading for reading in readings[1:] if isinstance(reading, Reading)]
    return Reading(
        round(statistics.median(reading.seconds for reading in timed), 4),
        round(statistics.median(reading.processor_seconds for reading in timed), 4),
        max(reading.peak_bytes for reading in timed),
    )


def ratio(ours: Reading | Failure, peer: Reading | Failure, figure: str = "seconds") -> float | None:
    """Return how many times as much of a figure we take as a peer does."""
    if isinstance(ours, Failure) or isinstance(peer, Failure):
        return None
    return float(getattr(ours, figure) / getattr(peer, figure))


USED = {
    "csv": ("polars", "pyarrow.csv", "pia_toolkit.readers.text.delimited"),
    "parquet": ("pyarrow.parquet", "pyarrow.compute", "pia_toolkit.readers.columnar.columnar"),
    "jsonl": ("pyarrow.json", "pyarrow.compute", "pia_toolkit.readers.json_documents.records"),
    "sqlite": ("pyarrow.compute", "pia_toolkit.readers.databases.sqlite_tables"),
    "gpkg": ("pyarrow.compute", "shapely", "pyproj", "pia_toolkit.readers.geodata.geopackage"),
    "xlsx": ("pyarrow.compute", "python_calamine", "pia_toolkit.readers.workbooks.workbook"),
}
"""What our readers import while they read, as pyarrow does pandas; imports are left out for the peers too."""

USED |= {
    "csv.gz": USED["csv"],
    "utf-16.tsv": USED["csv"],
    "arrow": USED["parquet"],
    "json": USED["jsonl"],
    "geojson": ("pyproj", *USED["jsonl"]),
}


def _pia(file_format: str, path: Path) -> Callable[[], object]:
    for name in ("pia_toolkit.readers.single_file", "pandas", *USED[file_format]):
        importlib.import_module(name)

    from pia_toolkit.readers.read import read

    def read_everything() -> None:
        for table in read(path):
            deque(table.batches(), maxlen=0)
            _ = (table.notes, table.source.sha256)

    return read_everything


def _polars(file_format: str, path: Path) -> Callable[[], object]:
    import polars as pl

    as_text = {"infer_schema": False}
    return {
        "csv": lambda: pl.read_csv(path, **as_text),
        "csv.gz": lambda: pl.read_csv(path, **as_text),
        "utf-16.tsv": lambda: pl.read_csv(path, **as_text, separator="\t", encoding="utf-16"),
        "parquet": lambda: pl.read_parquet(path),
        "arrow": lambda: pl.read_ipc(path),
        "jsonl": lambda: pl.read_ndjson(path),
        "json": lambda: pl.read_json(path),
        "sqlite": lambda: pl.read_database("SELECT * FROM requests", _sqlite(path), infer_schema_length=None),
    }[file_format]


def _duckdb(file_format: str, path: Path) -> Callable[[], object]:
    import duckdb

    source = {
        "csv": "read_csv('{}', all_varchar=true)",
        "csv.gz": "read_csv('{}', all_varchar=true)",
        "utf-16.tsv": "read_csv('{}', all_varchar=true, delim='\t', encoding='utf-16')",
        "parquet": "read_parquet('{}')",
        "jsonl": "read_json('{}', format='newline_delimited')",
        "json": "read_json('{}', format='array', maximum_object_size=100000000)",
    }[file_format].format(path)
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    return lambda: connection.execute(f"SELECT * FROM {source}").to_arrow_table()  # noqa: S608  # our own file


def _pandas(file_format: str, path: Path) -> Callable[[], object]:
    import pandas as pd
    import pyarrow.parquet  # noqa: F401  # imports are left out

    as_text = {"dtype": str, "keep_default_na": False}
    return {
        "csv": lambda: pd.read_csv(path, **as_text),
        "csv.gz": lambda: pd.read_csv(path, **as_text),
        "utf-16.tsv": lambda: pd.read_csv(path, **as_text, sep="\t", encoding="utf-16"),
        "parquet": lambda: pd.read_parquet(path),
        "arrow": lambda: pd.read_feather(path),
        "jsonl": lambda: pd.read_json(path, lines=True),
        "json": lambda: pd.read_json(path),
        "sqlite": lambda: pd.read_sql_query("SELECT * FROM requests", _sqlite(path)),
        "xlsx": lambda: pd.read_excel(path, dtype=str, engine="calamine"),
    }[file_format]


def _sqlite(path: Path) -> object:
    import sqlite3

    return sqlite3.connect(path)


READERS = {OURS: _pia, "polars": _polars, "duckdb": _duckdb, "pandas": _pandas}
"""What loads a library and returns the call that reads a file of a format; KeyError for one it cannot read."""


def main(reader: str, file_format: str, path: Path) -> int:
    """Read once and print what it took."""
    try:
        read = READERS[reader](file_format.removeprefix(PLAIN), path)
    except ModuleNotFoundError:
        return NOT_INSTALLED
    except KeyError:
        return NOT_READ
    seconds, processor = time.perf_counter(), time.process_time()
    read()
    taken = {"seconds": time.perf_counter() - seconds, "processor_seconds": time.process_time() - processor}
    print(json.dumps(taken))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
