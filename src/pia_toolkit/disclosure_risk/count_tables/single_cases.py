"""Whether the rows of a table are single cases that happen to have a number, as accidents with their injured."""

import math

from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Dimension
from pia_toolkit.disclosure_risk.count_tables.lines import contexts
from pia_toolkit.disclosure_risk.count_tables.rules import count_table_rules

_FEWEST_ROWS = 20
_NOTHING_COUNTED = 0.05
_CELLS_PER_LINE = 1.5
"""Cells that differ in one dimension only, on average; in a table of counts there are several along some dimension."""


def are_single_cases(table: CountTable) -> bool:
    """Tell cases from groups: a case has its own sex and age, and seldom differs from another in one thing only.

    In a table of counts, sex and age are dimensions, and nearly every combination of the others comes with each.
    One that lists only some combinations leaves out those with nothing to count, and gives its rows no numbers.
    """
    if any(_has_attributes(dimension) for dimension in table.dimensions):
        return True
    if table.rows < _FEWEST_ROWS or len(table.dimensions) < 2:  # noqa: PLR2004  # one dimension is one line
        return False
    if _is_thin(table) and (table.numbered or _nothing_counted(table) >= _NOTHING_COUNTED):
        return True
    lines = (
        contexts([other.codes for other in table.dimensions if other is not dimension], table.rows)[1]
        for dimension in table.dimensions
    )
    return table.rows < _CELLS_PER_LINE * min(lines)


def _is_thin(table: CountTable) -> bool:
    """Whether less than half of all combinations are there."""
    return 2 * table.rows < math.prod(dimension.size for dimension in table.dimensions)


def _nothing_counted(table: CountTable) -> float:
    """Return the share of rows in which every count is 0."""
    return float((table.known & (table.counts == 0)).all(axis=1).mean())


def _has_attributes(dimension: Dimension) -> bool:
    """Whether what names the cells tells an attribute of a person, as the number of a case tells the sex."""
    of_people = count_table_rules().of_people
    sizes = [len({words[place] for words in dimension.labels}) for place in range(len(dimension.columns))]
    finest = max(sizes)
    names_people = any(
        category in of_people for category, size in zip(dimension.categories, sizes, strict=True) if size == finest
    )
    return not names_people and any(
        category in of_people and 2 * size < finest for category, size in zip(dimension.categories, sizes, strict=True)
    )
