"""Small counts that come out by subtracting one count of a table from another."""

from collections.abc import Iterator, Sequence

import numpy as np

from pia_toolkit.disclosure_risk.count_tables.cell_text import State
from pia_toolkit.disclosure_risk.count_tables.count_table import CountTable, Ints
from pia_toolkit.disclosure_risk.count_tables.labels import Band, bands, tilings
from pia_toolkit.disclosure_risk.count_tables.lines import Lines, Mask
from pia_toolkit.disclosure_risk.count_tables.protection import places
from pia_toolkit.disclosure_risk.count_tables.rules import count_table_rules
from pia_toolkit.disclosure_risk.count_tables.sums import Direction
from pia_toolkit.domain.count_table_risk import DifferenceRule, Differencing
from pia_toolkit.domain.inventory import Role, TableVerdict

_PLACES = 100
_FEWEST_TIMES = 5
"""Points in time from which on counts that never fall are taken to be cumulative."""
_FEWEST_STEPS = 20
_MOST_BANDS = 300


def within(
    table: CountTable, found: Sequence[Direction], verdict: TableVerdict, threshold: int
) -> Iterator[Differencing]:
    """Yield what can be subtracted within a table: nested bands, and cumulative counts from one time to the next."""
    for direction in found:
        bands_found = nested_bands(table, direction.lines, threshold)
        if bands_found:
            yield bands_found
        times = _steps_in_time(table, direction.lines, verdict, threshold)
        if times:
            yield times


def nested_bands(
    table: CountTable, lines: Lines, threshold: int, apart: Sequence[frozenset[tuple[str, ...]]] = ()
) -> Differencing | None:
    """Subtract each band from one that has it and one end more, as 18+ from 16+: what is left is a band of its own.

    Bands that other bands fill exactly are no news: their parts are published. Two bands that stand together in one
    of the sets `apart` are no news either.
    """
    pairs = []
    for column in range(1 if lines.across else len(lines.columns)):
        read = bands([words[column] for words in lines.labels])
        pairs += _nested(read)
    differences, small, cells = 0, 0, []
    for outer, inner in dict.fromkeys(pairs):
        if any(lines.labels[outer] in labels and lines.labels[inner] in labels for labels in apart):
            continue
        both = (lines.states[:, [outer, inner]] == State.KNOWN).all(axis=1)
        left = lines.counts[:, outer] - lines.counts[:, inner]
        hits = both & (left > 0) & (left < threshold)
        differences += int((both & (left >= 0)).sum())
        small += int(hits.sum())
        cells.append(lines.cell[hits, outer])
    if not differences:
        return None
    return _told(table, lines, DifferenceRule.NESTED_BAND, (differences, small), cells)


def _nested(read: Sequence[Band | None]) -> list[tuple[int, int]]:
    """Return pairs of bands that share one end, where the rest is not published."""
    own = [(place, band) for place, band in enumerate(read) if band]
    if len(own) > _MOST_BANDS:
        return []
    published = {band for _, band in own}
    filled = {read[place] for place, _ in tilings(read)}
    pairs = []
    for outer, (low, high) in own:
        for inner, (start, end) in own:
            rest = None
            if low == start and end < high:
                rest = (end + 1, high)
            elif high == end and low < start:
                rest = (low, start - 1)
            if rest and rest not in published and (low, high) not in filled and not _fills(rest, published):
                pairs.append((outer, inner))
    return pairs


def _fills(rest: Band, published: set[Band]) -> bool:
    """Whether published bands fill a band exactly, which makes it no secret."""
    ends = {rest[0]}
    for low, high in sorted(published):
        if low in ends and high <= rest[1]:
            ends.add(high + 1)
    return rest[1] + 1 in ends


def _steps_in_time(table: CountTable, lines: Lines, verdict: TableVerdict, threshold: int) -> Differencing | None:
    """Subtract each count from the next in time where counts never fall: those who are new are few."""
    roles = {column.name: column.role for column in verdict.columns}
    if lines.across or not any(roles.get(name) is Role.TIME for name in lines.columns):
        return None
    order = sorted(range(len(lines.labels)), key=lambda value: lines.labels[value])
    if len(order) < _FEWEST_TIMES:
        return None
    known = (lines.states == State.KNOWN)[:, order]
    counts = lines.counts[:, order]
    both = known[:, 1:] & known[:, :-1]
    grown = np.diff(counts, axis=1)
    stocks = [category in count_table_rules().people for category in table.categories]
    differences, small, cells = 0, 0, []
    for column in range(len(table.columns)):
        own = both & (lines.column == column)[:, None]
        if stocks[column] or own.sum() < _FEWEST_STEPS or not never_falls(grown, own):
            continue
        hits = own & (grown > 0) & (grown < threshold)
        differences += int(own.sum())
        small += int(hits.sum())
        cells.append(lines.cell[:, order][:, 1:][hits])
    if not differences:
        return None
    return _told(table, lines, DifferenceRule.CUMULATIVE, (differences, small), cells)


def never_falls(grown: Ints, own: Mask) -> bool:
    """Whether no count is lower than the one before and a tenth are higher."""
    return not (grown[own] < 0).any() and bool((grown[own] > 0).mean() >= 0.1)  # noqa: PLR2004  # a tenth, as said


def _told(
    table: CountTable, lines: Lines, rule: DifferenceRule, figures: tuple[int, int], cells: Sequence[Ints]
) -> Differencing:
    return Differencing(
        rule=rule,
        columns=lines.columns,
        differences=figures[0],
        small=figures[1],
        places=places(table, np.concatenate([np.zeros(0, np.int64), *cells]), _PLACES),
    )
