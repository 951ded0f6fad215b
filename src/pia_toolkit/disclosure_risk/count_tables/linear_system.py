"""Sums over hidden cells as a sparse linear system, solved modulo a large prime."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

PRIME = 2_147_483_647
"""2^31 - 1: products of two residues fit into 64 bits."""

_TRIES = 3


@dataclass(frozen=True)
class Sums:
    """Sparse rows `sum of sign * cell = rhs`: row r has the entries from `starts[r]` to `starts[r + 1]`.

    No row is empty. Signs are 1 or -1; in a system that was eliminated, factors. Cells are numbered from 0 to
    `cells` - 1.
    """

    starts: Ints = field(repr=False)
    cell: Ints = field(repr=False)
    sign: Ints = field(repr=False)
    rhs: Ints = field(repr=False)
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


class ModularMatrix:
    """A sparse matrix over the integers modulo `PRIME`."""

    def __init__(self, sums: Sums) -> None:
        self.sums = sums
        by_cell = np.argsort(sums.cell, kind="stable")
        self.rows_by_cell = sums.row_of[by_cell]
        self.signs_by_cell = sums.sign[by_cell]
        self.cell_starts = np.searchsorted(sums.cell[by_cell], np.arange(sums.cells))
        self.only_signs = bool((np.abs(sums.sign) == 1).all())

    def times(self, cells: Ints) -> Ints:
        """Return each row's sum."""
        return self._added(self.sums.sign * cells[self.sums.cell], self.sums.starts[:-1])

    def transposed_times(self, rows: Ints) -> Ints:
        """Return each cell's sum over the rows it stands in."""
        return self._added(self.signs_by_cell * rows[self.rows_by_cell], self.cell_starts)

    def _added(self, products: Ints, starts: Ints) -> Ints:
        if not len(products):
            return products
        found: Ints = np.add.reduceat(products if self.only_signs else products % PRIME, starts) % PRIME
        return found

    def null_vector(self, seed: int) -> Ints:
        """Return a random solution of the homogeneous system."""
        random = residues(seed, self.sums.cells)
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
            diagonal = residues((seed, attempt + 1), self.sums.cells)
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


def residues(seed: int | tuple[int, int], count: int) -> Ints:
    """Return random residues that are not 0, always the same for a seed."""
    return np.random.default_rng(seed).integers(1, PRIME, count)


def _dot(one: Ints, other: Ints) -> int:
    return int((one * other % PRIME).sum() % PRIME)
