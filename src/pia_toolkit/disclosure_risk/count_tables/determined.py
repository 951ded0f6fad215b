"""Which hidden cells a linear system determines, and their values.

A cell is determined if and only if every solution of the homogeneous system is 0 in its place. One random solution,
modulo a large prime, tells all of them at once. That it is 0 in another place by chance is as rare as one in two
billion; the value found for such a place would then have to fit the sums by chance as well.
"""

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.count_tables.elimination import Eliminated, eliminate
from pia_toolkit.disclosure_risk.count_tables.linear_system import PRIME, Ints, ModularMatrix, Sums, residues

LARGEST_WORK = 1_200_000_000
"""Rows x entries of what elimination leaves; more would take minutes."""


def unknowns_determined(sums: Sums) -> tuple[npt.NDArray[np.bool_], Ints | None] | None:
    """Tell which cells a system determines, and their values where it can be solved.

    Values are right for determined cells only; None when the system contradicts itself. Every cell must stand in
    some row. None for the whole answer when the system is too large.
    """
    small = eliminate(sums)
    if small.core.rows * len(small.core.cell) > LARGEST_WORK:
        return None
    matrix = ModularMatrix(small.core)
    determined = _null_vector(small, matrix, sums.cells, 1) == 0
    if not determined.any():
        return determined, None
    core = None if small.contradictory else matrix.solve(small.core.rhs, 2)
    if core is None:
        return determined & (_null_vector(small, matrix, sums.cells, 3) == 0), None
    solution = small.expand(core, residues((2, 0), sums.cells), homogeneous=False)
    values = np.where(solution > PRIME // 2, solution - PRIME, solution)
    # The value of a cell that is not determined is any residue: one that fits the sums is as rare again.
    return determined & (np.abs(values) <= np.abs(sums.rhs).sum()), values


def _null_vector(small: Eliminated, matrix: ModularMatrix, cells: int, seed: int) -> Ints:
    return small.expand(matrix.null_vector(seed), residues((seed, 9), cells), homogeneous=True)
