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
    of_all = counts.of_all
    total = int(of_all.sum())
    in_class = counts.in_class
    # What a class has too much of equals what it has too little of, so the values it has are enough. Whole
    # numbers are added up, so that the order of the values changes no digit.
    too_much = np.maximum(counts.units * total - in_class[counts.of_class] * of_all[counts.values], 0)
    distances: Shares = counts.sum_by_class(too_much) / np.maximum(in_class * total, 1)
    return distances


def ordered_distances(counts: ValueCounts) -> Shares:
    """Return for each class the distance when values, in rising order, are as far apart as their ranks; 0 to 1.

    The sum over the values of the differences between the cumulated shares, divided by one less than there are
    different values; 0 when all values are equal.
    """
    of_all = counts.of_all
    occurring = np.flatnonzero(of_all)
    last = len(occurring) - 1
    if last < 1 or not len(counts.values):
        return np.zeros(counts.classes)
    below = np.cumsum(of_all[occurring]) / of_all.sum()
    # sums[i]: the cumulated shares of all, added up before rank i.
    sums = np.append(0.0, np.cumsum(below))
    ranks = np.searchsorted(occurring, counts.values)
    is_first = np.diff(counts.of_class, prepend=-1) != 0
    first = np.flatnonzero(is_first)
    starts = np.repeat(first, np.diff(first, append=len(is_first)))
    cumulated = np.append(0, np.cumsum(counts.units))
    reached = (cumulated[1:] - cumulated[starts]) / counts.in_class[counts.of_class]
    is_last = np.append(is_first[1:], True)
    ends = np.where(is_last, last, np.append(ranks[1:], last))
    # From each value to the next the class stays on one level while that of all rises and may cross it.
    crossing = np.clip(np.searchsorted(below, reached), ranks, ends)
    distances = reached * (2 * crossing - ranks - ends) + sums[ranks] + sums[ends] - 2 * sums[crossing]
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
