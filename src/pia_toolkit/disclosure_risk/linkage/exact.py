"""Who is found in the public file when all of some columns must be equal: exact counts over all rows of both files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.keys import (
    DIRECT_LIMIT,
    KEY_LIMIT,
    Numbers,
    distinct,
    group,
    sorted_distinct,
)
from pia_toolkit.disclosure_risk.linkage.matched_files import File, Files, Keys, Shares

_FEWEST_FOR_COUNTERS = 4
"""At most so many counters for each row: with more, sorting the rows is faster than clearing the counters."""

_TWICE = 2

_KEYS_FOR_CHANCE = 100_000
"""Different values from which what is to be expected by chance is told; evenly chosen where there are more."""


@dataclass(frozen=True)
class Match:
    """How many are found: `units[i]` units may be any of `candidates[i]` in the public file.

    A unit with several rows counts once, with the row that leaves fewest. `chance`, `chance_one_to_one`: units to be
    expected if the columns of the public file were independent of each other (numbers of candidates as Poisson has
    them): then no record would be that of a real unit.
    """

    candidates: Numbers = field(repr=False)
    units: Numbers = field(repr=False)
    one_to_one: int
    chance: float
    chance_one_to_one: float

    @property
    def found(self) -> int:
        """Units with at least one candidate."""
        return int(self.units.sum())


def match(files: Files, places: Sequence[int]) -> Match:
    """Count who is found when the columns at `places` must all be equal."""
    keys = files.keys(places)
    if not len(keys.ours) or not len(keys.theirs):
        nobody = np.empty(0, np.int64)
        return Match(nobody, nobody, 0, 0.0, 0.0)
    if files.ours.units is None and files.theirs.units is None:
        return _match_rows(files, places, keys)
    return _match_units(files, places, keys)


def found_rows(files: Files, places: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Tell which rows of the data set have a candidate in the public file."""
    keys = files.keys(places)
    found = np.zeros(files.ours.rows, np.bool_)
    if len(keys.ours) and len(keys.theirs):
        found[keys.our_rows[_within(keys.ours, distinct(keys.theirs, keys.space))]] = True
    return found


def rows_one_to_one(files: Files, places: Sequence[int]) -> tuple[Numbers, Numbers]:
    """Return the rows of both files that match one to one: for each unit of the data set a row of it in each file."""
    keys = files.keys(places)
    ours = _lone(files.ours, keys.our_rows, keys.ours, keys.space)
    theirs = _lone(files.theirs, keys.their_rows, keys.theirs, keys.space)
    _, first, second = np.intersect1d(ours[0], theirs[0], assume_unique=True, return_indices=True)
    our_rows, their_rows = ours[1][first], theirs[1][second]
    if files.ours.units is not None:
        _, once = np.unique(files.ours.units[our_rows], return_index=True)
        our_rows, their_rows = our_rows[once], their_rows[once]
    return our_rows, their_rows


def _match_rows(files: Files, places: Sequence[int], keys: Keys) -> Match:
    """Count when every row is a unit of its own."""
    ours, our_counts, their_counts = _side_by_side(keys)
    # What is to be expected is an estimate by itself; every so many keys tell it well enough.
    step = -(-len(ours) // _KEYS_FOR_CHANCE)
    expected = _expected_of_keys(files, places, keys, ours[::step])
    some = our_counts[::step]
    lone = expected[some == 1]
    rare, unseen = _others_of_rare(files, places), files.ours.rows - len(keys.our_rows)
    units, candidates = our_counts[their_counts > 0], their_counts[their_counts > 0]
    return Match(
        candidates,
        units,
        int(np.count_nonzero((units == 1) & (candidates == 1))),
        step * float(np.dot(some, -np.expm1(-expected))) - unseen * float(np.expm1(-rare)),
        step * float(np.sum(lone * np.exp(-lone))) + unseen * rare * float(np.exp(-rare)),
    )


def _side_by_side(keys: Keys) -> tuple[npt.NDArray[np.integer], Numbers, Numbers]:
    """Return the different keys of the data set in rising order, and how often each occurs in both files."""
    if keys.space <= min(DIRECT_LIMIT, _FEWEST_FOR_COUNTERS * (len(keys.ours) + len(keys.theirs))):
        our_counts = np.bincount(keys.ours, minlength=keys.space)
        present = np.flatnonzero(our_counts)
        return present, our_counts[present], np.bincount(keys.theirs, minlength=keys.space)[present]
    ours, our_counts = _counted(keys.ours, keys.space)
    theirs, their_counts = _counted(keys.theirs, keys.space)
    places = np.minimum(np.searchsorted(theirs, ours), len(theirs) - 1)
    return ours, our_counts, np.where(theirs[places] == ours, their_counts[places], 0)


def _expected_of_keys(files: Files, places: Sequence[int], keys: Keys, sought: npt.NDArray[np.integer]) -> Shares:
    """Return how many rows of the public file each of some keys of the data set would match by chance."""
    if len(places) == 1:
        counts = files.shares[places[0]][sought] * files.theirs.rows
        return np.where(counts < _TWICE, _others_of_rare(files, places), counts)
    if prod(files.sizes[place] for place in places) > KEY_LIMIT:
        different, first = np.unique(keys.ours, return_index=True)
        return files.expected(places, keys.our_rows[first[np.searchsorted(different, sought)]])
    rest = sought
    found = np.full(len(sought), float(files.theirs.rows))
    for place in reversed(places):
        rest, digit = np.divmod(rest, rest.dtype.type(files.sizes[place]))
        found *= files.shares[place][digit]
    return found


def _others_of_rare(files: Files, places: Sequence[int]) -> float:
    """Return how many others are to be expected with a value that hardly anybody has; 0 for several columns.

    One column alone cannot be shuffled. Values that occur twice tell how many would share one that occurs once (Good
    1953): none where values are given out one by one, such as plates, and some where people just happen to share one.
    """
    if len(places) > 1:
        return 0.0
    counts = np.rint(files.shares[places[0]][1:] * files.theirs.rows)
    once, twice = int(np.count_nonzero(counts == 1)), int(np.count_nonzero(counts == _TWICE))
    return min(1.0, 2 * twice / once) if once else 1.0


def _match_units(files: Files, places: Sequence[int], keys: Keys) -> Match:
    """Count when a unit of either file may have several rows; one of the rows suffices to be found."""
    everyone = files.ours.unit_count
    sought = distinct(keys.ours, keys.space)
    our_key, unit = _owners(files.ours, keys.our_rows, keys.ours, sought)
    their_key, _ = _owners(files.theirs, keys.their_rows, keys.theirs, sought)
    candidates = np.bincount(their_key, minlength=len(sought))
    lone = np.bincount(our_key, minlength=len(sought)) == 1
    never = np.iinfo(np.int64).max
    fewest = np.full(everyone, never)
    np.minimum.at(fewest, unit, np.where(candidates > 0, candidates, never)[our_key])
    one_to_one = np.bincount(unit[(lone & (candidates == 1))[our_key]], minlength=everyone) > 0
    expected = _expected_of_keys(files, places, keys, sought)
    rare, unseen = _others_of_rare(files, places), everyone - int(np.count_nonzero(np.bincount(unit)))
    found_by_chance = np.bincount(unit, expected[our_key], everyone)
    alone_by_chance = np.bincount(unit, np.where(lone, expected * np.exp(-expected), 0.0)[our_key], everyone)
    found = fewest < never
    return Match(
        fewest[found],
        np.ones(int(np.count_nonzero(found)), np.int64),
        int(np.count_nonzero(one_to_one)),
        float(-np.expm1(-found_by_chance).sum()) - unseen * float(np.expm1(-rare)),
        float(np.minimum(alone_by_chance, 1.0).sum()) + unseen * rare * float(np.exp(-rare)),
    )


def _counted(keys: Numbers, space: int) -> tuple[npt.NDArray[np.integer], Numbers]:
    """Return the different keys in rising order and how often each occurs."""
    narrow = np.int32 if space <= np.iinfo(np.int32).max else np.int64
    ordered: npt.NDArray[np.integer] = np.sort(keys.astype(narrow, copy=False))
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    return ordered[starts], np.diff(starts, append=len(ordered))


def _within(keys: Numbers, sought: Numbers) -> npt.NDArray[np.bool_]:
    """Tell which keys are among some others, which are sorted."""
    places = np.minimum(np.searchsorted(sought, keys), len(sought) - 1)
    found: npt.NDArray[np.bool_] = sought[places] == keys
    return found


def _owners(file: File, rows: Numbers, keys: Numbers, both: Numbers) -> tuple[Numbers, Numbers]:
    """Return each pair of a common key (its place in `both`) and a unit that has it, once."""
    if not len(both):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    kept = _within(keys, both)
    rows, places = rows[kept], np.searchsorted(both, keys[kept])
    if file.units is None:
        return places, rows
    pairs = sorted_distinct(places * file.unit_count + file.units[rows])
    owner, unit = np.divmod(pairs, file.unit_count)
    return owner, unit


def _lone(file: File, rows: Numbers, keys: Numbers, space: int) -> tuple[Numbers, Numbers]:
    """Return the keys that only one unit has, in rising order, and a row of it."""
    if not len(rows):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    groups, counts = group(keys, space)
    first = np.full(len(counts), -1, np.int64)
    first[groups[::-1]] = rows[::-1]
    if file.units is None:
        lone = counts == 1
    else:
        owner = file.units[first]
        lone = np.ones(len(counts), np.bool_)
        lone[groups[file.units[rows] != owner[groups]]] = False
    number = np.empty(len(counts), np.int64)
    number[groups] = keys
    return number[lone], first[lone]
