"""The table with some dials turned: measured by looking up the new code of each value, never its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from pia_toolkit.disclosure_risk.classes.equivalence import count_classes
from pia_toolkit.disclosure_risk.encode import Codes, Encoded
from pia_toolkit.disclosure_risk.keys import DIRECT_LIMIT, Numbers, combine
from pia_toolkit.disclosure_risk.ladder.coarser import Coarser
from pia_toolkit.disclosure_risk.ladder.cost import EVERY_ROW, Costs, RowsLeft
from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.ladder import Rung
from pia_toolkit.domain.steps import Drop, Step, columns_of
from pia_toolkit.transformation.fitting import Fitted, Moments, ValueStep, check, fit


@dataclass(frozen=True)
class Crowds:
    """Class sizes as a rung needs them: `of_unit` the rarest class of each unit, or of each row with its `rows`.

    `of_unit` is None where each row is a unit: then `sizes` are the classes and each stands for as many rows.
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
    moments: Moments = field(default_factory=Moments)
    _fitted: dict[ValueStep, tuple[Fitted, dict[str, Coarser]]] = field(default_factory=dict)

    def fitted(self, step: ValueStep) -> Fitted:
        """Fit a step to the table, once. Raises `StepUnfit`."""
        return self._known(step)[0]

    def codes(self, steps: Sequence[ValueStep]) -> dict[str, Coarser]:
        """Return, for each column that some steps change, its new codes. Raises `StepUnfit`."""
        found: dict[str, Coarser] = {}
        for step in steps:
            found |= self._known(step)[1]
        return found

    def rung(self, steps: Sequence[ValueStep]) -> Rung:
        """Measure the table after some steps, no two of them on one column."""
        changed = self.codes(steps)
        return self.told(steps, count_crowds(*self.compared(changed), self.units), changed)

    def told(
        self, steps: Sequence[Step], crowds: Crowds, changed: Mapping[str, Coarser], rows: RowsLeft = EVERY_ROW
    ) -> Rung:
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
            information_lost=self._costs.information_lost(changed, rows),
            count_error=self._costs.count_error(changed, rows),
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

    def _known(self, step: ValueStep) -> tuple[Fitted, dict[str, Coarser]]:
        if step not in self._fitted:
            values = {name: self.encoded.columns[name].values for name in columns_of(step)}
            fitted = fit(step, values, self.moments)
            check(fitted, values)
            self._fitted[step] = fitted, {name: self._coarser(fitted, name) for name in values}
        return self._fitted[step]

    def _coarser(self, fitted: Fitted, name: str) -> Coarser:
        column = self.encoded.columns[name]
        if isinstance(fitted.step, Drop):
            return Coarser.nothing(column)
        return Coarser.of(fitted.changed(name, column.values))

    @cached_property
    def _costs(self) -> Costs:
        return Costs(self.encoded, self.names, self.use, self.moments)
