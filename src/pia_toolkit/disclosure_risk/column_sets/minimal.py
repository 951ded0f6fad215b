"""Which columns together single people out: every small set of columns counted, the smallest that do named."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pia_toolkit.disclosure_risk.column_sets.attributes import Attribute, DistinctRows, Positions, distinct_rows
from pia_toolkit.disclosure_risk.encode import Codes
from pia_toolkit.disclosure_risk.keys import Keys, alone, extend, sorted_distinct, tally
from pia_toolkit.domain.column_sets import CoarseningStep, ColumnSet, ColumnSets

_MANY_ALONE = 0.25
"""From this share of rows that are alone, leaving them out pays for finding them."""

_ROWS_PER_UNIT_VISIT = 5
"""How much longer it takes to compare the owners of a row than to count the row."""


@dataclass(frozen=True)
class Counted:
    """One set of attributes by position: `units` that are alone in at least one of its classes.

    `classes` and `pairs` (pairs of rows that look alike) are None when units have several rows.
    """

    members: Positions
    units: int
    classes: int | None
    pairs: int | None


@dataclass(frozen=True)
class Search:
    """What `search_sets` found: the sets counted, how large they got, and whether the limit stopped it."""

    counted: Mapping[Positions, Counted]
    rows: int
    units: int
    largest: int


@dataclass(frozen=True)
class Limits:
    """How far a search goes.

    `largest`: columns in a set, 1 or more. `least_share`: share of units (0 to 1) from which a set is said to
    single out; its supersets need no count, because they single out at least as many. None counts every set.
    `row_visits`: rows times sets that may be counted; the search ends before the set size that would pass it.
    """

    largest: int = 3
    least_share: float | None = None
    row_visits: int = 4_000_000_000


def measure_column_sets(
    attributes: Sequence[Attribute], owners: Codes | None, least_share: float, limits: Limits
) -> ColumnSets:
    """Return the sets that single out at least `least_share` of the units, and what to coarsen; exact.

    There must be an attribute. `owners`: see `distinct_rows`.
    """
    search = search_sets(attributes, owners, limits)
    minimal = minimal_sets(search, least_share)
    described = {one: describe_set(found, search, attributes) for one, found in search.counted.items()}
    return ColumnSets(
        candidates=tuple(name for one in attributes for name in one.columns),
        largest=search.largest,
        least_share=least_share,
        possible=sum(math.comb(len(attributes), size) for size in range(1, search.largest + 1)),
        counted=len(search.counted),
        each=tuple(described[place,] for place in range(len(attributes))),
        minimal=tuple(described[one.members] for one in minimal),
        every=tuple(described.values()) if limits.least_share is None else (),
        coarsening=coarsening_steps(attributes, minimal),
    )


def search_sets(attributes: Sequence[Attribute], owners: Codes | None, limits: Limits) -> Search:
    """Count the units that each set of attributes singles out, exactly, smaller sets first.

    `owners`: whom each row belongs to, numbered from 0 without gaps; without it each row is a unit of its own.
    Sets of one attribute are always counted; larger ones as far as `limits` allow.
    """
    rows = distinct_rows(attributes, owners)
    counted: dict[Positions, Counted] = {}
    visits, largest = 0, 0
    for size in range(1, min(limits.largest, len(attributes)) + 1):
        wanted = list(_wanted(size, rows, counted, limits))
        visits += len(wanted) * rows.total * (1 if rows.owners is None else _ROWS_PER_UNIT_VISIT)
        if size > 1 and visits > limits.row_visits:
            break
        largest = size
        by_prefix: dict[Positions, list[int]] = {}
        for members in wanted:
            by_prefix.setdefault(members[:-1], []).append(members[-1])
        for prefix, ends in by_prefix.items():
            for found in _count_with(prefix, ends, rows, counted):
                counted[found.members] = found
    return Search(counted, rows.total, rows.units, largest)


def minimal_sets(search: Search, least_share: float) -> tuple[Counted, ...]:
    """Return the sets that single out at least `least_share` of the units while no smaller set in them does.

    Those of fewest attributes first, then those that single out most units.
    """
    least = _least_units(least_share, search.units)
    found = [one for one in search.counted.values() if one.units >= least]
    hits = {one.members for one in found}
    minimal = [one for one in found if not any(part in hits for part in _proper_parts(one.members))]
    return tuple(sorted(minimal, key=lambda one: (len(one.members), -one.units, one.members)))


def coarsening_steps(attributes: Sequence[Attribute], minimal: Sequence[Counted]) -> tuple[CoarseningStep, ...]:
    """Name the attribute that is in most of the minimal sets, then that in most of the sets left, to the end.

    Dropping a column, or coarsening it until it tells little, makes the sets with it disappear. The greedy
    answer is not always the shortest, but never longer than 1 + ln(sets) times it. Source: Chvátal (1979).
    """
    left = [set(one.members) for one in minimal]
    steps: list[CoarseningStep] = []
    while left:
        position = max(range(len(attributes)), key=lambda place: (sum(place in members for members in left), -place))
        rest = [members for members in left if position not in members]
        steps.append(
            CoarseningStep(
                columns=attributes[position].columns, sets_removed=len(left) - len(rest), sets_left=len(rest)
            )
        )
        left = rest
    return tuple(steps)


def describe_set(found: Counted, search: Search, attributes: Sequence[Attribute]) -> ColumnSet:
    """Return one set with the names of its columns and its shares."""
    pairs_in_all = search.rows * (search.rows - 1) // 2
    return ColumnSet(
        columns=tuple(name for place in found.members for name in attributes[place].columns),
        singled_out=found.units,
        share=found.units / search.units if search.units else 0.0,
        distinction=None if found.classes is None or not search.rows else found.classes / search.rows,
        separation=None if found.pairs is None or not pairs_in_all else 1 - found.pairs / pairs_in_all,
    )


def _wanted(size: int, rows: DistinctRows, counted: Mapping[Positions, Counted], limits: Limits) -> Iterator[Positions]:
    """Yield the sets of one size that must be counted."""
    least = None if limits.least_share is None else _least_units(limits.least_share, rows.units)
    for members in combinations(range(len(rows.attributes)), size):
        if least is None or size == 1:
            yield members
            continue
        space = 1
        for place in members:
            space *= rows.attributes[place].size
        # No more units can be alone than there are combinations, when each unit has one row.
        if rows.owners is None and space < least:
            continue
        parts = (counted.get(part) for part in _proper_parts(members))
        if not any(part and part.units >= least for part in parts):
            yield members


def _least_units(share: float, units: int) -> int:
    """Return the units that make up a share, at least one; 7 % of 100 are 7, whatever the machine rounds."""
    return max(1, math.ceil(share * units - 1e-9))


def _proper_parts(members: Positions) -> Iterator[Positions]:
    return (part for size in range(1, len(members)) for part in combinations(members, size))


def _count_with(
    prefix: Positions, ends: Sequence[int], rows: DistinctRows, counted: Mapping[Positions, Counted]
) -> Iterator[Counted]:
    """Count some sets that begin alike: what they share is put together once."""
    keys, space = rows.key(prefix)
    before = counted.get(prefix)
    kept = None
    if before and rows.owners is None and before.units >= _MANY_ALONE * rows.total:
        # Who is alone on the first columns stays alone on more of them, and touches nobody else.
        kept = np.flatnonzero(~alone(keys, space))
        keys = keys[kept]
    left_out = rows.total - len(keys)
    for end in ends:
        last = rows.attributes[end]
        codes = last.codes if kept is None else last.codes[kept]
        yield _count((*prefix, end), extend(keys, space, codes, last.size), rows, left_out)


def _count(members: Positions, key: Keys, rows: DistinctRows, left_out: int) -> Counted:
    """Count one set; rows that were left out before are all alone."""
    numbers, space = key
    if rows.owners is not None:
        is_alone = alone(numbers, space, rows.owners)
        return Counted(members, len(sorted_distinct(rows.owners[is_alone].astype(np.int64))), None, None)
    sizes = tally(numbers, space)
    return Counted(
        members,
        int(np.count_nonzero(sizes == 1)) + left_out,
        len(sizes) + left_out,
        int((sizes * (sizes - 1)).sum()) // 2,
    )
