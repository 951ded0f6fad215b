"""All sums of a table of counts as sparse rows over its cells, and the linear system over the hidden ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.bounds import UNBOUNDED
from pia_toolkit.disclosure_risk.count_tables.cell_text import State
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Ints
from pia_toolkit.disclosure_risk.count_tables.linear_system import Sums
from pia_toolkit.disclosure_risk.count_tables.lines import Lines, Mask, contexts, lines_along
from pia_toolkit.disclosure_risk.count_tables.totals import Total, find_totals

_LARGEST_KEY = 2**62


@dataclass(frozen=True)
class Direction:
    """A table along one dimension, with the totals found there."""

    lines: Lines = field(repr=False)
    totals: tuple[Total, ...]

    @property
    def believed(self) -> tuple[Total, ...]:
        """Totals that add up."""
        return tuple(total for total in self.totals if total.columns.any())


@dataclass(frozen=True)
class TableSums:
    """Cells numbered row x columns + column, after them cells whose rows are missing and differences by rounding.

    `starts`, `cell`, `sign`: sparse rows, each with the sum 0. `counts` is right where `known`.
    """

    starts: Ints = field(repr=False)
    cell: Ints = field(repr=False)
    sign: Ints = field(repr=False)
    counts: Ints = field(repr=False)
    known: Mask = field(repr=False)
    lower: Ints = field(repr=False)
    upper: Ints = field(repr=False)
    in_table: int
    left_out: int

    @property
    def row_of(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def hidden_system(self, known: Mask) -> tuple[Sums, Ints, Ints]:
        """Return the sums with hidden cells, the cell of each unknown and the row here of each sum."""
        hidden = ~known[self.cell]
        lengths = np.bincount(self.row_of[hidden], minlength=len(self.starts) - 1)
        shown = np.where(hidden, 0, self.sign * self.counts[self.cell])
        rhs = -np.add.reduceat(shown, self.starts[:-1]) if len(shown) else np.zeros(0, np.int64)
        kept = np.flatnonzero(lengths)
        cells, numbered = np.unique(self.cell[hidden], return_inverse=True)
        starts = np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)
        sums = Sums(starts, numbered.astype(np.int64), self.sign[hidden], rhs[kept].astype(np.int64), len(cells))
        return sums, cells, kept


def directions(table: CountTable) -> tuple[list[Direction], list[int]]:
    """Find the totals along each dimension and along the columns; tell dimensions that could not be looked along."""
    found, skipped = [], []
    for axis in (*range(len(table.dimensions)), None):
        if axis is None and len(table.columns) < 2:  # noqa: PLR2004  # a sum needs another column
            continue
        lines = lines_along(table, axis)
        if lines is None:
            skipped.append(axis or 0)
        else:
            found.append(Direction(lines, tuple(find_totals(lines, table.steps()))))
    return found, skipped


def settle_unclear(table: CountTable) -> CountTable:
    """Decide what a dash or an empty cell stands for: nothing where sums then add up, else a hidden count."""
    unclear = np.isin(table.states, (State.UNCLEAR, State.EMPTY))
    if not unclear.any():
        return table
    as_nothing = np.where(unclear, np.int8(State.KNOWN), table.states)
    trial = replace(table, states=as_nothing, counts=np.where(unclear, 0, table.counts))
    votes = np.zeros((2, len(table.columns)), np.int64)
    for direction in directions(trial)[0]:
        for total in direction.believed:
            _vote(votes, direction.lines, total, unclear.reshape(-1))
    nothing = (votes[0] > votes[1]) & (votes[0] > 0)
    states = np.where(unclear & ~nothing, np.int8(State.HIDDEN), as_nothing)
    return replace(trial, states=states)


def _vote(votes: Ints, lines: Lines, total: Total, unclear: Mask) -> None:
    """Count lines with an unclear cell whose sum holds when it is nothing, and those that have something left."""
    own = np.append(total.parts, total.value)
    cells = lines.cell[:, own]
    concerned = (unclear[cells] & (cells >= 0)).any(axis=1) & (lines.states[:, own] == State.KNOWN).all(axis=1)
    left = lines.counts[:, total.value] - lines.counts[:, total.parts].sum(axis=1)
    for line in np.flatnonzero(concerned):
        columns = [lines.column[line]] if not lines.across else own[unclear[lines.cell[line, own]]]
        for column in columns:
            votes[0 if left[line] == 0 else 1, column] += 1


def table_sums(table: CountTable, found: Sequence[Direction]) -> TableSums:
    """Write down every sum of a table in which all is known or hidden.

    A missing row counts as 0, unless the total has more than its parts and none of them is hidden: then the
    missing ones are hidden cells. Sums that do not add up are left out. Rounded counts may differ from their
    sum by half a step each; that difference is an unknown of its own.
    """
    rows = _Rows(table)
    for direction in found:
        for total in direction.believed:
            rows.add(direction.lines, total)
    return rows.finish()


class _Rows:
    """Gathers sums; cells beyond those of the table are numbered as they come."""

    def __init__(self, table: CountTable) -> None:
        self.table = table
        self.steps = np.array([step or 0 for step in table.steps()], np.int64)
        self.in_table = table.rows * len(table.columns)
        self.pieces: list[tuple[Ints, Ints, Ints]] = []
        self.extra: dict[int, int] = {}
        self.slack: list[int] = []
        sizes = [dimension.size for dimension in table.dimensions]
        self.strides = [len(table.columns)]
        for size in sizes[:-1]:
            self.strides.append(self.strides[-1] * size)
        self.tells_missing = self.strides[-1] * (sizes or [1])[-1] < _LARGEST_KEY

    def add(self, lines: Lines, total: Total) -> None:
        """Add the sums of one total in all its lines."""
        own = np.append(total.parts, total.value)
        states, cells = lines.states[:, own], lines.cell[:, own]
        usable = np.isin(states, (State.KNOWN, State.HIDDEN, State.ABSENT)).all(axis=1) & (cells[:, -1] >= 0)
        if not lines.across:
            usable &= total.columns[lines.column]
        left = lines.counts[:, total.value] - lines.counts[:, total.parts].sum(axis=1)
        hidden = states == State.HIDDEN
        missing = (states == State.ABSENT).any(axis=1) & ~hidden.any(axis=1) & (left > 0) & self.tells_missing
        step = np.full(len(left), self.steps.max(initial=0)) if lines.across else self.steps[lines.column]
        settled = ~hidden.any(axis=1) & ~missing
        wanted = usable & ~(settled & (left != 0))
        for line, place, sign in self._entries(lines, total, np.flatnonzero(wanted), missing):
            self.pieces.append((line, place, sign))
            if step[line[0]]:
                self.slack.append(int(step[line[0]]) * len(own) // 2)
                self.pieces[-1] = (line, np.append(place, -len(self.slack)), np.append(sign, 1))

    def _entries(self, lines: Lines, total: Total, wanted: Ints, missing: Mask) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Yield line, cells and signs of each sum."""
        own = np.append(total.parts, total.value)
        signs = np.append(np.ones(len(total.parts), np.int64), -1)
        cells = lines.cell[wanted][:, own]
        keys = self._keys(lines, wanted, own) if missing[wanted].any() else None
        for place, line in enumerate(wanted):
            row, there = cells[place], cells[place] >= 0
            if missing[line] and keys is not None:
                numbers = [self.extra.setdefault(int(key), len(self.extra)) for key in keys[place][~there]]
                row = row.copy()
                row[~there] = self.in_table + np.array(numbers)
                there = np.ones(len(row), np.bool_)
            yield np.array([line]), row[there], signs[there]

    def _keys(self, lines: Lines, wanted: Ints, own: Ints) -> Ints:
        """Return a number for the coordinates of each cell of some lines, whether its row exists or not."""
        axis = lines.axis or 0
        others = [other.codes for place, other in enumerate(self.table.dimensions) if place != axis]
        context, number = contexts(others, self.table.rows)
        base = np.zeros(number, np.int64)
        for place, other in enumerate(self.table.dimensions):
            if place != axis:
                share = np.zeros(number, np.int64)
                share[context] = other.codes * self.strides[place]
                base += share
        return base[wanted % number][:, None] + own * self.strides[axis] + lines.column[wanted][:, None]

    def finish(self) -> TableSums:
        """Return all sums; each once."""
        table, extra = self.table, len(self.extra)
        beyond = self.in_table + extra
        unique = dict.fromkeys((tuple(cells.tolist()), tuple(signs.tolist())) for _, cells, signs in self.pieces)
        lengths = [len(cells) for cells, _ in unique]
        cell = np.array([number for cells, _ in unique for number in cells], np.int64)
        cell = np.where(cell < 0, beyond - 1 - cell, cell)
        sign = np.array([one for _, signs in unique for one in signs], np.int64)
        slack = np.array(self.slack, np.int64)
        nothing = np.zeros(extra, np.int64)
        return TableSums(
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            cell,
            sign,
            np.concatenate([np.where(table.known, table.counts, 0).reshape(-1), nothing, 0 * slack]),
            np.concatenate([table.known.reshape(-1), np.zeros(extra + len(slack), np.bool_)]),
            np.concatenate([table.lower.reshape(-1), nothing, -slack]),
            np.concatenate([table.upper.reshape(-1), nothing + UNBOUNDED, slack]),
            self.in_table,
            extra,
        )
