"""Within which bounds each hidden count must lie, so that all sums hold."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.count_tables.components import split
from pia_toolkit.disclosure_risk.count_tables.linear_system import Ints, Sums
from pia_toolkit.disclosure_risk.count_tables.simplex import ranges

UNBOUNDED = 2**40
"""Stands for no upper bound; no city has so many people."""

_ROUNDS = 60
_LARGEST_COMPONENT = 250
"""Hidden cells that hang together up to which linear programming is used."""
_LARGEST_WORK = 3_000_000_000
"""Unknowns² x sums x (unknowns + sums) of all components together; about half a minute."""


@dataclass(frozen=True)
class Intervals:
    """The least and greatest count possible in each hidden cell; exact where `by_programming`."""

    lower: Ints = field(repr=False)
    upper: Ints = field(repr=False)
    by_programming: npt.NDArray[np.bool_] = field(repr=False)
    contradictory: npt.NDArray[np.bool_] = field(repr=False)
    """Sums that no counts within the bounds fulfil; they were left out."""


def intervals(sums: Sums, lower: Ints, upper: Ints, *, program: bool = True) -> Intervals:
    """Bound every hidden cell: by repeated bounding all of them, then by linear programming small groups of them.

    Without `program` only the former is done.
    """
    contradictory = np.zeros(sums.rows, np.bool_)
    while True:
        kept = sums.keep(~contradictory)
        low, high, broken = _bound(kept, lower.copy(), upper.copy())
        if not broken.any():
            break
        contradictory[np.flatnonzero(~contradictory)[broken]] = True
    exact = np.zeros(sums.cells, np.bool_)
    if kept.rows and program:
        _program(kept, low, high, exact)
    exact |= low == high
    return Intervals(low, high, exact, contradictory)


def _bound(sums: Sums, low: Ints, high: Ints) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Tighten the bounds of each cell by those of its neighbours in each sum until nothing changes.

    The result is never too narrow. It is told which sums cannot be fulfilled.
    """
    if not sums.rows:
        return low, high, np.zeros(0, np.bool_)
    row_of, by_cell = sums.row_of, np.argsort(sums.cell, kind="stable")
    cells = sums.cell[by_cell]
    first = np.flatnonzero(np.concatenate([[True], cells[1:] != cells[:-1]]))
    for _ in range(_ROUNDS):
        ends = sums.sign * low[sums.cell], sums.sign * high[sums.cell]
        least, most = np.minimum(*ends), np.maximum(*ends)
        all_least = np.add.reduceat(least, sums.starts[:-1])
        all_most = np.add.reduceat(most, sums.starts[:-1])
        broken = (all_least > sums.rhs) | (all_most < sums.rhs)
        if broken.any():
            return low, high, broken
        top = (sums.rhs - all_least)[row_of] + least
        bottom = (sums.rhs - all_most)[row_of] + most
        new_high = np.where(sums.sign > 0, top, -bottom)[by_cell]
        new_low = np.where(sums.sign > 0, bottom, -top)[by_cell]
        tighter_high = np.minimum(high[cells[first]], np.minimum.reduceat(new_high, first))
        tighter_low = np.maximum(low[cells[first]], np.maximum.reduceat(new_low, first))
        if np.array_equal(tighter_high, high[cells[first]]) and np.array_equal(tighter_low, low[cells[first]]):
            break
        high[cells[first]], low[cells[first]] = tighter_high, tighter_low
    return low, high, np.zeros(sums.rows, np.bool_)


def _program(sums: Sums, low: Ints, high: Ints, exact: npt.NDArray[np.bool_]) -> None:
    """Replace the bounds of cells in small components by exact ones, in place, smallest components first."""
    work = 0
    components = sorted(split(sums), key=lambda part: (len(part.cells), int(part.cells[0])))
    for part in components:
        open_cells = int(np.count_nonzero(low[part.cells] < high[part.cells]))
        size = len(part.cells)
        work += size * size * part.sums.rows * (size + part.sums.rows)
        if size > _LARGEST_COMPONENT or work > _LARGEST_WORK:
            return
        if not open_cells:
            continue
        matrix = np.zeros((part.sums.rows, size))
        matrix[part.sums.row_of, part.sums.cell] = part.sums.sign
        bounds = low[part.cells].astype(np.float64), high[part.cells].astype(np.float64)
        found = ranges(matrix, part.sums.rhs.astype(np.float64), *bounds)
        if found is None:
            continue
        low[part.cells] = np.ceil(found[0] - 1e-6).astype(np.int64)
        high[part.cells] = np.floor(found[1] + 1e-6).astype(np.int64)
        exact[part.cells] = True
