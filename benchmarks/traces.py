"""The part of `make bench` about traces and load curves: unicity, week to week, from a file, beside scikit-mobility."""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from machine import describe
from page import header, rewrite, row
from peers import python_of
from tasks import NOT_INSTALLED
from timing import Failure, run
from trace_tasks import FEW_ROWS, PEER_DEVICES, PEER_TARGETS, POINTS_PER_DEVICE

TIMES = 10
"""So many points of traces for each row that is asked for: 10 million, as the targets have it."""

ROWS_PER_HOUSEHOLD = 200
"""A household is measured for so many rows that are asked for: 5,000 households, as the target has it."""

_HERE = Path(__file__).parent
_UNKNOWN = "–"


@dataclass(frozen=True)
class TraceSpeed:
    """One task: what was measured and over how much, in what time and memory, and what it must not pass.

    `peak_bytes` is that of the whole process, the data themselves and the libraries included.
    """

    task: str
    size: int
    seconds: float | None
    peak_bytes: int | None
    most_seconds: float | None = None
    most_bytes: float | None = None
    reason: str = ""
    worst: float | None = None
    """Of the units, or of the targets that the peer tried, the share that some set of points singles out."""

    @property
    def met(self) -> str:
        """Whether the limits were kept."""
        if self.seconds is None or self.peak_bytes is None or self.most_seconds is None:
            return _UNKNOWN
        within = self.seconds < self.most_seconds and self.peak_bytes < (self.most_bytes or float("inf"))
        return "yes" if within else "**no**"


def measure_trace_speed(given: argparse.Namespace) -> None:
    """Measure on `rows` times ten points; write `traces.json` to the results and a table to the page."""
    points, households = TIMES * given.rows, max(2, given.rows // ROWS_PER_HOUSEHOLD)
    path = given.data / "traces.csv"
    given.data.mkdir(parents=True, exist_ok=True)
    speeds = [
        _measure("unicity", points, path, (20.0, 1.5 * 2**30)),
        _from_file(points, path),
        _measure("weeks", households, path, (30.0, None)),
        _measure("two-points", PEER_DEVICES * POINTS_PER_DEVICE, path, None),
        _measure("scikit-mobility", PEER_DEVICES * POINTS_PER_DEVICE, path, None),
        _measure("two-points-of-few", FEW_ROWS, path, None),
        _measure("scikit-mobility-on-few", FEW_ROWS, path, None),
    ]
    given.results.mkdir(parents=True, exist_ok=True)
    found = {"machine": describe(), "traces": [asdict(speed) for speed in speeds]}
    (given.results / "traces.json").write_text(f"{json.dumps(found, indent=2)}\n", encoding="utf-8")
    page = given.page.read_text(encoding="utf-8")
    given.page.write_text(rewrite(page, "\n".join([*table(speeds), ""]), "traces"), encoding="utf-8")


def _from_file(points: int, path: Path) -> TraceSpeed:
    """Write a CSV file, measure it, and take it away again."""
    written = _measure("write-file", points, path, None)
    try:
        return written if written.seconds is None else _measure("from-file", points, path, None)
    finally:
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)


def _measure(task: str, size: int, path: Path, limits: tuple[float, float | None] | None) -> TraceSpeed:
    """Run one of `trace_tasks.TASKS` in a process of its own."""
    finished = run([python_of(task), str(_HERE / "trace_tasks.py"), task, str(size), str(path)])
    most_seconds, most_bytes = limits or (None, None)
    failure = _failure(finished.exit_code)
    if failure:
        return TraceSpeed(task, size, None, None, most_seconds, most_bytes, failure.reason)
    said = json.loads(finished.stdout.splitlines()[-1])
    seconds = said["seconds"]
    if task == "scikit-mobility":
        seconds *= PEER_DEVICES / said["measured"]
    worst = said.get("worst")
    return TraceSpeed(task, size, round(seconds, 3), finished.peak_bytes, most_seconds, most_bytes, worst=worst)


def _failure(exit_code: int) -> Failure | None:
    if exit_code == NOT_INSTALLED:
        return Failure("not installed")
    return Failure(f"ended with exit code {exit_code}") if exit_code else None


_NAMES = {
    "unicity": "unicity, four resolutions × one to four points, {size:,} points in memory",
    "from-file": "a CSV file of {size:,} points: unicity for one to six points, homes, what is odd",
    "weeks": "{size:,} households × eight weeks of half-hours: unicity and week to week at every time step",
    "two-points": "every two points of a device at one resolution, {size:,} points: `worst` {worst}",
    "scikit-mobility": "scikit-mobility on the same (extrapolated from "
    f"{PEER_TARGETS} of {PEER_DEVICES:,} devices): {{worst}} of them have a risk of 1",
    "two-points-of-few": "every two of {size:,} coarse points, about five for each device: `worst` {worst}",
    "scikit-mobility-on-few": "scikit-mobility on the same, all devices: {worst} of them have a risk of 1",
}


def table(speeds: Iterable[TraceSpeed]) -> Iterable[str]:
    """Return the figures as lines of Markdown."""
    yield from header("what", "s", "peak, GiB", "limit", "met")
    for speed in speeds:
        worst = _UNKNOWN if speed.worst is None else f"{speed.worst:.1%}"
        name = _NAMES.get(speed.task, speed.task).format(size=speed.size, worst=worst)
        if speed.seconds is None or speed.peak_bytes is None:
            yield row(name, speed.reason, _UNKNOWN, _UNKNOWN, speed.met)
            continue
        memory = f", {speed.most_bytes / 2**30:.1f} GiB" if speed.most_bytes else ""
        limit = f"{speed.most_seconds:.0f} s{memory}" if speed.most_seconds else _UNKNOWN
        yield row(name, f"{speed.seconds:.1f}", f"{speed.peak_bytes / 2**30:.2f}", limit, speed.met)
