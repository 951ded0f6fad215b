"""Read a table of counts into memory: its cells, and the dimensions that name them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.cell_text import CellText, State, read_cells
from pia_toolkit.disclosure_risk.count_tables.column_texts import ColumnTexts
from pia_toolkit.disclosure_risk.count_tables.columns import ColumnChoice
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Dimension, Ints
from pia_toolkit.disclosure_risk.count_tables.labels import is_total_word
from pia_toolkit.disclosure_risk.count_tables.lines import Mask, contexts, is_blank
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import Role, TableVerdict

MOST_ROWS = 2_000_000
_MOST_REPEATED = 0.02
"""Share of rows that may repeat a combination; with more, the columns do not name the cells."""
_MOST_UNREADABLE = 0.05
"""Share of filled cells that may be unusable in a column that is not declared to be one of counts."""
_MANY = 20


@dataclass(frozen=True)
class _Column:
    """A column as numbers of its different values."""

    name: str
    codes: Ints = field(repr=False)
    values: list[str] = field(repr=False)

    @cached_property
    def open_rows(self) -> Mask:
        """Rows that have a word for a total here, or nothing."""
        words = np.array([is_total_word(value) or is_blank(value) for value in self.values], np.bool_)
        return words[self.codes]


def read_table(table: Table, verdict: TableVerdict, choice: ColumnChoice) -> CountTable | None:
    """Read the cells and find the dimensions; None when nothing shows that rows are groups, each named once."""
    columns = _encode(table, choice.all)
    rows = len(next(iter(columns.values())).codes)
    if not rows:
        return None
    cells = {name: read_cells(columns[name].values) for name in (*choice.declared, *choice.possible)}
    possible = [name for name in choice.possible if _are_counts(columns[name], cells[name])]
    declared = [name for name in choice.declared if _any_count(columns[name], cells[name])]
    named = [columns[name] for name in choice.dimensions if name not in possible]
    candidates = {column.name for column in named} | set(possible)
    named, possible = _name_cells(named, [columns[name] for name in possible], rows)
    counts = [name for name in table.columns if name in declared or name in possible]
    if not counts:
        return None
    dimensions = _dimensions(named, verdict)
    combined = contexts([dimension.codes for dimension in dimensions], rows)[0]
    first = np.sort(np.unique(combined, return_index=True)[1])
    repeated = rows - len(first)
    if repeated > _MOST_REPEATED * rows + 1:
        return None
    by_column = [_cells(columns[name], cells[name], first) for name in counts]
    categories = {column.name: column.category for column in verdict.columns}
    return CountTable(
        name=verdict.name,
        dimensions=tuple(_only(dimension, first) for dimension in dimensions),
        columns=tuple(counts),
        categories=tuple(categories.get(name, "") for name in counts),
        counts=np.stack([one[0] for one in by_column], axis=1),
        states=np.stack([one[1] for one in by_column], axis=1).astype(np.int8),
        lower=np.stack([one[2] for one in by_column], axis=1),
        upper=np.stack([one[3] for one in by_column], axis=1),
        row_numbers=first + 1,
        repeated=repeated,
        numbered=len(candidates) > len(named) + len(possible),
    )


def _encode(table: Table, names: Sequence[str]) -> dict[str, _Column]:
    """Read some columns as numbers of their different values."""
    texts = {name: ColumnTexts() for name in names}
    for batch in table.batches(list(names)):
        for name, column in texts.items():
            column.update(batch.column(name))
    numbered = {name: column.finish() for name, column in texts.items()}
    return {name: _Column(name, codes, values.to_pylist()) for name, (codes, values) in numbered.items()}


def _cells(column: _Column, cells: list[CellText], rows: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return counts, states, and the bounds of each cell of some rows."""
    codes = column.codes[rows]
    return (
        np.array([cell.count for cell in cells], np.int64)[codes],
        np.array([cell.state for cell in cells], np.int64)[codes],
        np.array([cell.lower for cell in cells], np.int64)[codes],
        np.array([cell.upper for cell in cells], np.int64)[codes],
    )


def _any_count(column: _Column, cells: list[CellText]) -> bool:
    """Whether a declared column has any usable count."""
    return bool((np.array([cell.state for cell in cells])[column.codes] == State.KNOWN).any())


def _are_counts(column: _Column, cells: list[CellText]) -> bool:
    """Whether a column of numbers holds whole numbers of 0 and more, marks aside, and does not just number the rows."""
    states = np.array([cell.state for cell in cells])[column.codes]
    filled = states != State.EMPTY
    unusable = np.isin(states, (State.UNREADABLE, State.NEGATIVE, State.FRACTIONAL)) & filled
    known = states == State.KNOWN
    if not known.any() or unusable.sum() > _MOST_UNREADABLE * filled.sum():
        return False
    counts = np.array([cell.count for cell in cells], np.int64)[column.codes][known]
    in_order = len(counts) >= _MANY and len(np.unique(counts)) == len(counts) == counts.max() - counts.min() + 1
    return not in_order


def _name_cells(named: list[_Column], possible: list[_Column], rows: int) -> tuple[list[_Column], list[str]]:
    """Choose what names the cells: the columns that may, and numbers such as an age if rows repeat without them.

    A column in which every row differs says nothing if the others name the rows already, as a number of the row.
    """
    left = sorted(possible, key=lambda column: len(column.values))
    while left and _distinct(named, rows) < (1 - _MOST_REPEATED) * rows - 1:
        named = [*named, left.pop(0)]
    for column in list(named):
        rest = [other for other in named if other is not column]
        alone = len(column.values) == rows and len(rest) > 1 and max(len(other.values) for other in rest) < rows
        if alone and _distinct(rest, rows) == rows:
            named = rest
    return named, [column.name for column in possible if column in left]


def _distinct(columns: list[_Column], rows: int) -> int:
    return contexts([column.codes for column in columns], rows)[1]


def _dimensions(columns: list[_Column], verdict: TableVerdict) -> list[Dimension]:
    """Join columns of which one tells the other (code and name, district and borough) to one dimension each."""
    order = sorted(columns, key=lambda column: -len(column.values))
    groups: list[list[_Column]] = []
    for column in order:
        if len(column.values) < 2 and len(columns) > 1:  # noqa: PLR2004  # one value names nothing
            continue
        for group in groups:
            if _tells(group[0], column):
                group.append(column)
                break
        else:
            groups.append([column])
    position = {column.name: place for place, column in enumerate(columns)}
    groups.sort(key=lambda group: min(position[column.name] for column in group))
    return [_join(sorted(group, key=lambda column: position[column.name]), verdict) for group in groups]


def _tells(finer: _Column, coarser: _Column) -> bool:
    """Whether each value of one column comes with one value of the other, rows of totals aside."""
    rows = ~finer.open_rows & ~coarser.open_rows
    if not rows.any():
        return False
    one, other = finer.codes[rows], coarser.codes[rows]
    pairs = len(np.unique(one * len(coarser.values) + other))
    return pairs == len(np.unique(one))


def _join(group: list[_Column], verdict: TableVerdict) -> Dimension:
    codes, size = contexts([column.codes for column in group], len(group[0].codes))
    first = np.zeros(size, np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    # Values are numbered in the order of the file, in which parts stand beside their totals.
    order = np.argsort(first, kind="stable")
    rank = np.empty(size, np.int64)
    rank[order] = np.arange(size)
    labels = tuple(tuple(column.values[column.codes[row]] for column in group) for row in first[order])
    verdicts = [found for column in group if (found := verdict.column(column.name))]
    return Dimension(
        columns=tuple(column.name for column in group),
        categories=tuple(found.category for found in verdicts),
        sensitive=any(found.role is Role.SENSITIVE for found in verdicts),
        codes=rank[codes],
        labels=labels,
    )


def _only(dimension: Dimension, rows: Ints) -> Dimension:
    return Dimension(
        dimension.columns, dimension.categories, dimension.sensitive, dimension.codes[rows], dimension.labels
    )
