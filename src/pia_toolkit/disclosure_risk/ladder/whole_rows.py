"""Steps that work on rows and not on values: local suppression, sampling, rotating pseudonyms."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.classes.equivalence import Classes, count_classes
from pia_toolkit.disclosure_risk.encode import Codes
from pia_toolkit.disclosure_risk.keys import combine, group
from pia_toolkit.disclosure_risk.ladder.coarser import Coarser
from pia_toolkit.disclosure_risk.ladder.cost import RowsLeft
from pia_toolkit.disclosure_risk.ladder.turned import Bench, count_crowds
from pia_toolkit.domain.ladder import Rung
from pia_toolkit.domain.steps import Rotate, Sample, Suppress

_GOLDEN_RATIO = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def in_small_classes(classes: Classes, smallest: int) -> npt.NDArray[np.bool_]:
    """Tell which rows are in classes of fewer than `smallest` units: those that local suppression blanks."""
    return classes.sizes[classes.of_row] < smallest


def suppressed(bench: Bench, smallest: int) -> Rung:
    """Measure the table with the quasi-identifiers blanked in small classes.

    The rows that were blanked look alike afterwards. If they are few, they are a small class of their own.
    """
    codes, sizes = bench.compared({})
    blanked = in_small_classes(count_classes(codes, sizes, bench.units), smallest)
    codes = [np.where(blanked, 0, column) for column in codes]
    crowds = count_crowds(codes, sizes, bench.units)
    return bench.told((Suppress(smallest=smallest),), crowds, {}, RowsLeft(blanked=blanked))


def sampled(bench: Bench, share: float) -> Rung:
    """Measure a sample of the units, all rows of each.

    Nothing is told about people outside of the sample, but to those within it the file looks no different.
    """
    kept = in_sample(bench.units, bench.encoded.rows, share)
    codes, sizes = bench.compared({})
    units = None if bench.units is None else without_gaps(bench.units[kept])
    crowds = count_crowds([column[kept] for column in codes], sizes, units)
    return bench.told((Sample(share=share),), crowds, {}, RowsLeft(kept=kept))


def in_sample(units: Codes | None, rows: int, share: float) -> npt.NDArray[np.bool_]:
    """Tell which rows a sample keeps: those of units whose number, well mixed, falls into the share.

    Units are numbered in the order in which they first appear, so that the same file gives the same sample.
    """
    numbers = np.arange(rows) if units is None else units
    return mixed(numbers.astype(np.uint64)) < share


def mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
    """Return a well mixed fraction from 0 to 1 for each number (SplitMix64, Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        state = (numbers + np.uint64(1)) * _GOLDEN_RATIO
        state = (state ^ (state >> np.uint64(30))) * _MIX[0]
        state = (state ^ (state >> np.uint64(27))) * _MIX[1]
        state ^= state >> np.uint64(31)
    return (state >> np.uint64(11)).astype(np.float64) / 2.0**53


def rotated(bench: Bench, step: Rotate, periods: Coarser) -> Rung:
    """Measure the table when a pseudonym holds for one period of a time column only: more units, each told less of."""
    units = np.arange(bench.encoded.rows, dtype=np.int32) if bench.units is None else bench.units
    turned = replace(bench, units=by_period(units, periods.codes[bench.encoded.columns[step.time].codes]))
    told, sizes = bench.compared({})
    return turned.told((step,), count_crowds(told, sizes, turned.units), {})


def by_period(numbers: Codes, periods: Codes) -> Codes:
    """Return numbers that tell apart what was apart already, and the same in two periods."""
    sizes = [int(codes.max(initial=0)) + 1 for codes in (numbers, periods)]
    return group(*combine([numbers, periods], sizes))[0].astype(np.int32)


def without_gaps(units: Codes) -> Codes:
    """Return new numbers for units, from 0 upwards."""
    numbers: Codes = np.unique(units, return_inverse=True)[1].astype(np.int32)
    return numbers
