"""Hidden cells that hang together: two in one sum do, and so does what hangs together with either."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.count_tables.linear_system import Ints, Sums


@dataclass(frozen=True)
class Component:
    """Part of a system: its cells as numbered in the whole, and its sums with cells numbered from 0."""

    cells: Ints = field(repr=False)
    sums: Sums


def split(sums: Sums) -> Iterator[Component]:
    """Yield the parts of a system that have no cell in common; cells that stand in no sum are in none."""
    if not sums.rows:
        return
    labels = _labels(sums)[sums.cell]
    row_labels = labels[sums.starts[:-1]]
    order = np.argsort(row_labels, kind="stable")
    edges = np.flatnonzero(np.concatenate([[True], np.diff(row_labels[order]) > 0]))
    lengths = np.diff(sums.starts)
    for rows in np.split(order, edges[1:]):
        taken = lengths[rows]
        starts = np.concatenate([[0], np.cumsum(taken)]).astype(np.int64)
        entries = np.repeat(sums.starts[rows] - starts[:-1], taken) + np.arange(starts[-1])
        cells, numbered = np.unique(sums.cell[entries], return_inverse=True)
        part = Sums(starts, numbered.astype(np.int64), sums.sign[entries], sums.rhs[rows], len(cells))
        yield Component(cells, part)


def _labels(sums: Sums) -> npt.NDArray[np.int64]:
    """Give every cell the lowest number of a cell it hangs together with."""
    labels = np.arange(sums.cells)
    by_cell = np.argsort(sums.cell, kind="stable")
    cells, rows = sums.cell[by_cell], sums.row_of[by_cell]
    first = np.flatnonzero(np.concatenate([[True], cells[1:] != cells[:-1]]))
    while True:
        lowest_of_row = np.minimum.reduceat(labels[sums.cell], sums.starts[:-1])
        lowest = np.minimum(labels[cells[first]], np.minimum.reduceat(lowest_of_row[rows], first))
        new = labels.copy()
        new[cells[first]] = lowest
        new = new[new]
        if np.array_equal(new, labels):
            return labels
        labels = new
