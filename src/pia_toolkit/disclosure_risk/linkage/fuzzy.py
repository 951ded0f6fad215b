"""Units found in spite of errors: pairs that agree on all columns but one or two, weighed by how telling that is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import log2, prod

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.intervals import counted, wilson
from pia_toolkit.disclosure_risk.keys import Numbers, sorted_distinct
from pia_toolkit.disclosure_risk.linkage.agreement import (
    CLOSE,
    DIFFERENT,
    EXACT,
    Weights,
    average_m,
    by_chance,
    compare,
    estimate_m,
)
from pia_toolkit.disclosure_risk.linkage.blocking import pairs_agreeing
from pia_toolkit.disclosure_risk.linkage.exact import Match, found_rows
from pia_toolkit.disclosure_risk.linkage.joint_codes import JointColumn
from pia_toolkit.disclosure_risk.linkage.matched_files import Files
from pia_toolkit.domain.linkage_risk import Agreement, FuzzyLinkage
from pia_toolkit.domain.trace_risk import Share

SOUGHT = 50_000
"""Units that are looked for; where more were not found exactly, a sample of them."""

LEAST_PROBABILITY = 0.95
"""Probability of being the same unit from which a pair is probable; the toolkit's choice."""

_IN_PUBLIC_FILE = (0.05, 0.5)
"""How probable it is that a unit not found exactly is in the public file: the share found exactly, within these."""

_FEWEST_COLUMNS = 2
_MOST_DIFFERENT = 1
_DRAWN = 100_000
_TRAINED_ON = 20_000
_TRAINING_BLOCK = 30
_SEED = 0


@dataclass(frozen=True)
class Exactly:
    """What all columns find exactly, and which rows of the data set they find."""

    match: Match
    rows: npt.NDArray[np.bool_] = field(repr=False)


@dataclass(frozen=True)
class FuzzyFound:
    """What is told, and the rows of both files that probably match one to one."""

    told: FuzzyLinkage
    ours: Numbers = field(repr=False)
    theirs: Numbers = field(repr=False)


def link_fuzzily(
    columns: Sequence[JointColumn], files: Files, exactly: Exactly, sought: int = SOUGHT
) -> FuzzyFound | None:
    """Look in the public file for the units that are not found exactly; None with fewer than two columns.

    Sources: Fellegi and Sunter, "A theory for record linkage" (1969); Winkler, "Using the EM algorithm for weight
    computation" (2000).
    """
    if len(columns) < _FEWEST_COLUMNS:
        return None
    weights = _weigh(columns, files)
    rows, units, lacking = _not_found(files, exactly.rows, sought)
    pairs = _candidates(columns, rows)
    levels = compare(columns, pairs[0], pairs[1])
    within = np.clip(exactly.match.found / max(files.ours.unit_count, 1), *_IN_PUBLIC_FILE)
    odds = log2(LEAST_PROBABILITY / (1 - LEAST_PROBABILITY)) - log2(within / max(files.theirs.rows, 1))
    probable = (weights.of(levels) >= odds) & (np.count_nonzero(levels == DIFFERENT, axis=0) <= _MOST_DIFFERENT)
    ours, theirs = pairs[0][probable], pairs[1][probable]
    lone_ours, lone_theirs = _one_to_one(files, ours, theirs)
    reached = len(sorted_distinct(_owners(files.ours.units, ours)))
    alone = len(sorted_distinct(_owners(files.ours.units, lone_ours)))
    tried = len(units)
    told = FuzzyLinkage(
        least_probability=LEAST_PROBABILITY,
        exact=tried == lacking,
        tried=tried,
        not_found_exactly=lacking,
        probable=reached,
        probable_one_to_one=alone,
        crowded=len(sorted_distinct(_owners(files.ours.units, pairs[2]))),
        pairs=len(pairs[0]),
        share=_of_all(exactly.match.found, reached, tried, lacking, files.ours.unit_count),
        one_to_one_share=_of_all(exactly.match.one_to_one, alone, tried, lacking, files.ours.unit_count),
        agreements=_agreements(columns, weights),
        estimated=bool(weights.estimated.all()),
    )
    return FuzzyFound(told, lone_ours, lone_theirs)


def _weigh(columns: Sequence[JointColumn], files: Files) -> Weights:
    """Estimate how telling agreement is in each column."""
    chance = np.random.default_rng(_SEED)
    our_rows, their_rows = files.ours.rows, files.theirs.rows
    drawn = compare(columns, chance.integers(0, our_rows, _DRAWN), chance.integers(0, their_rows, _DRAWN))
    u = by_chance(columns, drawn)
    some = np.arange(our_rows)
    if our_rows > _TRAINED_ON:
        some = np.sort(chance.choice(our_rows, _TRAINED_ON, replace=False))
    trained = []
    for places in _training_blocks(u[:, EXACT], their_rows):
        free = [place for place in range(len(columns)) if place not in places]
        block = pairs_agreeing(columns, places, some)
        if len(block.ours):
            levels = compare([columns[place] for place in free], block.ours, block.theirs)
            trained.append((free, *estimate_m(levels, u[free])))
    m, estimated = average_m(trained, len(columns))
    return Weights(m, u, estimated)


def _training_blocks(agree_by_chance: npt.NDArray[np.float64], their_rows: int) -> list[tuple[int, ...]]:
    """Choose few sets of columns: small blocks, two columns or more left free, each column free at least once."""
    count = len(agree_by_chance)
    small = [
        places
        for size in range(1, count - 1)
        for places in combinations(range(count), size)
        if their_rows * prod(agree_by_chance[list(places)]) <= _TRAINING_BLOCK
    ]
    chosen: list[tuple[int, ...]] = []
    free: set[int] = set()
    for places in small:
        left = set(range(count)) - set(places)
        if left - free:
            chosen.append(places)
            free |= left
    return chosen


def _not_found(files: Files, found: npt.NDArray[np.bool_], sought: int) -> tuple[Numbers, Numbers, int]:
    """Return rows of units that are not found exactly, these units, and how many such units there are."""
    if files.ours.units is None:
        lacking = np.flatnonzero(~found)
    else:
        reached = np.bincount(files.ours.units[found], minlength=files.ours.unit_count) > 0
        lacking = np.flatnonzero(~reached)
    units = lacking
    if len(lacking) > sought:
        units = np.sort(np.random.default_rng(_SEED).choice(lacking, sought, replace=False))
    if files.ours.units is None:
        return units, units, len(lacking)
    wanted = np.zeros(files.ours.unit_count, np.bool_)
    wanted[units] = True
    return np.flatnonzero(wanted[files.ours.units]), units, len(lacking)


def _candidates(columns: Sequence[JointColumn], rows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the pairs of rows that agree exactly on all columns but one or two, each once, and rows in crowds."""
    everything = range(len(columns))
    theirs = len(columns[0].theirs)
    pairs, crowded = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for fewer in (1, 2):
        for places in combinations(everything, len(columns) - fewer):
            if places:
                block = pairs_agreeing(columns, places, rows)
                pairs.append(block.ours * theirs + block.theirs)
                crowded.append(block.crowded)
    ours, their_rows = np.divmod(sorted_distinct(np.concatenate(pairs)), theirs)
    return ours, their_rows, sorted_distinct(np.concatenate(crowded))


def _one_to_one(files: Files, ours: Numbers, theirs: Numbers) -> tuple[Numbers, Numbers]:
    """Keep the pairs of units that have no other probable match, and whose public record nobody has exactly."""
    taken = found_rows(files.turned(), range(len(files.sizes)))[theirs]
    our_units, their_units = _owners(files.ours.units, ours), _owners(files.theirs.units, theirs)
    both, first = np.unique(np.column_stack([our_units, their_units]), axis=0, return_index=True)
    our_count = np.bincount(both[:, 0], minlength=1)
    their_count = np.bincount(both[:, 1], minlength=1)
    lone = (our_count[both[:, 0]] == 1) & (their_count[both[:, 1]] == 1) & ~taken[first]
    return ours[first[lone]], theirs[first[lone]]


def _owners(units: npt.NDArray[np.int32] | None, rows: Numbers) -> Numbers:
    return rows if units is None else units[rows].astype(np.int64)


def _of_all(exactly: int, found: int, tried: int, lacking: int, units: int) -> Share:
    """Return the share of all units, with the interval of the part that was sampled."""
    if tried == lacking:
        return counted((exactly + found) / max(units, 1))
    part = wilson(found, tried)
    low, value, high = ((exactly + end * lacking) / units for end in (part.low, part.value, part.high))
    return Share(value=value, low=low, high=high)


def _agreements(columns: Sequence[JointColumn], weights: Weights) -> tuple[Agreement, ...]:
    bits = weights.bits
    return tuple(
        Agreement(
            columns=column.linked.columns,
            level=name,
            m=float(round(weights.m[place, level], 6)),
            u=float(round(weights.u[place, level], 6)),
            weight=float(round(bits[place, level], 3)),
        )
        for place, column in enumerate(columns)
        for name, level in (("exact", EXACT), ("close", CLOSE), ("different", DIFFERENT))
    )
