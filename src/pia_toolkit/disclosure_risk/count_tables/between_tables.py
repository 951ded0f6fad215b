"""What tables of counts of one source give away together, that none of them gives away alone.

Two tables are compared where they count the same under the same column name, and the dimensions of the smaller are
all in the larger, under the same name or with most values the same. Dimensions the smaller lacks are added up in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.bounds import UNBOUNDED
from pia_toolkit.disclosure_risk.count_tables.cell_text import State
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Dimension, Ints
from pia_toolkit.disclosure_risk.count_tables.differences import nested_bands, never_falls
from pia_toolkit.disclosure_risk.count_tables.labels import plain
from pia_toolkit.disclosure_risk.count_tables.lines import Mask, lines_along
from pia_toolkit.disclosure_risk.count_tables.protection import places, work_out
from pia_toolkit.disclosure_risk.count_tables.rules import count_table_rules
from pia_toolkit.disclosure_risk.count_tables.sums import directions, table_sums
from pia_toolkit.domain.count_table_risk import DifferenceRule, Differencing

MOST_TABLES = 30
"""Tables of one source up to which every two are compared."""

_SAME_VALUES = 0.8
"""Share of the values of one dimension that must be in the other when their columns are called differently."""
_FEWEST_SHARED = 20
"""Cells that two tables must share to be taken for two states of the same counts."""
_AGREE = 0.9
"""Share of shared counts that are equal in two tables of the same people at the same time."""
_FEWEST_AGREEING = 2
_PLACES = 100


def between(tables: Sequence[CountTable], threshold: int) -> dict[str, list[Differencing]]:
    """Compare every two tables of a source; return what comes out, by the name of the finer table."""
    found: dict[str, list[Differencing]] = {}
    for one, other in combinations(tables[:MOST_TABLES], 2):
        fine, coarse = sorted((one, other), key=lambda table: -len(table.dimensions))
        found.setdefault(fine.name, []).extend(_compare(fine, coarse, threshold))
    return {name: told for name, told in found.items() if told}


def _compare(fine: CountTable, coarse: CountTable, threshold: int) -> Iterator[Differencing]:
    matched = _match(fine, coarse)
    shared = [name for name in fine.columns if name in coarse.columns]
    if matched is None or not shared:
        return
    one, other = _with_columns(fine, shared), _with_columns(coarse, shared)
    joined, own, foreign = _join(one, other, matched)
    both = own & foreign
    first, second = joined[0], joined[1]
    known = both & (first.states == State.KNOWN) & (second.states == State.KNOWN)
    if len(fine.dimensions) == len(coarse.dimensions) and int(known.sum()) >= _FEWEST_SHARED:
        later = _cumulative(first, second, known, threshold)
        if later:
            yield later.model_copy(update={"other_table": coarse.name})
            return
    agreeing = int((known & (first.counts == second.counts)).sum())
    if known.any() and (agreeing < _AGREE * known.sum() or agreeing < _FEWEST_AGREEING):
        return
    yield from _together(fine, coarse, (first, second, both), threshold)


def _match(fine: CountTable, coarse: CountTable) -> list[int] | None:
    """Return for each dimension of the coarser table the one of the finer that it is; None if one is not there."""
    matched: list[int] = []
    for dimension in coarse.dimensions:
        names = {plain(name) for name in dimension.columns}
        for place, other in enumerate(fine.dimensions):
            same_name = bool(names & {plain(name) for name in other.columns})
            if (
                place not in matched
                and len(other.columns) == len(dimension.columns)
                and (same_name or _share_values(dimension, other))
            ):
                matched.append(place)
                break
        else:
            return None
    return matched


def _share_values(one: Dimension, other: Dimension) -> bool:
    values, others = set(one.labels), set(other.labels)
    return len(values & others) >= _SAME_VALUES * min(len(values), len(others)) and len(values & others) > 1


def _with_columns(table: CountTable, names: Sequence[str]) -> CountTable:
    own = [table.columns.index(name) for name in names]
    return replace(
        table,
        columns=tuple(names),
        categories=tuple(table.categories[place] for place in own),
        counts=table.counts[:, own],
        states=table.states[:, own],
        lower=table.lower[:, own],
        upper=table.upper[:, own],
    )


def _join(
    fine: CountTable, coarse: CountTable, matched: Sequence[int]
) -> tuple[tuple[CountTable, CountTable], Mask, Mask]:
    """Give both tables the same rows: those of either. A dimension that the coarser one lacks is blank there.

    Return the two, and which cells each of them has.
    """
    keys: list[Ints] = []
    dimensions = []
    for place, dimension in enumerate(fine.dimensions):
        other = coarse.dimensions[matched.index(place)] if place in matched else None
        blank = tuple("" for _ in dimension.columns)
        labels = dict.fromkeys((*dimension.labels, *(other.labels if other else (blank,))))
        number = {words: code for code, words in enumerate(labels)}
        first = np.array([number[words] for words in dimension.labels], np.int64)[dimension.codes]
        second = (
            np.array([number[words] for words in other.labels], np.int64)[other.codes]
            if other
            else np.full(coarse.rows, number[blank])
        )
        keys.append(np.concatenate([first, second]))
        dimensions.append(replace(dimension, labels=tuple(labels)))
    rows = np.unique(np.stack(keys, axis=1), axis=0, return_index=True, return_inverse=True)
    _, representative, number_of = rows
    order = np.argsort(np.argsort(representative))
    where = order[number_of.reshape(-1)]
    size = len(representative)
    representative = np.sort(representative)
    full = tuple(
        replace(dimension, codes=codes[representative]) for dimension, codes in zip(dimensions, keys, strict=True)
    )
    numbers = np.zeros(size, np.int64)
    numbers[where[: fine.rows]] = fine.row_numbers
    first_table, own = _spread(fine, full, where[: fine.rows], numbers)
    second_table, foreign = _spread(coarse, full, where[fine.rows :], numbers)
    return (first_table, second_table), own, foreign


def _spread(
    table: CountTable, dimensions: tuple[Dimension, ...], where: Ints, numbers: Ints
) -> tuple[CountTable, Mask]:
    shape = (len(numbers), len(table.columns))
    counts, lower = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    upper, states = np.full(shape, UNBOUNDED), np.full(shape, np.int8(State.ABSENT))
    counts[where], states[where] = table.counts, table.states
    lower[where], upper[where] = table.lower, table.upper
    wide = replace(
        table, dimensions=dimensions, counts=counts, states=states, lower=lower, upper=upper, row_numbers=numbers
    )
    return wide, states != State.ABSENT


def _cumulative(first: CountTable, second: CountTable, known: Mask, threshold: int) -> Differencing | None:
    """Subtract two states of the same counts of which none falls: those who are new in the later one are few."""
    stocks = count_table_rules().people
    flowing = np.array([category not in stocks for category in first.categories])
    own = known & flowing[None]
    if int(own.sum()) < _FEWEST_SHARED:
        return None
    grown = second.counts - first.counts
    if not never_falls(grown, own):
        grown = -grown
        if not never_falls(grown, own):
            return None
    hits = own & (grown > 0) & (grown < threshold)
    return Differencing(
        rule=DifferenceRule.CUMULATIVE,
        columns=_columns(first),
        differences=int(own.sum()),
        small=int(hits.sum()),
        places=places(first, np.flatnonzero(hits.reshape(-1)), _PLACES),
    )


def _together(
    fine: CountTable, coarse: CountTable, pair: tuple[CountTable, CountTable, Mask], threshold: int
) -> Iterator[Differencing]:
    """Tell hidden cells that the other table shows, and those that follow from its totals and bands."""
    first, second, both = pair
    shown = both & (first.states == State.HIDDEN) & (second.states == State.KNOWN)
    back = both & (second.states == State.HIDDEN) & (first.states == State.KNOWN)
    revealed = int(shown.sum()) + int(back.sum())
    values = np.where(shown, second.counts, first.counts)
    small = (shown | back) & (values > 0) & (values < threshold)
    if revealed:
        yield Differencing(
            rule=DifferenceRule.HIDDEN_IN_ONE,
            other_table=coarse.name,
            columns=_columns(first),
            differences=revealed,
            small=int(small.sum()),
            places=places(first, np.flatnonzero((shown | back).reshape(-1)), _PLACES),
        )
    take = (first.states == State.ABSENT) | shown
    # Rows that neither table has stay out; those of one column only are hidden in the others.
    states = np.where(take, second.states, first.states)
    joint = replace(
        first,
        name=fine.name,
        states=np.where(states == State.ABSENT, np.int8(State.UNREADABLE), states).astype(np.int8),
        counts=np.where(take, second.counts, first.counts),
        lower=np.where(take, second.lower, first.lower),
        upper=np.where(take, second.upper, first.upper),
    )
    yield from _recovered(fine, coarse, joint, threshold)
    yield from _banded(fine, coarse, joint, threshold)


def _recovered(fine: CountTable, coarse: CountTable, joint: CountTable, threshold: int) -> Iterator[Differencing]:
    """Tell hidden cells that follow from both tables and not from one of them."""
    if not (joint.states == State.HIDDEN).any():
        return
    told = _told_by(joint, threshold)
    alone = _told_by(fine, threshold)[0] + _told_by(coarse, threshold)[0]
    news = told[0] - alone
    if news > 0:
        yield Differencing(
            rule=DifferenceRule.TOTALS_ELSEWHERE,
            other_table=coarse.name,
            columns=_columns(joint),
            differences=news,
            small=max(0, told[1] - _told_by(fine, threshold)[1] - _told_by(coarse, threshold)[1]),
            places=places(joint, told[2], _PLACES),
        )


def _told_by(table: CountTable, threshold: int) -> tuple[int, int, Ints]:
    """Count hidden cells that follow from the sums of a table, the small ones, and tell where they are."""
    sums = table_sums(table, directions(table)[0])
    known = work_out(sums, sums.known, threshold)
    cells = known.cells[known.told & (known.cells < sums.in_table)]
    small = known.told & (known.lower > 0) & (known.lower < threshold)
    return len(cells), int(small.sum()), cells


def _banded(fine: CountTable, coarse: CountTable, joint: CountTable, threshold: int) -> Iterator[Differencing]:
    """Tell bands of one table that lie in bands of the other."""
    for axis, dimension in enumerate(fine.dimensions):
        lines = lines_along(joint, axis)
        apart = [frozenset(dimension.labels), *(frozenset(other.labels) for other in coarse.dimensions)]
        found = nested_bands(joint, lines, threshold, apart) if lines else None
        if found:
            yield found.model_copy(update={"other_table": coarse.name})


def _columns(table: CountTable) -> tuple[str, ...]:
    return tuple(name for dimension in table.dimensions for name in dimension.columns)
