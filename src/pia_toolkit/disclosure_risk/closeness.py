"""t-closeness: how far the secrets of a group that looks alike are from those of the whole table.

A class in which nothing is counted has distance 0. Source: Li, Li and Venkatasubramanian, "t-closeness: privacy
beyond k-anonymity and l-diversity" (2007).
"""

from collections.abc import Sequence

import numpy as np

from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.disclosure_risk.value_counts import Shares, ValueCounts


def equal_distances(counts: ValueCounts) -> Shares:
    """Return for each class half the sum of the differences between its shares and those of all, 0 to 1.

    Every value is as far from every other; values that the class does not have are included.
    """
    of_all = _shares_of_all(counts)[counts.values]
    # What a class has too much of equals what it has too little of, so the values it has are enough.
    return counts.sum_by_class(np.maximum(_shares(counts) - of_all, 0.0))


def ordered_distances(counts: ValueCounts) -> Shares:
    """Return for each class the distance when values, in rising order, are as far apart as their ranks; 0 to 1.

    The sum over the values of the differences between the cumulated shares, divided by one less than there are
    different values; 0 when all values are equal.
    """
    shares_of_all = _shares_of_all(counts)
    occurring = np.flatnonzero(shares_of_all)
    last = len(occurring) - 1
    if last < 1 or not len(counts.values):
        return np.zeros(counts.classes)
    below = np.cumsum(shares_of_all[occurring])
    below[-1] = 1.0
    # sums[i]: the cumulated shares of all, added up before rank i.
    sums = np.append(0.0, np.cumsum(below))
    ranks = np.searchsorted(occurring, counts.values)
    starts = np.searchsorted(counts.of_class, counts.of_class, side="left")
    cumulated = np.append(0, np.cumsum(counts.units))
    reached = (cumulated[1:] - cumulated[starts]) / counts.in_class[counts.of_class]
    is_last = np.append(counts.of_class[1:] != counts.of_class[:-1], True)
    ends = np.where(is_last, last, np.append(ranks[1:], last))
    # From each value to the next the class stays on one level while that of all rises and may cross it.
    crossing = np.clip(np.searchsorted(below, reached), ranks, ends)
    distances = reached * (2 * crossing - ranks - ends) + sums[ranks] + sums[ends] - 2 * sums[crossing]
    is_first = starts == np.arange(len(starts))
    return counts.sum_by_class(np.maximum(distances, 0.0) + np.where(is_first, sums[ranks], 0.0)) / last


def hierarchical_distances(counts: ValueCounts, levels: Sequence[Numbers]) -> Shares:
    """Return for each class the distance in a tree of values, where moving costs the height of what is shared.

    `levels`: for each level above the values, lowest first, the group of each value (the values themselves
    included); groups of one level must not be split on the next; the root above all is implied. Two values
    are h / H apart if they meet at height h of H. In this tree Li's sum over the nodes is the mean of the equal
    distances on all levels below the root. 0 to 1.
    """
    distances = equal_distances(counts)
    for groups in levels:
        distances = distances + equal_distances(counts.renamed(groups, int(groups.max(initial=0)) + 1))
    mean: Shares = distances / (len(levels) + 1)
    return mean


def _shares(counts: ValueCounts) -> Shares:
    """Return the share that each entry has in its class."""
    shares: Shares = counts.units / counts.in_class[counts.of_class]
    return shares


def _shares_of_all(counts: ValueCounts) -> Shares:
    """Return the share of each value in the whole table."""
    units = np.bincount(counts.values, weights=counts.units, minlength=counts.size)
    return units / max(units.sum(), 1.0)
