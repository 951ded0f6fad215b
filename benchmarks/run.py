"""Measure speed, memory and accuracy, beside peers (`make bench`)."""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from accuracy import measure_accuracy
from anonymity import measure_anonymity
from count_tables import measure_count_tables
from free_text import measure_free_text
from ladder import measure_what_if
from linkage import measure_linkage
from machine import describe
from page import rewrite, tables
from reading import PARTS as READING
from singling_out import measure_singling_out
from speed import measure_scan
from table_kinds import measure_table_kinds
from traces import measure_trace_speed
from wide_table import write_wide_table

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
WIDE = "fifteen-columns"
TABLES = (WIDE, "service-requests", "bike-trips")
COUNTED = "bike-trips"
PARTS = READING | {
    "accuracy": measure_accuracy,
    "table-kinds": measure_table_kinds,
    "free-text": measure_free_text,
    "singling-out": measure_singling_out,
    "traces": measure_trace_speed,
    "count-tables": measure_count_tables,
    "linkage": measure_linkage,
    "what-if": measure_what_if,
}
"""What can be measured beside speed, by name."""


def make_table(name: str, rows: int, folder: Path) -> Path:
    """Make one table of `rows` rows in `folder`: the one of fifteen columns, or a sample table."""
    if name == WIDE:
        folder.mkdir(parents=True, exist_ok=True)
        return write_wide_table(folder / f"{name}.csv", rows)
    script = REPOSITORY / "sample_datasets" / "make.py"
    subprocess.run(
        [sys.executable, script, "--rows", str(rows), "--only", name, "-o", folder],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder / f"{name}.csv"


def measure(given: argparse.Namespace) -> None:
    """Measure everything; write `speed.json` to the results and the tables to the page."""
    scans = []
    for name, rows in [(name, given.rows) for name in TABLES] + [(WIDE, 10 * given.rows)] * given.ten_times:
        _tell(f"{name}: {rows:,} rows")
        path = make_table(name, rows, given.data)
        scans.append(measure_scan(path, rows, given.peer_rows, given.runs))
    _tell("k-anonymity")
    counts = measure_anonymity(given.data / f"{COUNTED}.csv", given.rows, given.fewer_rows, given.runs)
    machine = describe()
    found = {
        "machine": machine,
        "scan": [asdict(speed) | {"ratio": speed.ratio} for speed in scans],
        "k_anonymity": [asdict(speed) | {"ratio": speed.ratio, "agree": speed.agree} for speed in counts],
    }
    given.results.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=2, ensure_ascii=False)
    (given.results / "speed.json").write_text(f"{text}\n", encoding="utf-8")
    page = given.page.read_text(encoding="utf-8")
    given.page.write_text(rewrite(page, tables(machine, scans, counts, given.runs)), encoding="utf-8")
    _tell(f"written: {given.results / 'speed.json'}, {given.page}")


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--fewer-rows", type=int, default=100_000, help="rows on which pycanon is always measured")
    parser.add_argument("--peer-rows", type=int, default=300, help="rows that presidio-structured reads")
    parser.add_argument("--ten-times", action="store_true", help="scan ten times the rows too: is time linear?")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--part", action="append", choices=["speed", *PARTS], help="measure only this; may be repeated")
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--page", type=Path, default=REPOSITORY / "docs" / "benchmarks.md")
    return parser.parse_args(given)


def measure_parts(given: argparse.Namespace) -> None:
    """Measure the parts that are asked for, or all of them."""
    for name, part in {"speed": measure, **PARTS}.items():
        if not given.part or name in given.part:
            _tell(name)
            part(given)


if __name__ == "__main__":
    measure_parts(arguments())
