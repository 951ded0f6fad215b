"""A table of counts seen along one dimension: cells that differ in nothing else stand in one line."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.count_tables.cell_text import State
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Ints, States
from pia_toolkit.disclosure_risk.count_tables.labels import plain

Mask = npt.NDArray[np.bool_]

MOST_CELLS = 20_000_000
"""Places in all lines together above which a dimension is not looked along: it would be mostly gaps."""


@dataclass(frozen=True)
class Lines:
    """All lines along one dimension (`axis`), or along the columns of counts (`axis` None).

    `cell` numbers the cell of each line and value (row x columns + column), -1 where there is no row.
    `column` is the column of counts of each line, -1 along columns.
    """

    axis: int | None
    columns: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...] = field(repr=False)
    cell: Ints = field(repr=False)
    column: Ints = field(repr=False)
    counts: Ints = field(repr=False)
    states: States = field(repr=False)

    @property
    def across(self) -> bool:
        """Whether the lines run along the columns of counts."""
        return self.axis is None


def lines_along(table: CountTable, axis: int | None) -> Lines | None:
    """Lay a table out in lines; None when the lines would be mostly gaps."""
    width = len(table.columns)
    if axis is None:
        cell = np.arange(table.rows * width).reshape(table.rows, width)
        labels = tuple((name,) for name in table.columns)
        nowhere = np.full(table.rows, -1)
        return Lines(None, table.columns, labels, cell, nowhere, _known(table), table.states)
    dimension = table.dimensions[axis]
    others = [other for place, other in enumerate(table.dimensions) if place != axis]
    context, number = contexts([other.codes for other in others], table.rows)
    if number * dimension.size * width > MOST_CELLS:
        return None
    row = np.full((number, dimension.size), -1, np.int64)
    row[context, dimension.codes] = np.arange(table.rows)
    there = row >= 0
    cell = np.where(there[None], row[None] * width + np.arange(width)[:, None, None], -1).reshape(-1, dimension.size)
    counts = np.where(cell >= 0, _known(table).reshape(-1)[cell], 0)
    states = np.where(cell >= 0, table.states.reshape(-1)[cell], np.int8(State.ABSENT)).astype(np.int8)
    column = np.repeat(np.arange(width), number)
    return Lines(axis, dimension.columns, dimension.labels, cell, column, counts, states)


def contexts(codes: list[Ints], rows: int) -> tuple[Ints, int]:
    """Give a number to the combinations of several columns of codes that occur."""
    combined = np.zeros(rows, np.int64)
    for column in codes:
        size = int(column.max(initial=0)) + 1
        combined = np.unique(combined * size + column, return_inverse=True)[1].astype(np.int64)
    return combined, int(combined.max(initial=-1)) + 1


def _known(table: CountTable) -> Ints:
    return np.where(table.known, table.counts, 0)


def is_blank(label: str) -> bool:
    """Whether a label says nothing, as that of a total often does."""
    return not plain(label)
