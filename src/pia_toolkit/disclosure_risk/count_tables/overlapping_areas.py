"""Two tables that count the same by different areas, and a third that tells which areas overlap.

The people in the overlap of a district and a postcode area are an unknown count; each area is the sum of its
overlaps. Overlaps that follow from the published counts are found like hidden cells.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.bounds import UNBOUNDED, intervals
from pia_toolkit.disclosure_risk.count_tables.cell_text import State
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Dimension, Ints
from pia_toolkit.disclosure_risk.count_tables.labels import plain
from pia_toolkit.disclosure_risk.count_tables.linear_system import Sums
from pia_toolkit.disclosure_risk.count_tables.lines import contexts
from pia_toolkit.disclosure_risk.count_tables.protection import places
from pia_toolkit.disclosure_risk.count_tables.recovery import recover
from pia_toolkit.domain.count_table_risk import DifferenceRule, Differencing

Pairs = frozenset[tuple[str, str]]
_COVERED = 0.9
"""Share of the areas of each table that the list of overlaps must know."""
_PLACES = 100


def overlapping(
    tables: Sequence[CountTable], overlaps: Sequence[Pairs], threshold: int
) -> dict[str, list[Differencing]]:
    """Compare tables by different areas; `overlaps` are pairs of areas that have ground in common."""
    found: dict[str, list[Differencing]] = {}
    for one, other in combinations(tables, 2):
        for told in _compare(one, other, overlaps, threshold):
            found.setdefault(one.name, []).append(told)
    return found


def _compare(one: CountTable, other: CountTable, overlaps: Sequence[Pairs], threshold: int) -> Iterator[Differencing]:
    shared = [name for name in one.columns if name in other.columns]
    if not shared or len(one.dimensions) != len(other.dimensions):
        return
    for place, dimension in enumerate(one.dimensions):
        for foreign, second in enumerate(other.dimensions):
            pairs = _pairs(dimension, second, overlaps)
            rest = [entry for index, entry in enumerate(one.dimensions) if index != place]
            others = [entry for index, entry in enumerate(other.dimensions) if index != foreign]
            if pairs and [entry.columns for entry in rest] == [entry.columns for entry in others]:
                for name in shared:
                    yield from _atoms((one, place), (other, foreign), name, (pairs, threshold))
                return


def _pairs(one: Dimension, other: Dimension, overlaps: Sequence[Pairs]) -> list[tuple[int, int]]:
    """Return the overlaps of two dimensions by their codes, if a list knows nearly all of their values."""
    first = {words[0]: code for code, words in enumerate(one.labels)}
    second = {words[0]: code for code, words in enumerate(other.labels)}
    if len(set(first) & set(second)) > (1 - _COVERED) * min(len(first), len(second)):
        return []
    for pairs in overlaps:
        for forward in (pairs, {(b, a) for a, b in pairs}):
            own = sorted({(first[a], second[b]) for a, b in forward if a in first and b in second})
            if len({a for a, _ in own}) >= _COVERED * len(first) and len({b for _, b in own}) >= _COVERED * len(second):
                return own
    return []


def _atoms(
    one: tuple[CountTable, int], other: tuple[CountTable, int], name: str, wanted: tuple[list[tuple[int, int]], int]
) -> Iterator[Differencing]:
    """Work out the overlaps in each combination of the other dimensions."""
    pairs, threshold = wanted
    first, second = _by_area(*one, name), _by_area(*other, name)
    differences, small, where = 0, 0, []
    alone_first = {code for code in {a for a, _ in pairs} if sum(a == code for a, _ in pairs) == 1}
    alone_second = {code for code in {b for _, b in pairs} if sum(b == code for _, b in pairs) == 1}
    new = np.array([a not in alone_first and b not in alone_second for a, b in pairs])
    for key, counts in first.items():
        if key not in second:
            continue
        system, cells = _system(pairs, counts, second[key])
        found = recover(system)
        bounds = intervals(system, np.zeros(system.cells, np.int64), np.full(system.cells, UNBOUNDED))
        if bounds.contradictory.any():
            continue
        values = np.where(found.known, found.values, bounds.lower)
        told = (found.known | (bounds.lower == bounds.upper)) & new
        hits = told & (values > 0) & (values < threshold)
        differences += int(told.sum())
        small += int(hits.sum())
        where += [cells[pairs[place][0]] for place in np.flatnonzero(hits)]
    if differences:
        table, place = one
        yield Differencing(
            rule=DifferenceRule.OVERLAPPING_AREAS,
            other_table=other[0].name,
            columns=table.dimensions[place].columns,
            differences=differences,
            small=small,
            places=places(table, np.unique(np.array(where, np.int64)), _PLACES),
        )


def _by_area(table: CountTable, place: int, name: str) -> dict[tuple[str, ...], dict[int, tuple[int, int]]]:
    """Return for each combination of the other dimensions the count and the cell of each area."""
    column = table.columns.index(name)
    rest = [dimension for index, dimension in enumerate(table.dimensions) if index != place]
    context, _ = contexts([dimension.codes for dimension in rest], table.rows)
    keys: dict[int, tuple[str, ...]] = {}
    found: dict[tuple[str, ...], dict[int, tuple[int, int]]] = {}
    for row in range(table.rows):
        key = keys.get(int(context[row]))
        if key is None:
            key = tuple(plain(word) for dimension in rest for word in dimension.labels[dimension.codes[row]])
            keys[int(context[row])] = key
        if table.states[row, column] == State.KNOWN:
            area = int(table.dimensions[place].codes[row])
            found.setdefault(key, {})[area] = (int(table.counts[row, column]), row * len(table.columns) + column)
    return found


def _system(
    pairs: list[tuple[int, int]], first: dict[int, tuple[int, int]], second: dict[int, tuple[int, int]]
) -> tuple[Sums, dict[int, int]]:
    """Write each area whose count is known as the sum of its overlaps."""
    rows: list[tuple[list[int], int]] = []
    for side, counts in ((0, first), (1, second)):
        members: dict[int, list[int]] = {}
        for number, pair in enumerate(pairs):
            members.setdefault(pair[side], []).append(number)
        rows += [(members[area], count) for area, (count, _) in sorted(counts.items()) if area in members]
    starts = np.concatenate([[0], np.cumsum([len(own) for own, _ in rows])]).astype(np.int64)
    cell: Ints = np.array([number for own, _ in rows for number in own], np.int64)
    rhs = np.array([count for _, count in rows], np.int64)
    cells = {area: number for area, (_, number) in first.items()}
    return Sums(starts, cell, np.ones(len(cell), np.int64), rhs, len(pairs)), cells
