"""A uniform sample of a column's distinct values, exact counts included, in one pass and little memory.

It keeps the values whose hashes are smallest (Bar-Yossef et al. 2002, "Counting distinct elements in a data stream"):
the same values whatever the order of rows or batches, so samples of parts merge into the sample of the whole. A value
that is in the final sample was in it from its first cell on, hence its count is exact.
"""

from collections import Counter

import polars as pl

SAMPLE_SIZE = 2048
_LONGEST_KEPT = 2000
_ALL_HASHES = 2**64


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

    def update(self, cells: pl.Series) -> None:
        """Take in one batch of cells (nulls are passed over)."""
        cells = cells.drop_nulls()
        hashes = cells.hash()
        if not self.complete:
            small = hashes < self._threshold
            cells, hashes = cells.filter(small), hashes.filter(small)
        grouped = (
            pl.DataFrame({"value": cells, "hash": hashes})
            .group_by("hash")
            .agg(pl.col("value").first().str.slice(0, _LONGEST_KEPT), pl.len().alias("count"))
        )
        if grouped.height > 2 * self._size:
            grouped = grouped.sort("hash").head(2 * self._size)
        for hashed, value, count in grouped.iter_rows():
            self.counts[value] += count
            self._hash_of[value] = hashed
        self._shrink()

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
