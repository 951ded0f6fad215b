"""Which hidden counts follow exactly from the sums in which they stand."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.count_tables.components import Component, split
from pia_toolkit.disclosure_risk.count_tables.determined import unknowns_determined
from pia_toolkit.disclosure_risk.count_tables.linear_system import Ints, Sums


@dataclass(frozen=True)
class Recovered:
    """For each hidden cell whether its count follows, and the count; `known` tells where there is one.

    A count is missing where sums contradict each other. `checked` is false if some components were too large.
    """

    determined: npt.NDArray[np.bool_] = field(repr=False)
    known: npt.NDArray[np.bool_] = field(repr=False)
    values: Ints = field(repr=False)
    checked: bool


def recover(sums: Sums) -> Recovered:
    """Find every hidden cell that linear algebra determines.

    Sums with one unknown are solved first, again and again; that is what a person with a calculator does. What is
    left is decided by the rank of the system.
    """
    found = Recovered(
        np.zeros(sums.cells, np.bool_), np.zeros(sums.cells, np.bool_), np.zeros(sums.cells, np.int64), checked=True
    )
    left = _peel(sums, found)
    checked = True
    for part in split(_without_loose_sums(left)):
        checked &= _solve(part, found)
    return Recovered(found.determined, found.known, found.values, checked)


def _peel(sums: Sums, found: Recovered) -> Sums:
    """Solve sums with a single unknown until there is none, in place; return what is left, with fewer unknowns."""
    left = sums
    while left.rows:
        single = np.diff(left.starts) == 1
        if not single.any():
            break
        entries = left.starts[:-1][single]
        cells, first = np.unique(left.cell[entries], return_index=True)
        found.determined[cells] = found.known[cells] = True
        found.values[cells] = (left.rhs[single] * left.sign[entries])[first]
        left = _without(left, found)
    return left


def _without(sums: Sums, found: Recovered) -> Sums:
    """Bring what is known to the other side; drop sums without unknowns."""
    known = found.determined[sums.cell]
    row_of = sums.row_of
    share = np.bincount(row_of[known], minlength=sums.rows) > 0
    rhs = sums.rhs.copy()
    np.subtract.at(rhs, row_of[known], (sums.sign * found.values[sums.cell])[known])
    lengths = np.bincount(row_of[~known], minlength=sums.rows)
    kept = lengths > 0
    starts = np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)
    rhs = np.where(share, rhs, sums.rhs)
    return Sums(starts, sums.cell[~known], sums.sign[~known], rhs[kept], sums.cells)


def _without_loose_sums(sums: Sums) -> Sums:
    """Drop sums in which two cells stand in no other sum: those can change against each other at will.

    Such a sum says nothing about its other cells either.
    """
    left = sums
    while left.rows:
        degree = np.bincount(left.cell, minlength=left.cells)
        loose = np.bincount(left.row_of[degree[left.cell] == 1], minlength=left.rows) > 1
        if not loose.any():
            break
        left = left.keep(~loose)
    return left


def _solve(part: Component, found: Recovered) -> bool:
    """Decide one component by its rank, in place; False if it is too large."""
    answer = unknowns_determined(part.sums)
    if answer is None:
        return False
    determined, values = answer
    cells = part.cells[determined]
    found.determined[cells] = True
    if values is not None:
        found.known[cells] = True
        found.values[cells] = values[determined]
    return True
