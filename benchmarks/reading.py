"""The parts of `make bench` about reading: speed by format, files of gigabytes, files that are hard to read."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from large_file import LEAST_BYTES, LargeScan, measure_large
from machine import describe
from page import header, rewrite, row
from reader_torture import Opened, Outcome, write_results
from timing import Failure, Finished

from readers import PEERS, RATIO_LIMIT, FormatSpeed, Reading, measure_readers, ratio

MOST_MEMORY = 1.5 * 2**30
"""A scan takes less memory than this, however long the file is."""

_UNKNOWN = "–"


def measure_formats(given: argparse.Namespace) -> None:
    """Read a file of every format beside the peers."""
    speeds = measure_readers(given.data, given.runs, given.rows)
    found = [
        asdict(speed) | {"ratio": {peer: ratio(speed.ours, reading) for peer, reading in speed.peers.items()}}
        for speed in speeds
    ]
    _write(given, "readers", {"machine": describe(), "runs": given.runs, "formats": found}, formats_table(speeds))


def measure_large_files(given: argparse.Namespace) -> None:
    """Scan files of several gigabytes; with fewer rows than usual, a quick look at small ones."""
    shorter = {"csv": (given.rows,), "parquet": (given.rows,), "jsonl": ()}
    scans = measure_large(given.data, LEAST_BYTES * given.rows // 1_000_000, shorter)
    found = [
        {
            "format": scan.format,
            "rows": scan.rows,
            "file_bytes": scan.file_bytes,
            "seconds": None if isinstance(scan.scan, Failure) else scan.scan.seconds,
            "peak_bytes": None if isinstance(scan.scan, Failure) else scan.scan.peak_bytes,
            "reason": scan.scan.reason if isinstance(scan.scan, Failure) else "",
        }
        for scan in scans
    ]
    _write(given, "large-files", {"machine": describe(), "scans": found}, large_table(scans))


def open_hard_files(given: argparse.Namespace) -> None:
    """Open the test files of other readers; without them the page stays as it is."""
    opened = write_results(given.results)
    if opened:
        _rewrite(given.page, "reader-tests", torture_table(opened))


def formats_table(speeds: Sequence[FormatSpeed]) -> Iterable[str]:
    """Return speed and memory by format as lines of Markdown."""
    csv = next((speed for speed in speeds if speed.format == "csv"), None)
    measured = ratio(csv.ours, csv.peers["polars"]) if csv else None
    if measured is not None:
        met = "met" if measured <= RATIO_LIMIT else "**missed**"
        target = f"Target: a plain CSV file in at most {RATIO_LIMIT} × the time of polars."
        yield f"{target} Measured: {measured:.2f} × ({met})."
        yield ""
    names = [*(f"time ÷ {peer}" for peer in PEERS), *(f"memory ÷ {peer}" for peer in PEERS)]
    yield from header("format", "rows", "MB", "s", "processor s", "peak, MiB", *names)
    for speed in speeds:
        ours = speed.ours
        figures = [ours.reason, *[_UNKNOWN] * 2] if isinstance(ours, Failure) else _figures(ours)
        times = [_times(speed, peer, "seconds") for peer in PEERS]
        peaks = [_times(speed, peer, "peak_bytes") for peer in PEERS]
        yield row(speed.format, f"{speed.rows:,}", f"{speed.file_bytes / 1e6:.0f}", *figures, *times, *peaks)


def _figures(reading: Reading) -> list[str]:
    return [f"{reading.seconds:.2f}", f"{reading.processor_seconds:.2f}", f"{reading.peak_bytes / 2**20:.0f}"]


def _times(speed: FormatSpeed, peer: str, figure: str) -> str:
    reading = speed.peers[peer]
    if isinstance(reading, Failure):
        return reading.reason
    times = ratio(speed.ours, reading, figure)
    return _UNKNOWN if times is None else f"{times:.2f}"


def large_table(scans: Sequence[LargeScan]) -> Iterable[str]:
    """Return the scans of long files as lines of Markdown."""
    yield from header("format", "rows", "GB", "scan, s", "rows/s", "peak, GiB", "below 1.5 GiB")
    for scan in scans:
        size = (scan.format, f"{scan.rows:,}", f"{scan.file_bytes / 1e9:.2f}")
        yield row(*size, *([scan.scan.reason] + [_UNKNOWN] * 3 if isinstance(scan.scan, Failure) else _scan(scan)))


def _scan(scan: LargeScan) -> list[str]:
    done = scan.scan
    if not isinstance(done, Finished):
        return []
    below = "yes" if done.peak_bytes < MOST_MEMORY else "**no**"
    return [f"{done.seconds:.0f}", f"{scan.rows / done.seconds:,.0f}", f"{done.peak_bytes / 2**30:.2f}", below]


def torture_table(opened: Sequence[Opened]) -> Iterable[str]:
    """Return how the test files of others were opened as lines of Markdown; those that went another way by name."""
    sources = sorted({one.source for one in opened})
    yield from header("files of", *map(str, Outcome))
    for source in sources:
        counts = Counter(one.outcome for one in opened if one.source == source)
        yield row(source, *(str(counts[outcome]) for outcome in Outcome))
    yield ""
    yield from header("file", "how", "expected / found")
    for one in opened:
        if one.outcome not in {Outcome.RIGHT, Outcome.OPENED}:
            why = "; ".join(one.why).replace("|", "\\|")
            yield row(f"{one.source} `{one.file}`", str(one.outcome), why)


def _write(given: argparse.Namespace, name: str, found: object, lines: Iterable[str]) -> None:
    given.results.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=2, ensure_ascii=False)
    (given.results / f"{name.replace('-', '_')}.json").write_text(f"{text}\n", encoding="utf-8")
    _rewrite(given.page, name, lines)
    print(f"written: {name}", file=sys.stderr)


def _rewrite(page: Path, name: str, lines: Iterable[str]) -> None:
    text = page.read_text(encoding="utf-8")
    page.write_text(rewrite(text, "\n".join([*lines, ""]), name), encoding="utf-8")


PARTS = {"readers": measure_formats, "large-files": measure_large_files, "reader-tests": open_hard_files}
"""What can be measured, by name; each writes its own stretch of the page."""
