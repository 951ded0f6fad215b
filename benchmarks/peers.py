"""Tasks run in processes of their own, so that one library's memory and imports do not count for another."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from tasks import NOT_INSTALLED
from timing import Failure, Timing, run

ELSEWHERE = {
    "dataprofiler": "PIA_BENCH_DATAPROFILER_PYTHON",
    "DataProfiler": "PIA_BENCH_DATAPROFILER_PYTHON",
    "datahub-classify": "PIA_BENCH_DATAHUB_PYTHON",
    "scikit-mobility": "PIA_BENCH_SKMOB_PYTHON",
    "scikit-mobility-on-few": "PIA_BENCH_SKMOB_PYTHON",
    "recordlinkage": "PIA_BENCH_RECORDLINKAGE_PYTHON",
}
"""Peers that ask for libraries which do not go with ours: the variable that names the Python of their environment."""

_TASKS = Path(__file__).with_name("tasks.py")
_LABELS = Path(__file__).with_name("peer_labels.py")


@dataclass(frozen=True)
class Done:
    """A task that ran: over how many rows, how long and with what answer."""

    rows: int
    timing: Timing
    answer: object


def run_task(name: str, path: Path, rows: int, runs: int) -> Done | Failure:
    """Run one of `tasks.TASKS` on the first `rows` rows of a CSV file: a warm-up, then `runs` timed calls."""
    finished = run([python_of(name), str(_TASKS), name, str(path), str(rows), str(runs)])
    if finished.exit_code == NOT_INSTALLED:
        return Failure("not installed")
    if finished.exit_code:
        return Failure(f"ended with exit code {finished.exit_code}")
    said = json.loads(finished.stdout.splitlines()[-1])
    return Done(rows, Timing(tuple(said["seconds"]), finished.peak_bytes), said["answer"])


def run_labels(tool: str, folder: Path) -> dict[str, dict[str, str]] | Failure:
    """Return what one of `peer_labels.TOOLS` calls the columns of the CSV files in a folder, by file and column."""
    finished = run([python_of(tool), str(_LABELS), tool, str(folder)])
    if finished.exit_code == NOT_INSTALLED:
        return Failure("not installed")
    if finished.exit_code:
        return Failure(f"ended with exit code {finished.exit_code}")
    labels: dict[str, dict[str, str]] = json.loads(finished.stdout.splitlines()[-1])
    return labels


def python_of(name: str) -> str:
    """Return the Python in which a peer is installed: the one that runs, unless a variable names another."""
    return os.environ.get(ELSEWHERE.get(name, ""), "") or sys.executable
