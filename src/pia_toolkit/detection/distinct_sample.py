"""A uniform sample of a column's distinct values, exact counts included, in one pass and little memory.

It keeps the values whose hashes are smallest (Bar-Yossef et al. 2002, "Counting distinct elements in a data stream"):
the same values whatever the order of rows or batches, so samples of parts merge into the sample of the whole. A value
that is in the final sample was in it from its first cell on, hence its count is exact.
"""

from collections import Counter

import numpy as np

from pia_toolkit.detection.catalogue.cells import Cells, Hashes, Numbers, indices_of

SAMPLE_SIZE = 2048
_LONGEST_KEPT = 2000
_ALL_HASHES = 2**64
_FIRST_LOOK = 1000
_SPARE = (1.2, 4, 16)


class DistinctSample:
    """The `size` values of smallest hash, with how often each occurs, and an estimate of how many there are."""

    def __init__(self, size: int = SAMPLE_SIZE) -> None:
        self._size = size
        self._hash_of: dict[str, int] = {}
        self._threshold = _ALL_HASHES
        self.counts: Counter[str] = Counter()

    def __repr__(self) -> str:
        return f"DistinctSample({len(self.counts)} values)"

    @property
    def complete(self) -> bool:
        """Whether every distinct value of the column is in the sample."""
        return self._threshold == _ALL_HASHES

    @property
    def distinct(self) -> int:
        """Number of distinct values: exact when complete, else an estimate (standard error about 2 %)."""
        if self.complete:
            return len(self.counts)
        return round(self._size * _ALL_HASHES / self._threshold)

    @property
    def rows(self) -> int:
        """Cells whose value is in the sample."""
        return self.counts.total()

    def values(self, most: int | None = None) -> list[tuple[str, int]]:
        """Return sampled values with their counts in order of hash, at most `most`: a uniform sample as well."""
        return [(value, self.counts[value]) for value in sorted(self.counts, key=self._hash_of.__getitem__)[:most]]

    def update(self, cells: Cells) -> None:
        """Take in one batch of cells."""
        times = None
        if self.complete and (self.counts or _repeat(cells)):
            cells, times = _counted(cells)
        hashes = cells.hashes()
        highest = self._highest_wanted(hashes)
        if highest < _ALL_HASHES:
            small = hashes < np.uint64(highest)
            cells, times = cells.where(small), None if times is None else times[small]
        if times is None:
            cells, times = _counted(cells)
        for hashed, value, count in zip(cells.hashes().tolist(), cells.array.to_pylist(), times.tolist(), strict=True):
            kept = value[:_LONGEST_KEPT]
            self.counts[kept] += count
            self._hash_of[kept] = hashed
        self._shrink()

    def _highest_wanted(self, hashes: Hashes) -> int:
        """Return a limit below which all hashes are that can be kept; it may be generous."""
        for spare in _SPARE:
            limit = int(spare * self._size / max(1, len(hashes)) * _ALL_HASHES)
            if limit < self._threshold and len(np.unique(hashes[hashes < np.uint64(limit)])) > self._size:
                return limit
        return self._threshold

    def merge(self, other: "DistinctSample") -> None:
        """Take in the sample of another part of the same column."""
        self.counts.update(other.counts)
        self._hash_of.update(other._hash_of)
        self._threshold = min(self._threshold, other._threshold)
        self._shrink()

    def _shrink(self) -> None:
        if len(self._hash_of) > self._size:
            kept = sorted(self._hash_of.values())[: self._size + 1]
            self._threshold = min(self._threshold, kept[-1])
        if not self.complete:
            for value in [value for value, hashed in self._hash_of.items() if hashed >= self._threshold]:
                del self._hash_of[value], self.counts[value]


def _repeat(cells: Cells) -> bool:
    """Whether cells seem to have few values, so that counting these first is the shorter way."""
    return len(cells) > _FIRST_LOOK and len(cells.array[:_FIRST_LOOK].unique()) < _FIRST_LOOK // 2


def _counted(cells: Cells) -> tuple[Cells, Numbers]:
    """Return the distinct values of cells and how often each occurs."""
    found = cells.array.dictionary_encode()
    return Cells(found.dictionary), np.bincount(indices_of(found), minlength=len(found.dictionary))
