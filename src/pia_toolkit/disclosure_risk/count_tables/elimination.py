"""Gauss's elimination, as far as it keeps a sparse system sparse: sums that say little else are solved for one cell.

What is left is smaller, and the cells that were solved for follow from it. Pivots are chosen by how many entries they
add (Markowitz 1957). All numbers are residues modulo `PRIME`.
"""

import heapq
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.linear_system import PRIME, Ints, Sums

_MOST_ADDED = 24
"""Entries that one step may add."""
_MOST_GROWTH = 1.5
"""How many times its entries the whole system may grow to."""

Row = dict[int, int]


@dataclass(frozen=True)
class Eliminated:
    """A smaller system and the sums that were solved, each for its `pivot`, in the order in which they were.

    `core_cells` are the cells of the core as numbered in the whole.
    """

    core: Sums
    core_cells: Ints = field(repr=False)
    solved: list[tuple[int, Row, int]] = field(repr=False)
    contradictory: bool

    def expand(self, core_values: Ints, others: Ints, *, homogeneous: bool) -> Ints:
        """Return the values of all cells; those that stand nowhere any more take theirs from `others`."""
        values = others.copy()
        values[self.core_cells] = core_values
        known = values.tolist()
        for pivot, row, right in reversed(self.solved):
            rest = 0 if homogeneous else right
            for cell, factor in row.items():
                rest -= factor * known[cell]
            known[pivot] = rest % PRIME
        return np.array(known, np.int64)


def eliminate(sums: Sums) -> Eliminated:
    """Solve sums for single cells and put these into the other sums, shortest sums first."""
    work = _Work(sums)
    work.run()
    return work.finish()


class _Work:
    """Rows as dictionaries from cell to factor, and for each cell the rows it stands in."""

    def __init__(self, sums: Sums) -> None:
        self.cells = sums.cells
        cell, sign = sums.cell.tolist(), sums.sign.tolist()
        starts, self.right = sums.starts.tolist(), [value % PRIME for value in sums.rhs.tolist()]
        self.rows: list[Row] = [
            dict(zip(cell[start:end], sign[start:end], strict=True)) for start, end in pairwise(starts)
        ]
        self.standing: list[set[int]] = [set() for _ in range(sums.cells)]
        for number, row in enumerate(self.rows):
            for place in row:
                self.standing[place].add(number)
        self.entries = len(cell)
        self.most = int(_MOST_GROWTH * self.entries)
        self.solved: list[tuple[int, Row, int]] = []
        self.contradictory = False

    def run(self) -> None:
        """Eliminate until every step would add too much."""
        waiting = [(len(row), number) for number, row in enumerate(self.rows)]
        heapq.heapify(waiting)
        while waiting and self.entries <= self.most:
            length, number = heapq.heappop(waiting)
            row = self.rows[number]
            if len(row) != length or not row:
                continue
            pivot = min(row, key=lambda cell: (len(self.standing[cell]), cell))
            others = len(self.standing[pivot]) - 1
            if (length - 1) * others - length - others > _MOST_ADDED:
                continue
            for changed in self._solve(number, pivot):
                heapq.heappush(waiting, (len(self.rows[changed]), changed))

    def _solve(self, number: int, pivot: int) -> list[int]:
        """Solve a row for a cell and put it into the rows where the cell stands; return these."""
        row = self.rows[number]
        inverse = pow(row.pop(pivot), -1, PRIME)
        right = self.right[number] * inverse % PRIME
        solution = {cell: _small(factor * inverse % PRIME) for cell, factor in row.items()}
        self.solved.append((pivot, solution, right))
        self.entries -= len(row) + 1
        self.rows[number] = {}
        for cell in row:
            self.standing[cell].discard(number)
        self.standing[pivot].discard(number)
        changed = sorted(self.standing[pivot])
        for other in changed:
            self._put_in(other, pivot, solution, right)
        self.standing[pivot] = set()
        return changed

    def _put_in(self, number: int, pivot: int, solution: Row, right: int) -> None:
        row = self.rows[number]
        factor = row.pop(pivot)
        before = len(row) + 1
        self.right[number] = (self.right[number] - factor * right) % PRIME
        for cell, own in solution.items():
            new = _small((row.get(cell, 0) - factor * own) % PRIME)
            if new:
                row[cell] = new
                self.standing[cell].add(number)
            elif cell in row:
                del row[cell]
                self.standing[cell].discard(number)
        self.entries += len(row) - before
        if not row and self.right[number]:
            self.contradictory = True

    def finish(self) -> Eliminated:
        """Return what is left as a system of its own."""
        left = [number for number, row in enumerate(self.rows) if row]
        cells = np.array([cell for number in left for cell in self.rows[number]], np.int64)
        factors = np.array([factor for number in left for factor in self.rows[number].values()], np.int64)
        starts = np.concatenate([[0], np.cumsum([len(self.rows[number]) for number in left])]).astype(np.int64)
        own, numbered = np.unique(cells, return_inverse=True)
        right = np.array([self.right[number] for number in left], np.int64)
        core = Sums(starts, numbered.astype(np.int64), factors, right, len(own))
        return Eliminated(core, own, self.solved, self.contradictory)


def _small(residue: int) -> int:
    """Write a residue as the number next to 0 that it stands for."""
    return residue - PRIME if residue > PRIME // 2 else residue
