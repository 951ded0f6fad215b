"""How often each value of a sensitive column occurs in each group that looks alike; only what occurs is kept."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.classes.equivalence import Classes
from pia_toolkit.disclosure_risk.encode import Codes, EncodedColumn
from pia_toolkit.disclosure_risk.keys import Numbers, distinct, group

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ValueCounts:
    """One entry for each value (0: nothing told) that occurs in a class, ordered by class, then by value.

    `units`: how many units of the class have the value. `classes`, `size`: classes and values there are. `whole`:
    units with each value in the whole table, where these are only some of its classes.
    """

    of_class: Numbers = field(repr=False)
    values: Numbers = field(repr=False)
    units: Numbers = field(repr=False)
    classes: int
    size: int
    whole: Numbers | None = field(default=None, repr=False)

    @cached_property
    def of_all(self) -> Numbers:
        """Units with each value in the whole table; one in several classes counts for each."""
        if self.whole is not None:
            return self.whole
        return np.bincount(self.values, weights=self.units, minlength=self.size).astype(np.int64)

    @cached_property
    def in_class(self) -> Numbers:
        """Units of each class; one that has several values counts for each."""
        return self.sum_by_class(self.units).astype(np.int64)

    def sum_by_class(self, figures: npt.NDArray[np.integer] | Shares) -> Shares:
        """Add up one figure per entry in each class."""
        return np.bincount(self.of_class, weights=figures, minlength=self.classes).astype(np.float64)

    def told(self) -> "ValueCounts":
        """Return the entries in which something is told."""
        kept = self.values > 0
        whole = None if self.whole is None else np.append(0, self.whole[1:])
        return ValueCounts(self.of_class[kept], self.values[kept], self.units[kept], self.classes, self.size, whole)

    def renamed(self, new_value: Numbers, size: int) -> "ValueCounts":
        """Return the counts after value v became `new_value[v]`, from 0 to `size` - 1: values may be merged."""
        numbers = self.of_class * size + new_value[self.values]
        order = np.argsort(numbers)
        cells = numbers[order]
        starts = np.flatnonzero(np.diff(cells, prepend=-1))
        units = np.add.reduceat(self.units[order], starts) if len(starts) else self.units
        of_class, values = np.divmod(cells[starts], size)
        whole = None
        if self.whole is not None:
            whole = np.bincount(new_value, weights=self.whole, minlength=size).astype(np.int64)
        return ValueCounts(of_class, values, units, self.classes, size, whole)


def count_values(classes: Classes, column: EncodedColumn, units: Codes | None) -> ValueCounts:
    """Count the units that have each value in each class; a unit with several rows counts once for each value."""
    count = len(classes.sizes)
    numbers = classes.of_row * column.size + column.codes
    if units is None:
        ordered = np.sort(numbers)
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        cells, counts = ordered[starts], np.diff(starts, append=len(ordered))
    else:
        cells = distinct(numbers, count * column.size)
        of_row, _ = group(numbers, count * column.size)
        owners = int(units.max(initial=-1)) + 1
        pairs = distinct(of_row * owners + units, len(cells) * owners)
        counts = np.bincount(pairs // max(owners, 1), minlength=len(cells))
    of_class, values = np.divmod(cells, column.size)
    return ValueCounts(of_class, values, counts, count, column.size)
