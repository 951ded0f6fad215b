"""Counts with noise in place of rows: the steps first, then bounds on what one unit contributes, then the noise."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pia_toolkit.disclosure_risk.encode import TableEncoder
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.mitigated import NoisyCounts
from pia_toolkit.domain.steps import Step
from pia_toolkit.errors import NoiseIncomplete, PiaError, StepNotBeforeNoise, raise_all, unknown_column
from pia_toolkit.mitigating import Subject, changes_of, try_steps
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read_source
from pia_toolkit.step_text import written
from pia_toolkit.transformation.apply import apply
from pia_toolkit.transformation.fitting import VALUE_STEPS
from pia_toolkit.transformation.noisy_counts import Cell, Noise, Released, cells_of, release, within_bound
from pia_toolkit.transformation.output import check_output, write_columns


@dataclass(frozen=True)
class Asked:
    """What is counted, what it may spend, and the file with the public cells, if they are public."""

    columns: tuple[str, ...]
    noise: Noise
    public: Path | None = None


def asked(
    columns: Sequence[str], epsilon: float | None, per_unit: int | None, delta: float | None, public: Path | None
) -> Asked:
    """Check what noisy counts need. Raises `NoiseIncomplete`."""
    if not columns or not epsilon or epsilon <= 0 or not per_unit or per_unit < 1:
        raise NoiseIncomplete
    if public is None and not (delta and 0 < delta < 1):
        raise NoiseIncomplete
    return Asked(tuple(columns), Noise(epsilon, delta or 0.0, per_unit), public)


def count_with_noise(subject: Subject, steps: Sequence[Step], wanted: Asked, output: Path) -> NoisyCounts:
    """Write noisy counts to a new file. Raises `UnknownColumn`, `LibraryMissing`, and what `mitigate` raises."""
    check_output(output)
    table = subject.table
    wrong: list[PiaError] = [
        unknown_column(name, table.name, table.columns) for name in wanted.columns if name not in table.columns
    ]
    # What a step such as suppression does to one person depends on others, which the noise would not cover.
    wrong += [StepNotBeforeNoise(step=written(step)) for step in steps if not isinstance(step, VALUE_STEPS)]
    raise_all(wrong)
    counts, left_out, unit = _count(subject, steps, wanted)
    public = _public_cells(wanted)
    released = release(counts, wanted.noise, public)
    _write(output, wanted.columns, released)
    return NoisyCounts(
        table=subject.table.name,
        source=subject.table.source,
        written=tuple(written(step) for step in steps),
        columns=wanted.columns,
        unit=unit,
        per_unit=wanted.noise.per_unit,
        left_out=left_out,
        library=released.library,
        mechanism=released.mechanism,
        scale=released.scale,
        threshold=released.threshold,
        epsilon=released.epsilon,
        delta=released.delta,
        public=public is not None,
        cells=len(released.cells),
    )


def _count(subject: Subject, steps: Sequence[Step], wanted: Asked) -> tuple[Counter[Cell], int, str | None]:
    """Count the rows of each cell after the steps, of each unit no more than may be; tell how many were left out."""
    prepared = try_steps(subject, steps)
    changes = changes_of(subject, steps, None, prepared)
    unit = prepared.unit_as_found.column
    kept = _rows_that_count(subject.table, unit, wanted.noise.per_unit)
    counts: Counter[Cell] = Counter()
    start = 0
    for batch in apply(subject.table.batches(), subject.table.columns, changes):
        rows = kept[start : start + batch.num_rows]
        start += batch.num_rows
        cells = cells_of([batch.column(name).to_pylist() for name in wanted.columns])
        counts.update(cell for cell, counted in zip(cells, rows, strict=True) if counted)
    return counts, len(kept) - sum(kept), unit


def _rows_that_count(table: Table, unit: str | None, per_unit: int) -> list[bool]:
    encoder = TableEncoder([unit] if unit else [])
    for batch in table.batches([unit] if unit else list(table.columns[:1])):
        encoder.update(batch)
    if unit is None:
        return [True] * encoder.rows
    kept: list[bool] = within_bound(encoder.finish().units(unit)[0], per_unit).tolist()
    return kept


def _public_cells(wanted: Asked) -> list[Cell] | None:
    if wanted.public is None:
        return None
    (table, *_) = read_source(wanted.public, ReadOptions(header=True)).tables
    raise_all([unknown_column(name, table.name, table.columns) for name in wanted.columns if name not in table.columns])
    return [
        cell
        for batch in table.batches(list(wanted.columns))
        for cell in cells_of([batch.column(name).to_pylist() for name in wanted.columns])
    ]


def _write(output: Path, columns: Sequence[str], released: Released) -> None:
    cells = [[cell[place] for cell in released.cells] for place in range(len(columns))]
    write_columns(output, (*columns, "noisy_count"), [*cells, [str(count) for count in released.counts]])
