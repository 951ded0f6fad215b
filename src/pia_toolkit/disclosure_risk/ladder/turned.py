"""The table with some dials turned: measured by looking up the new code of each value, never its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
import pyarrow as pa

from pia_toolkit.cells.missing import are_missing
from pia_toolkit.disclosure_risk.classes import count_classes
from pia_toolkit.disclosure_risk.encode import Codes, Encoded
from pia_toolkit.disclosure_risk.keys import DIRECT_LIMIT, Numbers, combine
from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.ladder import Rung
from pia_toolkit.domain.steps import Drop, Step
from pia_toolkit.transformation.fitting import Moments, ValueStep, check, fit


@dataclass(frozen=True)
class Coarser:
    """One column after a step: the new code of each old code, and how many codes there are."""

    codes: Codes = field(repr=False)
    size: int


def coarsened(values: pa.Array) -> Coarser:
    """Give the new values of a column numbers; those that say nothing are missing, as in a file read afresh."""
    encoded = pa.array(values).dictionary_encode()
    dictionary = encoded.dictionary
    missing = are_missing(dictionary)
    numbered = np.append(np.where(missing, 0, np.cumsum(~missing)), 0).astype(np.int32)
    entries = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Coarser(np.concatenate([[0], numbered[entries]]).astype(np.int32), int((~missing).sum()) + 1)


@dataclass(frozen=True)
class Crowds:
    """Class sizes as a rung needs them: `of_unit` the rarest class of each unit, or of each row with its `rows`.

    `units` is None where each row is a unit: then `sizes` are the classes and each stands for as many rows.
    """

    sizes: Numbers = field(repr=False)
    rows: Numbers = field(repr=False)
    of_unit: Numbers | None = field(repr=False)

    def units_below(self, threshold: int) -> int:
        """Count units whose rarest class has fewer than `threshold` units."""
        if self.of_unit is None:
            return self.rows_below(threshold)
        return int(np.count_nonzero(self.of_unit < threshold))

    def rows_below(self, threshold: int) -> int:
        """Count rows in classes of fewer than `threshold` units."""
        return int(self.rows[self.sizes < threshold].sum())

    @property
    def units(self) -> int:
        """Different units."""
        return int(self.rows.sum()) if self.of_unit is None else len(self.of_unit)


def count_crowds(codes: Sequence[Codes], sizes: Sequence[int], units: Codes | None) -> Crowds:
    """Count classes by size only, which is all that a rung needs and much faster than naming the class of each row."""
    if units is not None:
        classes = count_classes(codes, sizes, units)
        return Crowds(classes.sizes, classes.rows, classes.smallest_of_unit)
    numbers, space = combine(codes, sizes)
    if space <= DIRECT_LIMIT:
        counts = np.bincount(numbers, minlength=space)
        counts = counts[counts > 0]
    else:
        counts = pl.Series(numbers).unique_counts().to_numpy().astype(np.int64)
    return Crowds(counts, counts, None)


@dataclass
class Bench:
    """A table on which steps are tried. `names`: its quasi-identifiers; `use`: columns by which rows are counted."""

    encoded: Encoded
    names: tuple[str, ...]
    units: Codes | None
    use: tuple[str, ...]
    floor: int
    _moments: Moments = field(default_factory=Moments)
    _fitted: dict[ValueStep, dict[str, Coarser]] = field(default_factory=dict)

    def codes(self, steps: Sequence[ValueStep]) -> dict[str, Coarser]:
        """Return, for each column that some steps change, its new codes."""
        found: dict[str, Coarser] = {}
        for step in steps:
            if step not in self._fitted:
                self._fitted[step] = self._fit(step)
            found |= self._fitted[step]
        return found

    def rung(self, steps: Sequence[ValueStep]) -> Rung:
        """Measure the table after some steps, no two of them on one column."""
        changed = self.codes(steps)
        return self.told(steps, self._crowds(changed), changed)

    def told(self, steps: Sequence[Step], crowds: Crowds, changed: Mapping[str, Coarser]) -> Rung:
        """Put figures into a rung."""
        units, below, alone = crowds.units, crowds.units_below(self.floor), crowds.units_below(2)
        return Rung(
            steps=tuple(steps),
            at_risk=AtRisk(
                threshold=self.floor,
                units=below,
                rows=crowds.rows_below(self.floor),
                share=below / units if units else 0.0,
            ),
            uniques=alone,
            unique_share=alone / units if units else 0.0,
            k=int(crowds.sizes.min()) if len(crowds.sizes) else 0,
            units=units,
            rows=int(crowds.rows.sum()),
            information_lost=self._lost(changed),
            count_error=self._count_error(changed),
        )

    def changed_codes(self, name: str, changed: Mapping[str, Coarser]) -> tuple[Codes, int]:
        """Return the codes of a column after some steps, and how many there are."""
        column = self.encoded.columns[name]
        if name not in changed:
            return column.codes, column.size
        return changed[name].codes[column.codes], changed[name].size

    def compared(self, changed: Mapping[str, Coarser]) -> tuple[list[Codes], list[int]]:
        """Return the codes of what is compared after some steps; without a quasi-identifier all rows look alike."""
        told = [self.changed_codes(name, changed) for name in self.names]
        kept = [pair for pair in told if pair[1] > 1] or [(np.zeros(self.encoded.rows, np.int32), 1)]
        return [codes for codes, _ in kept], [size for _, size in kept]

    def _crowds(self, changed: Mapping[str, Coarser]) -> Crowds:
        return count_crowds(*self.compared(changed), self.units)

    def _fit(self, step: ValueStep) -> dict[str, Coarser]:
        columns = {name: self.encoded.columns[name] for name in _columns(step)}
        if isinstance(step, Drop):
            return {name: Coarser(np.zeros(column.size, np.int32), 1) for name, column in columns.items()}
        values = {name: column.values for name, column in columns.items()}
        fitted = fit(step, values, self._moments)
        check(fitted, values)
        return {name: coarsened(fitted.changed(name, column.values)) for name, column in columns.items()}

    @cached_property
    def _counts(self) -> dict[str, np.ndarray]:
        return {
            name: np.bincount(self.encoded.columns[name].codes, minlength=self.encoded.columns[name].size)
            for name in {*self.names, *self.use}
        }

    def _lost(self, changed: Mapping[str, Coarser]) -> float:
        """Return the share of the entropy that is gone, the mean of the quasi-identifiers."""
        shares = []
        for name in self.names:
            before = _entropy(self._counts[name])
            if name not in changed or not before:
                shares.append(0.0)
                continue
            counts = np.bincount(changed[name].codes, weights=self._counts[name], minlength=changed[name].size)
            shares.append(1 - _entropy(counts) / before)
        return float(np.clip(np.mean(shares), 0, 1)) if shares else 0.0

    @cached_property
    def _cells(self) -> tuple[np.ndarray, np.ndarray]:
        """The cells of the columns of use that hold rows, as one code per column, and the rows of each."""
        if not self.encoded.rows:
            return np.zeros((len(self.use), 0), np.int64), np.zeros(0, np.int64)
        sizes = [self.encoded.columns[name].size for name in self.use]
        key = np.ravel_multi_index([self.encoded.columns[name].codes for name in self.use], sizes)
        cells, counts = np.unique(key, return_counts=True)
        return np.stack(np.unravel_index(cells, sizes)), counts

    def _count_error(self, changed: Mapping[str, Coarser]) -> float | None:
        """Return the share of rows in the wrong cell when merged cells are shared out evenly."""
        if not self.use:
            return None
        cells, counts = self._cells
        total = counts.sum()
        if not total or not any(name in changed for name in self.use):
            return 0.0
        after = np.zeros(cells.shape[1], np.int64)
        for place, name in enumerate(self.use):
            size = changed[name].size if name in changed else self.encoded.columns[name].size
            after = after * size + (changed[name].codes[cells[place]] if name in changed else cells[place])
        _, merged = np.unique(after, return_inverse=True)
        rows, members = np.bincount(merged, weights=counts), np.bincount(merged)
        return float(np.sort(np.abs(counts - (rows / members)[merged])).sum() / (2 * total))


def _columns(step: ValueStep) -> tuple[str, ...]:
    return (step.column,) if hasattr(step, "column") else step.columns


def _entropy(counts: np.ndarray) -> float:
    filled = np.sort(counts[counts > 0])  # in one order, so that the order of rows changes no digit
    shares = filled / filled.sum()
    return float(-(shares * np.log2(shares)).sum())
