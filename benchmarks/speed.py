"""How fast a table is scanned, beside merely parsing it, and beside presidio-structured and DataProfiler."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from peers import Done, run_task
from timing import Failure, Timing, time_command

PROFILED = 100
"""DataProfiler, which samples, is given so many times the rows of presidio-structured."""

_LEFT_OUT = Failure("left out")

SCAN = (sys.executable, "-m", "pia_toolkit.cli.app", "scan", "{file}", "--format", "json")


@dataclass(frozen=True)
class ScanSpeed:
    """One table: parsing alone, the command `pia scan`, the same on one row, the peers, reading and the exact scan."""

    table: str
    rows: int
    file_bytes: int
    parse: Done | Failure
    scan: Timing | Failure
    start_up: Timing | Failure
    presidio: Done | Failure
    profiler: Done | Failure = _LEFT_OUT
    exact: Done | Failure = _LEFT_OUT

    @property
    def ratio(self) -> float | None:
        """How many times as long as parsing the scan takes, its start-up included."""
        if isinstance(self.scan, Failure) or isinstance(self.parse, Failure):
            return None
        return self.scan.median / self.parse.timing.median

    @property
    def exact_ratio(self) -> float | None:
        """How many times as long as parsing it takes to read and to scan every cell, start-up left out."""
        if isinstance(self.exact, Failure) or isinstance(self.parse, Failure):
            return None
        return self.exact.timing.median / self.parse.timing.median

    def times_faster(self, peer: Done | Failure) -> float | None:
        """How many rows reading and the exact scan take in the time in which a peer takes one."""
        if isinstance(self.exact, Failure) or isinstance(peer, Failure):
            return None
        return (self.rows / self.exact.timing.median) / (peer.rows / peer.timing.median)


def measure_scan(path: Path, rows: int, peer_rows: int, runs: int, command: Sequence[str] = SCAN) -> ScanSpeed:
    """Measure one CSV file of `rows` rows; presidio-structured reads its first `peer_rows` rows.

    `command` is what is run for the scan, with `{file}` for the file.
    """
    scan, start_up = time_scan(path, runs, command)
    return ScanSpeed(
        table=path.stem,
        rows=rows,
        file_bytes=path.stat().st_size,
        parse=run_task("parse", path, rows, runs),
        scan=scan,
        start_up=start_up,
        presidio=run_task("presidio-structured", path, min(rows, peer_rows), runs),
        profiler=run_task("dataprofiler", path, min(rows, PROFILED * peer_rows), runs),
        exact=run_task("exact-scan", path, rows, runs),
    )


def time_scan(path: Path, runs: int, command: Sequence[str]) -> tuple[Timing | Failure, Timing | Failure]:
    """Time the scan of a file, and of its header and first row alone."""
    with TemporaryDirectory() as folder:
        one_row = Path(folder) / path.name
        with path.open("rb") as lines:
            one_row.write_bytes(b"".join(islice(lines, 2)))
        start_up = time_command(_for_file(command, one_row), runs)
    return time_command(_for_file(command, path), runs), start_up


def _for_file(command: Sequence[str], path: Path) -> list[str]:
    return [str(path) if part == "{file}" else part for part in command]
