"""How much memory and time files of several gigabytes take.

One table is made at several lengths, the longest of them several gigabytes, scanned as a user would, and deleted.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader_files import TABLE, make_long_table
from speed import SCAN
from timing import Failure, Finished, run

BYTES_PER_ROW = {"csv": 250, "parquet": 160, "jsonl": 440}
"""What a row of the table takes in a file, roughly."""

LEAST_BYTES = 3 * 10**9
SHORTENED = {"jsonl": 3}
"""Formats whose longest file is so many times shorter."""

SHORTER_ROWS = {"csv": (1_000_000,), "parquet": (1_000_000,), "jsonl": ()}
"""Lengths beside the longest, to see that time grows no faster than the file."""

SPARE = 2 * 2**30
"""So much of the disk is left free."""


@dataclass(frozen=True)
class LargeScan:
    """One scan of one file: its format, rows and bytes; seconds and peak memory, or why there are none."""

    format: str
    rows: int
    file_bytes: int
    scan: Finished | Failure

    @property
    def rows_per_second(self) -> float | None:
        """Rows scanned each second, start-up included."""
        return None if isinstance(self.scan, Failure) else self.rows / self.scan.seconds


def measure_large(
    folder: Path,
    least_bytes: int = LEAST_BYTES,
    shorter: Mapping[str, Sequence[int]] = SHORTER_ROWS,
    command: Sequence[str] = SCAN,
) -> list[LargeScan]:
    """Scan the table at every length in every format; `command` is run for the scan, with `{file}` for the file."""
    longest = {name: least_bytes // SHORTENED.get(name, 1) // BYTES_PER_ROW[name] + 1 for name in shorter}
    lengths = {name: {*rows, longest[name]} for name, rows in shorter.items()}
    return [_scan(folder, name, rows, command) for name in lengths for rows in sorted(lengths[name])]


def _scan(folder: Path, file_format: str, rows: int, command: Sequence[str]) -> LargeScan:
    needed = rows * BYTES_PER_ROW[file_format]
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        reason = f"skipped: {(needed + SPARE) / 1e9:.0f} GB of free disk are needed, there are {free / 1e9:.0f}"
        return LargeScan(file_format, rows, needed, Failure(reason))
    path = folder / f"{TABLE}.{file_format}"
    try:
        make_long_table(file_format, rows, folder)
        done = run([str(path) if part == "{file}" else part for part in command])
        scan = Failure(f"ended with exit code {done.exit_code}") if done.exit_code else done
        return LargeScan(file_format, rows, path.stat().st_size, scan)
    finally:
        path.unlink(missing_ok=True)
