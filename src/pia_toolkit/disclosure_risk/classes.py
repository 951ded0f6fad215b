"""Groups that look alike on the quasi-identifiers: how many people are in each, and who stands alone.

Counted in protected units, not in rows: a person with two hundred rows is not hidden in a crowd.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from pia_toolkit.disclosure_risk.encode import TableEncoder
from pia_toolkit.disclosure_risk.keys import Numbers, combine, distinct, group
from pia_toolkit.domain.class_risk import AtRisk, ChosenColumn, ClassMeasures, Policy, SizeBand

BANDS = (1, 2, 3, 5, 11, 21, 51, 101)
"""Where the bars of the histogram begin; they meet the thresholds 3, 5 and 11 and the last has no end."""

THRESHOLDS = (3, 5, 10, 11)
"""Smallest class sizes in use: 3, 5 (open data of Louisville), 10 (ONS research outputs), 11 (CMS)."""


@dataclass(frozen=True)
class Classes:
    """Equivalence classes: rows that agree on all quasi-identifiers.

    `of_row`: the class of each row, numbered from 0. `rows` and `sizes`: rows and units of each class.
    `smallest_of_unit`: for each unit the size of its rarest class, which is what puts it at risk.
    """

    of_row: Numbers = field(repr=False)
    rows: Numbers = field(repr=False)
    sizes: Numbers = field(repr=False)
    smallest_of_unit: Numbers = field(repr=False)

    @property
    def k(self) -> int:
        """Units in the smallest class; 0 when there is no row."""
        return int(self.sizes.min()) if len(self.sizes) else 0

    @property
    def units(self) -> int:
        """Different units."""
        return len(self.smallest_of_unit)

    def below(self, threshold: int) -> AtRisk:
        """Count units with a class of fewer than `threshold` units, and the rows in such classes."""
        units = int(np.count_nonzero(self.smallest_of_unit < threshold))
        rows = int(self.rows[self.sizes < threshold].sum())
        return AtRisk(threshold=threshold, units=units, rows=rows, share=units / self.units if self.units else 0.0)


def count_classes(
    codes: Sequence[npt.NDArray[np.integer]],
    sizes: Sequence[int],
    units: npt.NDArray[np.integer] | None = None,
) -> Classes:
    """Count the people in each group that looks alike.

    `codes`: one integer array per quasi-identifier (at least one), all of the same length; those of column i
    run from 0 to `sizes[i]` - 1. `units`: which person, device or household each row belongs to, any integers
    not below 0; without it every row is a unit of its own. Source: Sweeney, "k-anonymity" (2002).
    """
    of_row, rows = group(*combine(codes, sizes))
    if units is None:
        return Classes(of_row, rows, rows, rows[of_row])
    of_unit, _ = group(units, int(units.max(initial=-1)) + 1)
    pairs = distinct(of_unit * len(rows) + of_row, (int(of_unit.max(initial=-1)) + 1) * len(rows))
    unit_of_pair, class_of_pair = np.divmod(pairs, max(len(rows), 1))
    units_of_class = np.bincount(class_of_pair, minlength=len(rows))
    if not len(pairs):
        return Classes(of_row, rows, units_of_class, units_of_class)
    starts = np.flatnonzero(np.diff(unit_of_pair, prepend=-1))
    smallest = np.minimum.reduceat(units_of_class[class_of_pair], starts)
    return Classes(of_row, rows, units_of_class, smallest)


def k_anonymity(frame: pl.DataFrame, columns: Sequence[str]) -> int:
    """Size of the smallest group of rows that look alike on `columns` (Sweeney 2002), from text to figure.

    Every row is a unit of its own; missing values are one value. Returns 0 for a frame without rows.
    """
    encoder = TableEncoder(columns)
    for batch in frame.select(pl.col(columns).cast(pl.String)).to_arrow().to_batches():
        encoder.update(batch)
    return count_classes(*encoder.finish().select(columns)).k


def describe(classes: Classes, chosen: Iterable[ChosenColumn], policy: Policy) -> ClassMeasures:
    """Return the figures of the classes: k, how many stand alone or are at risk, the histogram.

    Distinction and separation: Motwani and Xu, "Efficient algorithms for masking and finding quasi-identifiers"
    (2008).
    """
    alone = classes.below(2)
    members = int(classes.sizes.sum())
    pairs = members * (members - 1)
    thresholds = sorted({*THRESHOLDS, policy.small_class, policy.publication_class})
    return ClassMeasures(
        quasi_identifiers=tuple(chosen),
        classes=len(classes.sizes),
        k=classes.k,
        uniques=alone.units,
        unique_share=alone.share,
        at_risk=tuple(classes.below(threshold) for threshold in thresholds),
        histogram=tuple(_bands(classes)),
        unique_rows=alone.rows,
        distinction=len(classes.sizes) / members if members else None,
        separation=1 - int((classes.sizes * (classes.sizes - 1)).sum()) / pairs if pairs else None,
    )


def _bands(classes: Classes) -> Iterable[SizeBand]:
    """Yield the bars of the histogram; a unit counts once, in the bar of its rarest class."""
    ends = (*(start - 1 for start in BANDS[1:]), None)
    return (
        SizeBand(smallest=smallest, largest=largest, classes=in_band, units=units)
        for smallest, largest, in_band, units in zip(
            BANDS, ends, _per_band(classes.sizes), _per_band(classes.smallest_of_unit), strict=True
        )
    )


def _per_band(sizes: Numbers) -> list[int]:
    bands = np.searchsorted(BANDS, sizes, side="right") - 1
    return [int(count) for count in np.bincount(bands, minlength=len(BANDS))]
