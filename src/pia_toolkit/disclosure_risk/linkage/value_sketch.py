"""How many values two columns share, told from a small sample of their different values that both choose alike.

Of each column the values with the smallest hashes are kept. The hash of a value is the same in both files, so a value
of the one sample is in the other wherever both columns have it (bottom-k sketches; Cohen and Kaplan 2007).
"""

import numpy as np
import polars as pl
import pyarrow as pa

from pia_toolkit.cells.missing import are_missing
from pia_toolkit.disclosure_risk.linkage.forms import text

KEPT = 4096
"""Hashes kept of each column; shares are then known to about two percentage points."""

FEWEST_SHARED = 10
"""Values that two columns must share before their values alone say that they are the same."""

LEAST_SHARE = 0.3
"""Share of the values of either column that the other must have."""


class ValueSketch:
    """The smallest hashes among the different values of a column, read batch by batch; case and accents aside."""

    def __init__(self) -> None:
        self.hashes = np.empty(0, np.uint64)
        self.complete = True

    def update(self, column: pa.Array) -> None:
        """Take in one more piece of the column, an Arrow array of strings."""
        values = column.drop_null().dictionary_encode().dictionary
        told = text(pl.Series(values.filter(pa.array(~are_missing(values))), dtype=pl.String)).drop_nulls()
        hashes = np.unique(np.concatenate([self.hashes, told.hash(0).to_numpy()]))
        self.complete = self.complete and len(hashes) <= KEPT
        self.hashes = hashes[:KEPT]

    @property
    def reach(self) -> np.uint64:
        """The hash up to which every value of the column is known."""
        return np.uint64(np.iinfo(np.uint64).max) if self.complete else self.hashes[-1]


def share_values(one: ValueSketch, other: ValueSketch) -> float:
    """Return which share of the values of either column the other has, the greater one; 0 if too few are shared."""
    reach = min(one.reach, other.reach)
    first, second = one.hashes[one.hashes <= reach], other.hashes[other.hashes <= reach]
    shared = len(np.intersect1d(first, second, assume_unique=True))
    if shared < FEWEST_SHARED:
        return 0.0
    return shared / min(len(first), len(second))
