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
class SizeTally:
    """How many classes there are of each size, which is all that most figures need.

    `sizes`: the different class sizes in units, rising. `classes`, `rows`: classes of that size, and their rows.
    `units`: units whose rarest class has that size.
    """

    sizes: Numbers = field(repr=False)
    classes: Numbers = field(repr=False)
    rows: Numbers = field(repr=False)
    units: Numbers = field(repr=False)

    @property
    def k(self) -> int:
        """Units in the smallest class; 0 when there is no row."""
        return int(self.sizes[0]) if len(self.sizes) else 0

    @property
    def all_classes(self) -> int:
        """Classes of any size."""
        return int(self.classes.sum())

    @property
    def members(self) -> int:
        """Units, those in several classes counted in each."""
        return int(self.sizes @ self.classes)

    @property
    def all_units(self) -> int:
        """Different units."""
        return int(self.units.sum())

    def below(self, threshold: int) -> AtRisk:
        """Count units with a class of fewer than `threshold` units, and the rows in such classes."""
        small = self.sizes < threshold
        units, of_all = int(self.units[small].sum()), self.all_units
        return AtRisk(
            threshold=threshold, units=units, rows=int(self.rows[small].sum()), share=units / of_all if of_all else 0.0
        )


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

    def in_rows(self) -> "Classes":
        """Return the same classes with each row as a unit of its own."""
        return Classes(self.of_row, self.rows, self.rows, self.rows[self.of_row])

    def tally(self) -> SizeTally:
        """Count the classes of each size."""
        classes = np.bincount(self.sizes)
        sizes = np.flatnonzero(classes)
        # Sums of rows stay far below 2**53, so counting them as decimals loses nothing.
        rows = np.bincount(self.sizes, weights=self.rows).astype(np.int64)
        units = np.bincount(self.smallest_of_unit, minlength=len(classes))
        return SizeTally(sizes, classes[sizes], rows[sizes], units[sizes])


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


def describe(tally: SizeTally, chosen: Iterable[ChosenColumn], policy: Policy) -> ClassMeasures:
    """Return the figures of the classes: k, how many stand alone or are at risk, the histogram.

    Distinction and separation: Motwani and Xu, "Efficient algorithms for masking and finding quasi-identifiers"
    (2008).
    """
    alone = tally.below(2)
    members = tally.members
    pairs = members * (members - 1)
    alike = int((tally.sizes * (tally.sizes - 1) * tally.classes).sum())
    thresholds = sorted({*THRESHOLDS, policy.small_class, policy.publication_class})
    return ClassMeasures(
        quasi_identifiers=tuple(chosen),
        classes=tally.all_classes,
        k=tally.k,
        uniques=alone.units,
        unique_share=alone.share,
        at_risk=tuple(tally.below(threshold) for threshold in thresholds),
        histogram=tuple(_bands(tally)),
        unique_rows=alone.rows,
        distinction=tally.all_classes / members if members else None,
        separation=1 - alike / pairs if pairs else None,
    )


def _bands(tally: SizeTally) -> Iterable[SizeBand]:
    """Yield the bars of the histogram; a unit counts once, in the bar of its rarest class."""
    ends = (*(start - 1 for start in BANDS[1:]), None)
    band = np.searchsorted(BANDS, tally.sizes, side="right") - 1
    for place, (smallest, largest) in enumerate(zip(BANDS, ends, strict=True)):
        inside = band == place
        classes, units = int(tally.classes[inside].sum()), int(tally.units[inside].sum())
        yield SizeBand(smallest=smallest, largest=largest, classes=classes, units=units)
