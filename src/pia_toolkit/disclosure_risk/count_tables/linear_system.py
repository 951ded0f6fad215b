"""Sums over hidden cells as a sparse linear system, and which cells it determines.

A hidden cell is determined if and only if every solution of the homogeneous system is 0 in its place. One random
solution, modulo a large prime, tells all of them at once. That it is 0 in another place by chance is as rare as one in
two billion; the value found for such a place would then have to fit the sums by chance as well.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

PRIME = 2_147_483_647
"""2^31 - 1: products of two residues fit into 64 bits."""

_TRIES = 3


@dataclass(frozen=True)
class Sums:
    """Sparse rows `sum of sign * cell = rhs`: row r has the entries from `starts[r]` to `starts[r + 1]`.

    No row is empty. Signs are 1 or -1. Cells are numbered from 0 to `cells` - 1.
    """

    starts: Ints
    cell: Ints
    sign: Ints
    rhs: Ints
    cells: int

    @property
    def rows(self) -> int:
        """How many sums there are."""
        return len(self.rhs)

    @property
    def row_of(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(self.rows), np.diff(self.starts))

    def keep(self, rows: npt.NDArray[np.bool_]) -> "Sums":
        """Return the system with only some of its rows."""
        lengths = np.diff(self.starts)
        entries = np.repeat(rows, lengths)
        starts = np.concatenate([[0], np.cumsum(lengths[rows])]).astype(np.int64)
        return Sums(starts, self.cell[entries], self.sign[entries], self.rhs[rows], self.cells)


def unknowns_determined(sums: Sums) -> tuple[npt.NDArray[np.bool_], Ints | None]:
    """Tell which cells a system determines, and their values where it can be solved.

    Values are right for determined cells only. None when the system contradicts itself. Every cell must stand in
    some row.
    """
    matrix = _Modular(sums)
    determined = matrix.null_vector(1) == 0
    if not determined.any():
        return determined, None
    solution = matrix.solve(sums.rhs % PRIME, 2)
    if solution is None:
        return determined & (matrix.null_vector(3) == 0), None
    values = np.where(solution > PRIME // 2, solution - PRIME, solution)
    # The value of a cell that is not determined is any residue: one that fits the sums is as rare again.
    return determined & (np.abs(values) <= np.abs(sums.rhs).sum()), values


class _Modular:
    """A sparse matrix of signs over the integers modulo `PRIME`."""

    def __init__(self, sums: Sums) -> None:
        self.sums = sums
        by_cell = np.argsort(sums.cell, kind="stable")
        self.rows_by_cell = sums.row_of[by_cell]
        self.signs_by_cell = sums.sign[by_cell]
        self.cell_starts = np.searchsorted(sums.cell[by_cell], np.arange(sums.cells))

    def times(self, cells: Ints) -> Ints:
        """Return each row's sum."""
        found: Ints = np.add.reduceat(self.sums.sign * cells[self.sums.cell], self.sums.starts[:-1]) % PRIME
        return found

    def transposed_times(self, rows: Ints) -> Ints:
        """Return each cell's sum over the rows it stands in."""
        found: Ints = np.add.reduceat(self.signs_by_cell * rows[self.rows_by_cell], self.cell_starts) % PRIME
        return found

    def null_vector(self, seed: int) -> Ints:
        """Return a random solution of the homogeneous system."""
        random = np.random.default_rng(seed).integers(1, PRIME, self.sums.cells)
        correction = self.solve(self.times(random), seed)
        if correction is None:  # what stands on the right was made from a solution
            raise ArithmeticError
        found: Ints = (random - correction) % PRIME
        return found

    def solve(self, right: Ints, seed: int) -> Ints | None:
        """Return a solution, or None when there is none: Lanczos's method on A D A', D a random diagonal.

        A random D makes the rank of A D A' that of A, and vectors that are orthogonal to themselves, on which
        the method breaks off, as rare as one in two billion; then another D is tried.
        """
        for attempt in range(_TRIES):
            diagonal = np.random.default_rng([seed, attempt + 1]).integers(1, PRIME, self.sums.cells)
            rows = self._lanczos(right, diagonal)
            if rows is not None:
                found: Ints = diagonal * self.transposed_times(rows) % PRIME
                if np.array_equal(self.times(found), right):
                    return found
        return None

    def _lanczos(self, right: Ints, diagonal: Ints) -> Ints | None:
        solution = np.zeros_like(right)
        before, before_image, before_norm = right, right, 0
        current = right
        for _ in range(self.sums.rows + 1):
            if not current.any():
                return solution
            image = self.times(diagonal * self.transposed_times(current) % PRIME)
            norm = _dot(current, image)
            if not norm:
                return None
            inverse = pow(norm, -1, PRIME)
            solution = (solution + _dot(current, right) * inverse % PRIME * current) % PRIME
            following = image - _dot(image, image) * inverse % PRIME * current % PRIME
            if before_norm:
                following -= _dot(image, before_image) * pow(before_norm, -1, PRIME) % PRIME * before % PRIME
            before, before_image, before_norm = current, image, norm
            current = following % PRIME
        return None


def _dot(one: Ints, other: Ints) -> int:
    return int((one * other % PRIME).sum() % PRIME)
