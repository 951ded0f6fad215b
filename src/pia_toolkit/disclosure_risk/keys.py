"""One integer per row for a combination of columns, and groups of equal integers."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

Keys = tuple[npt.NDArray[np.integer], int]
"""One number per row, and how many numbers there can be."""

KEY_LIMIT = 2**62
"""Keys stay below this, so that they fit a signed 64-bit integer."""

DIRECT_LIMIT = 2**24
"""Up to this many possible keys, one counter per key (128 MB) is faster than sorting."""

_COUNTERS_PER_ROW = 4
"""More counters than this for each row and clearing them costs more than sorting the rows."""

_NARROW_LIMIT = 2**31
"""Numbers below this fit four bytes, which sort twice as fast as eight."""

_SIGNED_LIMIT = 2**25
"""Up to this many possible keys, a place to sign for each (160 MB) is faster than hashing."""

_HASH_BITS = 22
_GOLDEN_RATIO = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing: the upper bits of the product with this number spread neighbouring keys evenly (Knuth)."""


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


def extend(numbers: npt.NDArray[np.integer], space: int, codes: npt.NDArray[np.integer], size: int) -> Keys:
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
    order, ordered = _sorted(numbers, space)
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    groups = np.empty(len(ordered), np.int64)
    groups[order] = np.cumsum(is_first) - 1
    return groups, np.diff(np.flatnonzero(is_first), append=len(ordered))


def _sorted(numbers: npt.NDArray[np.integer], space: int) -> tuple[npt.NDArray[np.integer], npt.NDArray[np.integer]]:
    """Return the places of numbers in rising order, and the numbers in that order."""
    bits = len(numbers).bit_length()
    if space > KEY_LIMIT >> bits:
        order = np.argsort(numbers)
        return order, numbers[order]
    # Numbers with their place behind them can be sorted by value, three times as fast as finding the order.
    placed = (numbers.astype(np.int64) << bits) | np.arange(len(numbers))
    placed.sort()
    return placed & ((1 << bits) - 1), placed >> bits


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
    if space > _SIGNED_LIMIT:
        return _alone_in_large_space(numbers, space, owners)
    found: npt.NDArray[np.bool_]
    if owners is None and space <= _COUNTERS_PER_ROW * len(numbers):
        found = (np.bincount(numbers, minlength=space) == 1)[numbers]
        return found
    if owners is None:
        owners = np.arange(len(numbers), dtype=np.int32)
    # Each owner signs for the number; the last signature stands, and who finds another's there is not alone.
    last = np.empty(space, owners.dtype)
    last[numbers] = owners
    shared = np.zeros(space, np.bool_)
    shared[numbers[last[numbers] != owners]] = True
    found = ~shared[numbers]
    return found


def _alone_in_large_space(
    numbers: npt.NDArray[np.integer], space: int, owners: npt.NDArray[np.integer] | None
) -> npt.NDArray[np.bool_]:
    """Sort out most rows by a hash of their number, and only those that share their hash by the number itself."""
    buckets = (numbers.astype(np.uint64) * _GOLDEN_RATIO) >> np.uint64(64 - _HASH_BITS)
    found = alone(buckets.astype(np.int64), 2**_HASH_BITS, owners)
    rest = np.flatnonzero(~found)
    groups, counts = group(numbers[rest], space)
    found[rest] = counts[groups] == 1 if owners is None else alone(groups, len(counts), owners[rest])
    return found
