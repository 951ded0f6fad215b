"""One integer per row for a combination of columns, and groups of equal integers."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

KEY_LIMIT = 2**62
"""Keys stay below this, so that they fit a signed 64-bit integer."""

DIRECT_LIMIT = 2**24
"""Up to this many possible keys, one counter per key (128 MB) is faster than sorting."""

_COUNTERS_PER_ROW = 4
"""More counters than this for each row and clearing them costs more than sorting the rows."""

_NARROW_LIMIT = 2**31
"""Numbers below this fit four bytes, which sort twice as fast as eight."""


def combine(codes: Sequence[npt.NDArray[np.integer]], sizes: Sequence[int]) -> tuple[Numbers, int]:
    """Write the codes of several columns as the digits of one number per row (mixed radix).

    `sizes` says how many codes each column has: codes run from 0 to size - 1. Returns the numbers and how
    many there can be. When that would pass 2**62, the numbers so far are replaced by the ranks of those that
    occur.
    """
    numbers = np.zeros(len(codes[0]), np.int64)
    space = 1
    for column, size in zip(codes, sizes, strict=True):
        if space * size > KEY_LIMIT:
            numbers, counts = group(numbers, space)
            space = len(counts)
        numbers *= size
        numbers += column
        space *= size
    return numbers, space


def extend(
    numbers: npt.NDArray[np.integer], space: int, codes: npt.NDArray[np.integer], size: int
) -> tuple[npt.NDArray[np.integer], int]:
    """Write one more column behind the digits of `combine`, in four bytes where these suffice: for many short counts.

    `numbers` run from 0 to `space` - 1, `codes` from 0 to `size` - 1. Returns the longer numbers and how many
    there can be.
    """
    if space * size > KEY_LIMIT:
        return combine([numbers, codes], [space, size])
    longer = np.multiply(numbers, size, dtype=np.int32 if space * size <= _NARROW_LIMIT else np.int64)
    longer += codes
    return longer, space * size


def group(numbers: npt.NDArray[np.integer], space: int) -> tuple[Numbers, Numbers]:
    """Put equal numbers into groups, in rising order; return the group of each row and each group's rows.

    `numbers` run from 0 to `space` - 1.
    """
    if space <= min(DIRECT_LIMIT, _COUNTERS_PER_ROW * len(numbers)):
        counts = np.bincount(numbers, minlength=space)
        present = counts > 0
        return (np.cumsum(present) - 1)[numbers], counts[present]
    _, groups, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    return groups.astype(np.int64, copy=False), counts.astype(np.int64, copy=False)


def distinct(numbers: npt.NDArray[np.integer], space: int) -> Numbers:
    """Return the different numbers in rising order; they run from 0 to `space` - 1."""
    if space <= min(DIRECT_LIMIT, _COUNTERS_PER_ROW * len(numbers)):
        return np.flatnonzero(np.bincount(numbers, minlength=space))
    return sorted_distinct(numbers.astype(np.int64, copy=False))


def sorted_distinct(numbers: Numbers) -> Numbers:
    """Return the different numbers in rising order, many times faster than `numpy.unique` if most differ."""
    ordered = np.sort(numbers)
    is_first: npt.NDArray[np.bool_] = np.diff(ordered, prepend=ordered[:1] - 1) != 0
    return ordered[is_first]


def tally(numbers: npt.NDArray[np.integer], space: int) -> Numbers:
    """Return how often each different number occurs, in rising order of the numbers, and nothing else.

    Faster than `group` when nobody asks which row is in which group. `numbers` run from 0 to `space` - 1.
    """
    if space <= min(DIRECT_LIMIT, _COUNTERS_PER_ROW * len(numbers)):
        counts = np.bincount(numbers, minlength=space)
        return counts[counts > 0]
    narrow = np.int32 if space <= _NARROW_LIMIT else np.int64
    ordered = np.sort(numbers.astype(narrow, copy=False))
    if not len(ordered):
        return np.empty(0, np.int64)
    ends = np.flatnonzero(ordered[1:] != ordered[:-1])
    return np.diff(ends, prepend=-1, append=len(ordered) - 1)


def alone(
    numbers: npt.NDArray[np.integer], space: int, owners: npt.NDArray[np.integer] | None = None
) -> npt.NDArray[np.bool_]:
    """Tell for each row whether nobody else has its number; exact.

    `owners`: whom each row belongs to, any integers; without them every row is an owner of its own. `numbers`
    run from 0 to `space` - 1.
    """
    if space > min(DIRECT_LIMIT, _COUNTERS_PER_ROW * len(numbers)):
        numbers, counts = group(numbers, space)
    elif owners is None:
        counts = np.bincount(numbers, minlength=space)
    else:
        counts = np.empty(space, np.int64)
    if owners is None:
        lonely: npt.NDArray[np.bool_] = (counts == 1)[numbers]
        return lonely
    # Each owner signs for the number; the last signature stands, and whoever finds another one there is not alone.
    last = np.empty(len(counts), owners.dtype)
    last[numbers] = owners
    shared = np.zeros(len(counts), np.bool_)
    shared[numbers[last[numbers] != owners]] = True
    return ~shared[numbers]
