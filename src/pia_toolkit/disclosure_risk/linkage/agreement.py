"""How pairs of records agree column by column, and what that is worth (Fellegi and Sunter 1969).

`m` is estimated by expectation and maximisation on pairs of records that share the values of a few columns, `u` by
counting: exact agreement over all pairs there are, near agreement over pairs drawn by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.encode import Codes
from pia_toolkit.disclosure_risk.keys import Numbers, group
from pia_toolkit.disclosure_risk.linkage.joint_codes import JointColumn
from pia_toolkit.disclosure_risk.linkage.similarity import are_close

MISSING, DIFFERENT, CLOSE, EXACT = range(4)
LEVELS = 4
USUAL_M = (0.0, 0.04, 0.06, 0.90)
"""What is taken for `m` where it cannot be estimated: how often records of one person differ, nearly agree, agree."""

_LEAST = 1e-6
"""No probability is taken to be nought: nothing is impossible that was not seen."""

_USUAL_PAIRS = 10.0
"""Pairs that agree as usual, added to those counted, so that what a small file does not show stays possible."""

_ROUNDS = 50
_STARTING_SHARE = 0.1
_FEWEST_MATCHES = 50
"""Matches, by their probabilities, on which an estimate of `m` must rest."""

Probabilities = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Weights:
    """Probabilities of each level of agreement, one row per column; `estimated`: which columns' `m` was."""

    m: Probabilities
    u: Probabilities
    estimated: npt.NDArray[np.bool_] = field(repr=False)

    @property
    def bits(self) -> Probabilities:
        """Evidence in each level, log2 of m to u; a missing value is none."""
        with np.errstate(divide="ignore", invalid="ignore"):
            bits = np.log2(self.m / self.u)
        bits[:, MISSING] = 0.0
        return bits

    def of(self, levels: Levels) -> Probabilities:
        """Return the evidence in each pair, its columns added up."""
        total: Probabilities = sum(
            (bits[level] for bits, level in zip(self.bits, levels, strict=True)), np.zeros(levels.shape[1])
        )
        return total


def compare(columns: Sequence[JointColumn], our_rows: Numbers, their_rows: Numbers) -> Levels:
    """Return how each pair of rows agrees in each column."""
    levels = np.zeros((len(columns), len(our_rows)), np.int8)
    for place, column in enumerate(columns):
        levels[place] = _level(column, column.ours[our_rows], column.theirs[their_rows])
    return levels


def _level(column: JointColumn, ours: Codes, theirs: Codes) -> Levels:
    level = np.where(ours == theirs, EXACT, DIFFERENT).astype(np.int8)
    level[(ours == 0) | (theirs == 0)] = MISSING
    asked = np.flatnonzero(level == DIFFERENT)
    pairs, place = np.unique(
        np.minimum(ours[asked], theirs[asked]).astype(np.int64) * column.size + np.maximum(ours[asked], theirs[asked]),
        return_inverse=True,
    )
    first, second = np.divmod(pairs, column.size)
    close = are_close(column.linked.compared_as, column.values, first, second)
    level[asked[close[place]]] = CLOSE
    return level


def by_chance(columns: Sequence[JointColumn], drawn: Levels) -> Probabilities:
    """Return `u` for each column: exact agreement over all pairs of rows, near agreement among those drawn."""
    u = np.zeros((len(columns), LEVELS))
    for place, column in enumerate(columns):
        ours = np.bincount(column.ours, minlength=column.size)[1:]
        theirs = np.bincount(column.theirs, minlength=column.size)[1:]
        possible = float(ours.sum()) * float(theirs.sum())
        u[place, EXACT] = np.dot(ours.astype(float), theirs.astype(float)) / possible if possible else 0.0
        told = int(np.count_nonzero(drawn[place] != MISSING))
        u[place, CLOSE] = np.count_nonzero(drawn[place] == CLOSE) / max(told, 1)
    u[:, EXACT] = np.clip(u[:, EXACT], _LEAST, 1 - 2 * _LEAST)
    u[:, CLOSE] = np.clip(u[:, CLOSE], _LEAST, 1 - _LEAST - u[:, EXACT])
    u[:, DIFFERENT] = 1 - u[:, CLOSE] - u[:, EXACT]
    return u


def estimate_m(levels: Levels, u: Probabilities) -> tuple[Probabilities, float]:
    """Estimate `m` of each column and how many of the pairs are of one unit, by expectation and maximisation.

    `levels`: the columns that the pairs were not chosen by; `u` is given and stays.
    """
    numbers = np.zeros(levels.shape[1], np.int64)
    for level in levels:
        numbers = numbers * LEVELS + level
    patterns, counts = group(numbers, LEVELS ** len(levels))
    first = np.empty(len(counts), np.int64)
    first[patterns] = np.arange(len(patterns))
    seen = levels[:, first]
    m = np.tile(np.array(USUAL_M), (len(levels), 1))
    share = _STARTING_SHARE
    for _ in range(_ROUNDS):
        same, other = np.full(len(counts), share), np.full(len(counts), 1 - share)
        for place, level in enumerate(seen):
            told = level != MISSING
            same[told] *= m[place, level[told]]
            other[told] *= u[place, level[told]]
        expected = counts * same / np.maximum(same + other, np.finfo(float).tiny)
        share = float(np.clip(expected.sum() / counts.sum(), _LEAST, 1 - _LEAST))
        for place, level in enumerate(seen):
            counted: Probabilities = np.bincount(level, expected, LEVELS) + _USUAL_PAIRS * np.array(USUAL_M)
            counted[MISSING] = 0.0
            m[place] = counted / counted.sum()
    return m, share * levels.shape[1]


def average_m(
    trained: Sequence[tuple[Sequence[int], Probabilities, float]], columns: int
) -> tuple[Probabilities, npt.NDArray[np.bool_]]:
    """Put estimates of `m` together, each by how many matches it rests on; say for which columns there is one."""
    total = np.zeros((columns, LEVELS))
    matches = np.zeros(columns)
    for places, m, weight in trained:
        if weight >= _FEWEST_MATCHES:
            for row, place in enumerate(places):
                total[place] += weight * m[row]
                matches[place] += weight
    estimated = matches > 0
    average = np.tile(np.array(USUAL_M), (columns, 1))
    average[estimated] = total[estimated] / matches[estimated, None]
    return average, estimated
