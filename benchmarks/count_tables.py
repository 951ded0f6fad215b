"""How fast hidden counts are decided exactly: tables of 100,000 cells with totals, a fifth of them hidden.

Timed is the whole work on a table in memory: totals are found, every hidden count is tried, intervals are bounded.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from machine import describe
from page import header, rewrite, row

from pia_toolkit.disclosure_risk.count_tables.measure import measure_counts
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.domain.inventory import ColumnVerdict, Profile, Role, TableVerdict

SHAPES = ((315, 315), (46, 46, 46), (1000, 9, 9))
"""Values of each dimension, totals aside: about 100,000 cells with them."""

LIMIT_SECONDS = 60
"""What deciding a table of 100,000 cells may take."""

_SOURCE = Source(name="counts.csv", format="csv", bytes=0, sha256="0" * 64)
_HIDDEN_BELOW, _HIDDEN_BESIDES = 5, 0.05


@dataclass(frozen=True)
class CountSpeed:
    """One table: its cells, how many are hidden, how many follow, the sums they stand in, seconds of each run."""

    shape: tuple[int, ...]
    cells: int
    hidden: int
    recoverable: int
    sums: int
    checked: bool
    seconds: tuple[float, ...]


@dataclass(frozen=True)
class _Made:
    """A table of counts in memory."""

    data: dict[str, list[str]]
    name: str = "counts"
    source: Source = _SOURCE
    notes: tuple[ReadingNote, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.data)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        names = self.columns if columns is None else columns
        yield from pa.table({name: pa.array(self.data[name], pa.large_string()) for name in names}).to_batches()


def make_counts(shape: Sequence[int], seed: int = 0) -> dict[str, list[str]]:
    """Make a table with a total in each dimension, in which small counts and one in twenty others are hidden."""
    random = np.random.default_rng(seed)
    counts = random.poisson(random.gamma(1.0, 20.0, tuple(shape)))
    for axis in range(len(shape)):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    flat = counts.reshape(-1)
    hidden = ((flat > 0) & (flat < _HIDDEN_BELOW)) | (random.random(len(flat)) < _HIDDEN_BESIDES)
    places = np.indices(counts.shape).reshape(len(shape), -1)
    data = {
        f"dimension-{axis}": np.array([*(f"value {place}" for place in range(size)), "Total"])[places[axis]].tolist()
        for axis, size in enumerate(shape)
    }
    return data | {"persons": np.where(hidden, "*", flat.astype(str)).tolist()}


def measure_counts_speed(shape: Sequence[int], runs: int) -> CountSpeed:
    """Measure one table."""
    data = make_counts(shape)
    table, verdict = _Made(data), _verdict(data)
    seconds = []
    for _ in range(max(1, runs)):
        start = time.perf_counter()
        found = measure_counts(table, verdict, Policy()).counts
        seconds.append(time.perf_counter() - start)
    if found is None or found.recoverability is None:
        raise ValueError(shape)
    recovery = found.recoverability
    return CountSpeed(
        tuple(shape),
        len(data["persons"]),
        recovery.marked,
        recovery.recoverable,
        recovery.sums,
        recovery.checked,
        tuple(seconds),
    )


def _verdict(data: dict[str, list[str]]) -> TableVerdict:
    roles = dict.fromkeys(data, (Role.QUASI_IDENTIFIER, "district")) | {"persons": (Role.NONE, "count")}
    return TableVerdict(
        name="counts",
        rows=len(data["persons"]),
        source=_SOURCE,
        contains_personal_data=False,
        kind="aggregate",
        columns=tuple(
            ColumnVerdict(
                name=name,
                role=roles[name][0],
                category=roles[name][1],
                confidence=1.0,
                contains_personal_data=False,
                profile=Profile(
                    rows=len(cells),
                    empty=0,
                    distinct=len(set(cells)),
                    distinct_exact=True,
                    kind="token",
                    shape="a",
                    shape_share=1.0,
                    longest=max(map(len, cells)),
                ),
            )
            for name, cells in data.items()
        ),
    )


def measure_count_tables(given: argparse.Namespace) -> None:
    """Measure every table; write `count-tables.json` to the results and the table to the page."""
    speeds = [measure_counts_speed(shape, given.runs) for shape in SHAPES]
    found = {"machine": describe(), "limit_seconds": LIMIT_SECONDS, "tables": [asdict(speed) for speed in speeds]}
    given.results.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=2, ensure_ascii=False)
    (given.results / "count-tables.json").write_text(f"{text}\n", encoding="utf-8")
    page = Path(given.page).read_text(encoding="utf-8")
    given.page.write_text(rewrite(page, counts_table(speeds), "count-tables"), encoding="utf-8")


def counts_table(speeds: Sequence[CountSpeed]) -> str:
    """Return what was measured as a Markdown table."""
    lines = [*header("Values of each dimension", "Cells", "Hidden", "Sums", "Follow exactly", "Seconds (median)")]
    for speed in speeds:
        median = float(np.median(speed.seconds))
        shape = " x ".join(map(str, speed.shape))
        cells = (f"{number:,}" for number in (speed.cells, speed.hidden, speed.sums, speed.recoverable))
        lines.append(row(shape, *cells, f"{median:.1f}"))
    return "\n".join((*lines, ""))
