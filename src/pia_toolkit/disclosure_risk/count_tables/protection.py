"""Whether hidden counts can be worked out from the sums of a table, and how closely."""

from dataclasses import dataclass, field

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.bounds import intervals
from pia_toolkit.disclosure_risk.count_tables.cell_text import State
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Ints
from pia_toolkit.disclosure_risk.count_tables.lines import Mask
from pia_toolkit.disclosure_risk.count_tables.recovery import recover
from pia_toolkit.disclosure_risk.count_tables.sums import TableSums
from pia_toolkit.domain.count_table_risk import CellPlace, Recoverability

_PLACES = 100
_NEARLY = 2
"""Width of an interval in which a count is known to one more or less."""


@dataclass(frozen=True)
class Known:
    """What the sums tell of each hidden cell: its bounds, and whether these are exact."""

    cells: Ints = field(repr=False)
    lower: Ints = field(repr=False)
    upper: Ints = field(repr=False)
    exact: Mask = field(repr=False)
    checked: bool
    sums: int
    small_groups: int
    contradictory: int

    @property
    def told(self) -> Mask:
        """Hidden cells with one possible count."""
        return np.asarray(self.lower == self.upper)


def work_out(sums: TableSums, known: Mask, threshold: int, *, closely: bool = True) -> Known:
    """Work out every cell that is not `known`; without `closely`, bounds are not made exact by linear programming."""
    system, cells, _ = sums.hidden_system(known)
    found = recover(system)
    start_low, start_high = sums.lower[cells].copy(), sums.upper[cells].copy()
    low, high = start_low.copy(), start_high.copy()
    low[found.known], high[found.known] = found.values[found.known], found.values[found.known]
    exact = found.known.copy()
    bound = intervals(system, start_low, start_high, program=closely)
    low, high = np.maximum(low, bound.lower), np.minimum(high, bound.upper)
    exact |= bound.by_programming
    own = cells < sums.in_table + sums.left_out
    all_added = np.minimum.reduceat(system.sign, system.starts[:-1]) > 0 if system.rows else np.zeros(0, np.bool_)
    several = np.diff(system.starts) > 1
    small = all_added & several & (system.rhs > 0) & (system.rhs < threshold)
    return Known(
        cells[own],
        low[own],
        np.maximum(high, low)[own],
        exact[own],
        found.checked,
        system.rows,
        int(np.count_nonzero(small)),
        int(np.count_nonzero(bound.contradictory)),
    )


def measure_recoverability(table: CountTable, sums: TableSums, threshold: int) -> Recoverability:
    """Tell which hidden counts of a table follow from its sums, exactly or nearly."""
    known = work_out(sums, sums.known, threshold)
    marks = sums.upper[known.cells] - sums.lower[known.cells]
    width = known.upper - known.lower
    news = ~known.told & (width < marks)
    nearly = news & (width <= _NEARLY)
    recovered = known.cells[known.told]
    return Recoverability(
        marked=int(np.count_nonzero(table.states == State.HIDDEN)),
        left_out=sums.left_out,
        sums=known.sums,
        checked=known.checked,
        recoverable=len(recovered),
        recoverable_small=int(np.count_nonzero(known.told & (known.lower > 0) & (known.lower < threshold))),
        nearly_told=int(np.count_nonzero(nearly)),
        narrow=int(np.count_nonzero(news & ~nearly & (width < threshold))),
        small_groups=known.small_groups,
        contradictory=known.contradictory,
        exact_intervals=int(np.count_nonzero(known.exact)),
        places=places(table, recovered[recovered < sums.in_table], _PLACES),
    )


def places(table: CountTable, cells: Ints, most: int) -> tuple[CellPlace, ...]:
    """Tell where the first `most` of some cells are; those of another table that was joined are left out."""
    width = len(table.columns)
    own = np.sort(cells[table.row_numbers[cells // width] > 0])
    return tuple(
        CellPlace(column=table.columns[int(cell) % width], row=int(table.row_numbers[int(cell) // width]))
        for cell in own[:most]
    )
