"""What a step costs: entropy that is gone, and counts by the columns of use that end up in the wrong cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.encode import Encoded
from pia_toolkit.disclosure_risk.keys import Numbers, combine
from pia_toolkit.disclosure_risk.ladder.coarser import Coarser
from pia_toolkit.domain.steps import CoarsenTime, Period
from pia_toolkit.errors import StepUnfit
from pia_toolkit.transformation.fitting import Moments, check, fit

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RowsLeft:
    """Which rows stay, and in which of all the quasi-identifiers are blanked; None: all of them, none of them."""

    kept: Mask | None = field(default=None, repr=False)
    blanked: Mask | None = field(default=None, repr=False)

    @property
    def telling(self) -> Mask | None:
        """Rows that still tell what they told."""
        if self.blanked is None:
            return self.kept
        return ~self.blanked if self.kept is None else self.kept & ~self.blanked


EVERY_ROW = RowsLeft()


@dataclass
class Costs:
    """What steps cost on a table. `names`: its quasi-identifiers; `use`: columns by which rows are counted."""

    encoded: Encoded
    names: tuple[str, ...]
    use: tuple[str, ...]
    moments: Moments = field(default_factory=Moments)

    def information_lost(self, changed: Mapping[str, Coarser], rows: RowsLeft = EVERY_ROW) -> float:
        """Return the share of the entropy that is gone, the mean of the quasi-identifiers.

        A cell tells -log2 of the share of rows with its value, and nothing when it is blanked or gone: the measure of
        non-uniform entropy (Gionis and Tassa, "k-anonymization with minimal loss of information", 2009).
        """
        shares = [self._lost(name, changed.get(name), rows.telling) for name in self.names]
        return float(np.clip(np.mean(shares), 0, 1)) if shares else 0.0

    def _lost(self, name: str, coarser: Coarser | None, telling: Mask | None) -> float:
        counts = self._counts[name]
        before = _entropy(counts)
        if not before or (coarser is None and telling is None):
            return 0.0
        after = counts if coarser is None else np.bincount(coarser.codes, weights=counts, minlength=coarser.size)
        if telling is None:
            return 1 - _entropy(after) / before
        codes = self.encoded.columns[name].codes[telling]
        left = np.bincount(codes if coarser is None else coarser.codes[codes], minlength=len(after))
        told = -np.log2(np.where(after > 0, after, 1) / after.sum())
        return 1 - float(np.sort(left * told).sum() / after.sum()) / before

    @cached_property
    def _counts(self) -> dict[str, npt.NDArray[np.integer]]:
        columns = (self.encoded.columns[name] for name in self.names)
        return {column.name: np.bincount(column.codes, minlength=column.size) for column in columns}

    def count_error(self, changed: Mapping[str, Coarser], rows: RowsLeft = EVERY_ROW) -> float | None:
        """Return the share of rows in the wrong cell, when merged cells are shared out evenly and gaps scaled up."""
        if not self.use:
            return None
        telling = rows.telling if set(self.use) & set(self.names) else rows.kept
        cells, counts, of_row = self._cells
        total = int(counts.sum())
        if not total or (telling is None and not any(name in changed for name in self.use)):
            return 0.0
        left = counts.astype(np.float64) if telling is None else np.bincount(of_row[telling], minlength=len(counts))
        if not left.sum():
            return 1.0
        merged = np.zeros(len(counts), np.int64)
        for place, name in enumerate(self.use):
            codes, size = self._merged(name, cells[place], changed.get(name))
            merged = np.unique(merged * size + codes, return_inverse=True)[1]
        told = (np.bincount(merged, weights=left) / np.bincount(merged))[merged] * (total / left.sum())
        return float(np.clip(np.sort(np.abs(counts - told)).sum() / (2 * total), 0, 1))

    @cached_property
    def _cells(self) -> tuple[Numbers, Numbers, Numbers]:
        """The cells of use that hold rows, as one code per column; the rows of each; the cell of each row."""
        fine = [self._fine[name] for name in self.use]
        codes = [one.codes[self.encoded.columns[name].codes] for name, one in zip(self.use, fine, strict=True)]
        keys, _ = combine(codes, [one.size for one in fine])
        _, first, of_row, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        return np.stack([column[first] for column in codes]), counts, of_row

    @cached_property
    def _fine(self) -> dict[str, Coarser]:
        """The columns of use as finely as rows are counted: times by the hour, everything else by value."""
        return {name: self._by_hour(name) or Coarser.same(self.encoded.columns[name]) for name in self.use}

    def _by_hour(self, name: str) -> Coarser | None:
        values = self.encoded.columns[name].values
        fitted = fit(CoarsenTime(column=name, period=Period.HOUR), {name: values}, self.moments)
        try:
            check(fitted, {name: values})
        except StepUnfit:
            return None
        return Coarser.of(fitted.changed(name, values))

    def _merged(self, name: str, cells: Numbers, coarser: Coarser | None) -> tuple[Numbers, int]:
        """Return which cells cannot be told apart any more; what stays finer than the cells merges none."""
        fine = self._fine[name]
        if coarser is None:
            return cells, fine.size
        pairs = np.unique(fine.codes.astype(np.int64) * coarser.size + coarser.codes)
        of_fine, coarse = np.divmod(pairs, coarser.size)
        if len(pairs) > len(np.unique(of_fine)):
            return cells, fine.size
        onto = np.zeros(fine.size, np.int64)
        onto[of_fine] = coarse
        return onto[cells], coarser.size


def _entropy(counts: npt.NDArray[np.number]) -> float:
    filled = np.sort(counts[counts > 0])  # in one order, so that the order of rows changes no digit
    shares = filled / filled.sum()
    return float(-(shares * np.log2(shares)).sum())
