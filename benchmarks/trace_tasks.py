"""One task on traces or load curves in a process of its own: `python benchmarks/trace_tasks.py TASK SIZE FILE`.

Prints a line of JSON: seconds, how many rows or units were measured, and beside the peer what was found. Exits with 3
when the library it needs is not installed. All data are made up here.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks import NOT_INSTALLED, cut_off

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]

POINTS_PER_DEVICE = 100
FAVOURITES, CELLS, HOURS = 8, 2_000, 30 * 24
DAY = 86_400
START = 1_714_521_600
"""1 May 2024."""

WEEKS, STEP = 8, 1_800
PEER_DEVICES, PEER_TARGETS = 1_000, 10
FEW_ROWS = 300
"""Rows on which both find the same share or not: about five points of each of 60 devices."""


def make_traces(rows: int) -> "Rows":
    """Return devices, latitudes, longitudes and seconds: each device has 8 favourite cells out of 2,000, by hour."""
    import numpy as np

    random = np.random.default_rng(1)
    devices = max(1, rows // POINTS_PER_DEVICE)
    who = random.integers(0, devices, rows, dtype=np.int32)
    favourites = random.integers(0, CELLS, (devices, FAVOURITES), dtype=np.int32)
    cell = favourites[who, random.integers(0, FAVOURITES, rows)]
    north = 48.8 + cell // 50 * 0.0045 + random.random(rows) * 0.0009
    east = 2.2 + cell % 50 * 0.0068 + random.random(rows) * 0.0013
    seconds = START + random.integers(0, HOURS, rows) * 3_600 + random.integers(0, 3_600, rows)
    return who, north.round(5), east.round(5), seconds


def unicity(rows: int, _: Path) -> dict[str, float]:
    """Measure four resolutions for one to four known points on arrays in memory."""
    from pia_toolkit.disclosure_risk.series.trace_points import Places, Traces, measure_traces

    who, north, east, seconds = make_traces(rows)
    traces = Traces(who, int(who.max()) + 1, Places(north, east), seconds)
    return _timed(lambda: measure_traces(traces), rows)


def from_file(rows: int, path: Path) -> dict[str, float]:
    """Measure a CSV file of traces: from its cells to unicity, homes and what is odd, for one to six points."""
    from pia_toolkit.disclosure_risk.series.measure import measure_series
    from pia_toolkit.domain.inventory import Inventory
    from pia_toolkit.readers.read import read

    verdict = Inventory.model_validate_json(path.with_suffix(".json").read_bytes()).tables[0]
    table = read(path)[0]
    return _timed(lambda: measure_series(table, verdict, verdict.unit), rows)


def write_file(rows: int, path: Path) -> dict[str, float]:
    """Write the CSV file and the inventory of a scan of its beginning."""
    import polars as pl

    import pia_toolkit

    who, north, east, seconds = make_traces(rows)
    moments = pl.from_epoch(pl.Series(seconds), time_unit="s")
    frame = pl.DataFrame({"device_id": who, "seen_at": moments, "lat": north, "lon": east})
    frame = frame.with_columns(pl.format("dev-{}", pl.col("device_id") + 10_000_000).alias("device_id"))
    started = time.perf_counter()
    frame.write_csv(path, datetime_format="%Y-%m-%dT%H:%M:%S")
    inventory = pia_toolkit.scan(frame.filter(pl.col("device_id") < "dev-10000500").cast(pl.String), name=path.stem)
    path.with_suffix(".json").write_bytes(inventory.model_dump_json(by_alias=True).encode())
    return {"seconds": time.perf_counter() - started, "measured": rows}


def weeks(households: int, _: Path) -> dict[str, float]:
    """Measure load curves of half-hours over eight weeks: unicity and week to week, at every time step."""
    import numpy as np

    from pia_toolkit.disclosure_risk.series.load_curves import LoadCurves, measure_load_curves

    random = np.random.default_rng(2)
    steps = WEEKS * 7 * 86_400 // STEP
    habit = random.gamma(1.5, 0.3, (households, 48)).astype(np.float32)
    readings = np.tile(habit, WEEKS * 7) * random.gamma(2, 0.5, (households, steps)).astype(np.float32)
    who = np.repeat(np.arange(households, dtype=np.int32), steps)
    seconds = np.tile(START + np.arange(steps) * STEP, households)
    curves = LoadCurves(who, households, seconds, readings.ravel().round(3))
    del readings, habit
    return _timed(lambda: measure_load_curves(curves, STEP), households)


def two_points(rows: int, _: Path) -> dict[str, float]:
    """Try every two points of every device, on what scikit-mobility gets."""
    return _two_points(_make_days(rows), DAY)


def two_points_of_few(rows: int, _: Path) -> dict[str, float]:
    """Try every two points of a few coarse ones, on what scikit-mobility gets."""
    return _two_points(_make_short(rows), DAY)


def _two_points(rows: "Rows", step: int) -> dict[str, float]:
    from pia_toolkit.disclosure_risk.series.trace_points import Places, Resolution, Traces, index_traces
    from pia_toolkit.disclosure_risk.series.unicity import Sampling, measure_unicity

    who, north, east, seconds = rows
    traces = Traces(who, int(who.max()) + 1, Places(north, east), seconds)
    worst = []

    def measure() -> None:
        index = index_traces(traces, Resolution(None, step))
        worst.append(measure_unicity(index, Sampling(points=(2,), most_sets=10**9))[0].worst.value)

    return _timed(measure, len(who)) | {"worst": worst[0]}


def scikit_mobility(rows: int, _: Path) -> dict[str, float]:
    """Try with scikit-mobility every two points of some devices against all of them; the rest is extrapolated."""
    return _scikit_mobility(_make_days(rows), list(range(PEER_TARGETS)))


def scikit_mobility_on_few(rows: int, _: Path) -> dict[str, float]:
    """Try with scikit-mobility every two points of a few coarse ones, all devices that have two."""
    return _scikit_mobility(_make_short(rows), None)


def _scikit_mobility(rows: "Rows", targets: list[int] | None) -> dict[str, float]:
    """Assess the risk of some devices, or of all that have two points.

    The risk of a device is one by the number of devices that have both points, at the worst two points; scikit-mobility
    stops at the first two that nobody else has. Its precision "Hour" puts the month where the hour belongs: hence days.
    """
    try:
        import skmob
        from skmob.privacy.attacks import LocationTimeAttack
    except ImportError:
        sys.exit(NOT_INSTALLED)
    import pandas as pd

    who, north, east, seconds = rows
    days = pd.to_datetime(seconds, unit="s")
    frame = pd.DataFrame({"uid": who, "lat": north, "lng": east, "datetime": days}).drop_duplicates()
    if targets is None:
        points = frame.groupby("uid").size()
        targets = [int(uid) for uid in points.index[points >= 2]]
    traces = skmob.TrajDataFrame(frame)
    attack = LocationTimeAttack(knowledge_length=2, time_precision="Day")
    risks = []
    timed = _timed(lambda: risks.append(attack.assess_risk(traces, targets=targets)["risk"]), len(targets))
    return timed | {"worst": float((risks[0] == 1).mean())}


def _make_days(rows: int) -> "Rows":
    """Return traces by the day and by hundredths of a degree, about a kilometre."""
    who, north, east, seconds = make_traces(rows)
    return who, north.round(2), east.round(2), seconds // DAY * DAY


def _make_short(rows: int) -> "Rows":
    """Return some rows of short traces by ten days and by tenths of a degree: so coarse that devices share points."""
    who, north, east, seconds = (column[:rows] for column in make_traces(rows * POINTS_PER_DEVICE // 5))
    weeks = 10 * DAY
    return who, north.round(1), east.round(1), START + (seconds - START) // weeks * weeks


def _timed(call: Callable[[], object], measured: int) -> dict[str, float]:
    started = time.perf_counter()
    call()
    return {"seconds": time.perf_counter() - started, "measured": measured}


TASKS = {
    "unicity": unicity,
    "write-file": write_file,
    "from-file": from_file,
    "weeks": weeks,
    "two-points": two_points,
    "two-points-of-few": two_points_of_few,
    "scikit-mobility": scikit_mobility,
    "scikit-mobility-on-few": scikit_mobility_on_few,
}


if __name__ == "__main__":
    cut_off()
    print(json.dumps(TASKS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))))
