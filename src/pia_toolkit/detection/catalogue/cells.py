"""The cells of one column as they lie in memory: all their bytes in a row, and where each cell begins.

What is asked of every cell (its length, its hash, its shape) is asked of the bytes of all cells at once.
"""

from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

Numbers = NDArray[np.integer]
Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

_LAST_OF_ASCII = 127
_WORD = 8
_AT_ONCE = 2**14
"""Cells hashed at a time: what is worked on stays close to the processor."""

_BYTES_KEPT = np.array([(1 << 8 * length) - 1 for length in range(_WORD)] + [2**64 - 1], dtype=np.uint64)
_FACTOR = 0x9E3779B97F4A7C15
_HALF, _THIRD = np.uint64(32), np.uint64(29)
_FEW = 0.7


class Cells:
    """Cells without nulls."""

    def __init__(self, cells: pa.Array | pa.ChunkedArray | pl.Series) -> None:
        array = cells.to_arrow(compat_level=pl.CompatLevel.oldest()) if isinstance(cells, pl.Series) else cells
        if isinstance(array, pa.ChunkedArray):
            array = array.chunk(0) if array.num_chunks == 1 else pa.concat_arrays(array.chunks)
        if array.type != pa.large_string():
            array = array.cast(pa.large_string())
        self.array: pa.LargeStringArray = array.drop_null() if array.null_count else array

    def __len__(self) -> int:
        return len(self.array)

    def __repr__(self) -> str:
        return f"Cells({len(self)})"

    @cached_property
    def _borders(self) -> NDArray[np.int64]:
        offsets = np.frombuffer(self.array.buffers()[1] or bytes(_WORD), dtype=np.int64)
        return offsets[self.array.offset : self.array.offset + len(self.array) + 1]

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each cell begins in `data`; one more: where the last one ends."""
        first = self._borders[0]
        return self._borders - first if first else self._borders

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Bytes of each cell."""
        return np.diff(self._borders)

    @cached_property
    def data(self) -> NDArray[np.uint8]:
        """All bytes of all cells."""
        held = self.array.buffers()[2]
        return np.frombuffer(held or b"", dtype=np.uint8)[self._borders[0] : self._borders[-1]]

    @cached_property
    def ascii(self) -> bool:
        """Whether no cell has a sign beyond ASCII."""
        return not len(self.data) or bool(self.data.max() <= _LAST_OF_ASCII)

    @cached_property
    def signs(self) -> NDArray[np.int64]:
        """Characters of each cell."""
        return self.lengths if self.ascii else self.series.str.len_chars().to_numpy().astype(np.int64)

    @cached_property
    def series(self) -> pl.Series:
        """The same cells for the columnar engine."""
        return pl.Series(values=pl.from_arrow(self.array), dtype=pl.String)

    @property
    def longest(self) -> int:
        """Bytes of the longest cell."""
        return int(self.lengths.max()) if len(self) else 0

    def where(self, wanted: Flags) -> "Cells":
        """Return some of the cells."""
        bits = pa.py_buffer(np.packbits(wanted, bitorder="little"))
        return Cells(self.array.filter(pa.BooleanArray.from_buffers(pa.bool_(), len(wanted), [None, bits])))

    def gathered(self, gather: np.ufunc, of_bytes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return for each cell what its bytes have together, be it a sum or all bits that any has."""
        with_end = np.append(of_bytes, np.uint8(0))  # where empty cells at the end begin
        found: NDArray[np.uint8] = gather.reduceat(with_end, self.starts[:-1], dtype=np.uint8)
        found[self.lengths == 0] = 0
        return found

    def hashes(self) -> Hashes:
        """Return a number for each cell: equal for equal cells, spread evenly, and the same on every machine."""
        padded = np.concatenate((self.data, np.zeros(_WORD, dtype=np.uint8)))
        words: Hashes = np.ndarray((len(self.data) + 1,), "<u8", padded.data, 0, (1,))
        found = self.lengths.astype(np.uint64)
        for start in range(0, len(self), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            _add_words(found[part], words, self.starts[:-1][part], self.lengths[part])
        return _mixed(_mixed(found))


def encoded(numbers: NDArray[np.int64] | Hashes) -> tuple[list[int], Numbers]:
    """Return the distinct numbers, and which of them each one is. `pyarrow.array` would load pandas first."""
    buffer = pa.py_buffer(np.ascontiguousarray(numbers))
    return encoded_array(pa.Array.from_buffers(pa.from_numpy_dtype(numbers.dtype), len(numbers), [None, buffer]))


def encoded_array(array: pa.Array) -> tuple[list[Any], Numbers]:
    """Return the distinct values of an array without nulls, and which of them each one is."""
    found = array.dictionary_encode()
    return found.dictionary.to_pylist(), indices_of(found)


def indices_of(found: pa.DictionaryArray) -> Numbers:
    """Return for each entry which of the distinct values it is."""
    return np.frombuffer(found.indices.buffers()[1] or b"", dtype=np.int32)[: len(found)]


def _add_words(sums: Hashes, words: Hashes, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> None:
    """Add up all words of each cell, eight bytes each, every word first mixed with its place in the cell.

    `words` holds the eight bytes from every place on.
    """
    shortest, longest = int(lengths.min()), int(lengths.max())
    for at in range(0, longest, _WORD):
        factor = np.uint64(pow(_FACTOR, at // _WORD + 2, 2**64))
        if at + _WORD <= shortest:
            sums += _times(words[starts + at], factor)
            continue
        rows = np.flatnonzero(lengths > at)
        if len(rows) < len(starts) * _FEW:
            sums[rows] += _times(words[starts[rows] + at] & _BYTES_KEPT[np.minimum(lengths[rows] - at, _WORD)], factor)
        else:
            kept = _BYTES_KEPT[np.clip(lengths - at, 0, _WORD)]
            sums += _times(words[np.minimum(starts + at, len(words) - 1)] & kept, factor)


def _times(read: Hashes, factor: np.uint64) -> Hashes:
    read ^= read >> _HALF
    read *= factor
    return read


def _mixed(hashes: Hashes) -> Hashes:
    hashes ^= hashes >> _THIRD
    hashes *= np.uint64(_FACTOR)
    hashes ^= hashes >> _HALF
    return hashes
