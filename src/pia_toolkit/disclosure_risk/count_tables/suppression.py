"""A proposal which further cells to hide so that small counts do not follow from the sums; it is tried out."""

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Ints
from pia_toolkit.disclosure_risk.count_tables.lines import Mask
from pia_toolkit.disclosure_risk.count_tables.protection import Known, places, work_out
from pia_toolkit.disclosure_risk.count_tables.sums import TableSums
from pia_toolkit.domain.count_table_risk import SuppressionProposal

_ROUNDS = 100
_CHECKS = 3
"""Times that all hidden counts are tried, the last time included."""
_PLACES = 500


def propose(table: CountTable, sums: TableSums, threshold: int) -> SuppressionProposal:
    """Propose secondary suppression: in each sum with one hidden cell, or with a small hidden rest, hide another.

    The cell that helps most sums is hidden, then the smallest. When no sum is left open it is tried whether any
    small count follows even so; where one does, its sums are opened again. Not the fewest cells possible.
    """
    counts, shown = sums.counts, sums.known.copy()
    primary = shown & (counts > 0) & (counts < threshold)
    start = shown & ~primary
    shown = start.copy()
    for check in range(_CHECKS):
        _close(sums, shown, threshold)
        known = work_out(sums, shown, threshold, closely=False)
        more = _choose(sums, shown, _sums_with(sums, _following(known, primary, threshold)))
        if not len(more) or check == _CHECKS - 1:
            break
        shown[more] = False
    recovered = known.cells[known.told & (known.lower > 0) & (known.lower < threshold)]
    secondary = np.flatnonzero(start & ~shown)
    return SuppressionProposal(
        threshold=threshold,
        primary=int(np.count_nonzero(primary)),
        secondary=len(secondary),
        still_recoverable=len(recovered),
        still_small_groups=known.small_groups,
        checked=known.checked,
        places=places(table, secondary, _PLACES),
    )


def _open_sums(sums: TableSums, shown: Mask, threshold: int) -> Mask:
    """Find sums in which one cell is hidden, or several that together are small."""
    system, _, rows = sums.hidden_system(shown)
    found = np.zeros(len(sums.starts) - 1, np.bool_)
    if not system.rows:
        return found
    single = np.diff(system.starts) == 1
    added = np.minimum.reduceat(system.sign, system.starts[:-1]) > 0
    small = added & (system.rhs > 0) & (system.rhs < threshold)
    # A single cell that is 0 or large and no primary one is no harm, but it opens the way to others.
    found[rows[single | small]] = True
    return found


def _close(sums: TableSums, shown: Mask, threshold: int) -> None:
    """Hide one more cell in every open sum, in place, until there is none or nothing is left to hide."""
    for _ in range(_ROUNDS):
        chosen = _choose(sums, shown, _open_sums(sums, shown, threshold))
        if not len(chosen):
            break
        shown[chosen] = False


def _following(known: Known, primary: Mask, threshold: int) -> Ints:
    """Return small counts that follow although every sum hides several cells."""
    told = known.cells[known.told]
    small = known.lower[known.told]
    return told[primary[told] | ((small > 0) & (small < threshold))]


def _sums_with(sums: TableSums, cells: Ints) -> Mask:
    found = np.zeros(len(sums.starts) - 1, np.bool_)
    found[sums.row_of[np.isin(sums.cell, cells)]] = True
    return found


def _choose(sums: TableSums, shown: Mask, open_sums: Mask) -> Ints:
    """Choose for each open sum one more cell to hide; none where all others are hidden or nothing."""
    row_of = sums.row_of
    candidates = open_sums[row_of] & shown[sums.cell] & (sums.counts[sums.cell] > 0)
    if not candidates.any():
        return np.zeros(0, np.int64)
    row, cell, sign = row_of[candidates], sums.cell[candidates], sums.sign[candidates]
    helps = np.bincount(cell, minlength=len(shown))[cell]
    order = np.lexsort((cell, sums.counts[cell], sign < 0, -helps, row))
    first = np.concatenate([[True], np.diff(row[order]) > 0])
    return np.unique(cell[order][first])
