"""Cells of a table of amounts that give away a large contributor (tau-argus manual 4.1, section 2.2)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.count_tables.count_table import Ints


@dataclass(frozen=True)
class DominanceRules:
    """Parameters of the rules; usual values: largest 2, 90 % (ACRO), p 10 (tau-argus manual), q 100."""

    threshold: int = 3
    largest: int = 2
    percent: float = 90.0
    p: float = 10.0
    q: float = 100.0


@dataclass(frozen=True)
class UnsafeCells:
    """For each cell whether it fails: too few contributors, dominance, p %, pq."""

    few: npt.NDArray[np.bool_]
    dominated: npt.NDArray[np.bool_]
    p_percent: npt.NDArray[np.bool_]
    pq: npt.NDArray[np.bool_]


def judge_cells(
    cells: Ints, contributors: Ints, amounts: npt.NDArray[np.float64], rules: DominanceRules
) -> UnsafeCells:
    """Judge each cell by its contributions; rows of one contributor in one cell count together.

    `cells` and `contributors` are numbered from 0; amounts are 0 or more. Contributors of 0 do not count.
    With x1 >= x2 >= … and the total X: dominated if x1 + … + xn > percent/100 X; p % if X - x1 - x2 < p/100 x1;
    pq if X - x1 - x2 < p/q x1.
    """
    number = int(cells.max(initial=-1)) + 1
    pair, place = np.unique(cells * (int(contributors.max(initial=0)) + 1) + contributors, return_inverse=True)
    own = np.bincount(place, amounts, len(pair))
    cell = pair // (int(contributors.max(initial=0)) + 1)
    order = np.lexsort((-own, cell))
    cell, own = cell[order], own[order]
    rank = np.arange(len(cell)) - np.searchsorted(cell, cell)
    total = np.bincount(cell, own, number)
    count = np.bincount(cell[own > 0], minlength=number)
    leading = np.bincount(cell[rank < rules.largest], own[rank < rules.largest], number)
    first = np.bincount(cell[rank == 0], own[rank == 0], number)
    second = np.bincount(cell[rank == 1], own[rank == 1], number)
    rest = total - first - second
    some = total > 0
    slack = 1e-9 * np.maximum(total, 1.0)
    return UnsafeCells(
        few=(count > 0) & (count < rules.threshold),
        dominated=some & (leading > rules.percent / 100 * total + slack),
        p_percent=some & (rest < rules.p / 100 * first - slack),
        pq=some & (rest < rules.p / rules.q * first - slack),
    )
