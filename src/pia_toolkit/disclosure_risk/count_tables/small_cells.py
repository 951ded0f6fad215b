"""Small counts, groups that lie in one cell, and zeros, in the cells that are no totals."""

from collections.abc import Iterator, Sequence

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.cell_text import State
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Ints
from pia_toolkit.disclosure_risk.count_tables.labels import bands
from pia_toolkit.disclosure_risk.count_tables.lines import Lines, Mask
from pia_toolkit.disclosure_risk.count_tables.sums import Direction
from pia_toolkit.domain.count_table_risk import CountColumn, GroupDisclosure, SmallCells, Zeros


def describe_columns(table: CountTable, before: CountTable) -> tuple[CountColumn, ...]:
    """Tell what the cells of each column hold; `before` is the table before dashes and gaps were settled."""
    steps = table.steps()
    result = []
    for place, name in enumerate(table.columns):
        states, known = table.states[:, place], table.known[:, place]
        empty = before.states[:, place] == State.EMPTY
        result.append(
            CountColumn(
                column=name,
                filled=int(known.sum()),
                zeros=int((known & (table.counts[:, place] == 0)).sum()),
                marked=int(((states == State.HIDDEN) & ~empty).sum()),
                empty=int(empty.sum()),
                negative=int((states == State.NEGATIVE).sum()),
                fractional=int((states == State.FRACTIONAL).sum()),
                unreadable=int((states == State.UNREADABLE).sum()),
                rounded_to=steps[place],
            )
        )
    return tuple(result)


def inner_cells(table: CountTable, found: Sequence[Direction]) -> Mask:
    """Tell which cells are no totals in any dimension."""
    inner = np.ones((table.rows, len(table.columns)), np.bool_)
    for direction in found:
        lines = direction.lines
        for total in direction.believed:
            cells = lines.cell[:, total.value]
            if not lines.across:
                cells = cells[total.columns[lines.column]]
            inner.reshape(-1)[cells[cells >= 0]] = False
    return inner


def count_small(table: CountTable, inner: Mask, thresholds: Sequence[int]) -> tuple[SmallCells, ...]:
    """Count cells from 1 to below each threshold: few people, whom others may recognise."""
    positive = table.known & (table.counts > 0)
    of = int((positive & inner).sum())
    result = []
    for threshold in dict.fromkeys(thresholds):
        small = positive & (table.counts < threshold)
        cells = int((small & inner).sum())
        share = cells / of if of else 0.0
        result.append(SmallCells(threshold=threshold, cells=cells, share=share, totals=int((small & ~inner).sum())))
    return tuple(result)


def group_disclosure(
    table: CountTable, inner: Mask, found: Sequence[Direction], attributes: Sequence[int | None]
) -> Iterator[GroupDisclosure]:
    """Count groups all of whose members have one and the same value, for each dimension that tells of people.

    A group is a line: everything but that one value is the same. Groups with a hidden cell are not counted.
    """
    for direction in found:
        lines = direction.lines
        if lines.axis not in attributes:
            continue
        groups = together = 0
        for values in _categories(direction):
            counted, alone = _in_one_cell(lines, values, inner)
            groups, together = groups + counted, together + alone
        if groups:
            yield GroupDisclosure(
                columns=lines.columns,
                sensitive=lines.axis is not None and table.dimensions[lines.axis].sensitive,
                groups=groups,
                in_one_cell=together,
            )


def _categories(direction: Direction) -> list[Ints]:
    """Return the values that exclude each other: all of a dimension; of columns, those that add up, or the bands."""
    if not direction.lines.across:
        return [np.arange(len(direction.lines.labels))]
    totals = {total.value for total in direction.believed}
    lowest = [total.parts for total in direction.believed if not totals & set(total.parts.tolist())]
    banded = np.flatnonzero([band is not None for band in bands(direction.lines.columns)])
    return lowest or ([banded] if len(banded) else [])


def _in_one_cell(lines: Lines, values: Ints, inner: Mask) -> tuple[int, int]:
    """Count lines with somebody in them and several values possible, and those with everybody in one cell."""
    cell, states = lines.cell[:, values], lines.states[:, values]
    own = (cell >= 0) & inner.reshape(-1)[cell] & (states == State.KNOWN)
    hidden = ((states == State.HIDDEN) & (cell >= 0)).any(axis=1)
    counts = np.where(own, lines.counts[:, values], 0)
    several = (own.any(axis=0).sum() > 1) & (counts.sum(axis=1) > 0) & ~hidden
    return int(several.sum()), int((several & ((counts > 0).sum(axis=1) == 1)).sum())


def count_zeros(table: CountTable, inner: Mask, found: Sequence[Direction]) -> Zeros:
    """Tell zeros that reveal something from those of a group that is empty, or of a value that nobody has at all."""
    zeros = table.known & (table.counts == 0) & inner
    structural = np.zeros(zeros.size, np.bool_)
    for direction in found:
        lines = direction.lines
        for values in _categories(direction):
            cell = lines.cell[:, values]
            own = (cell >= 0) & inner.reshape(-1)[cell]
            shown = own & ((lines.counts[:, values] > 0) | (lines.states[:, values] == State.HIDDEN))
            nobody = own & ~shown.any(axis=1)[:, None]
            if not lines.across:
                for column in range(len(table.columns)):
                    here = lines.column == column
                    nobody[here] |= own[here] & ~shown[here].any(axis=0)[None]
            structural[cell[nobody]] = True
    cells = int(zeros.sum())
    without = int((zeros.reshape(-1) & structural).sum())
    return Zeros(cells=cells, structural=without, revealing=cells - without)
