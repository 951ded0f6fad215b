"""Columns as integers: each different value gets a number, and everything is counted on the numbers.

Batches may come from several files or processes: encode each part and merge the encoders; the answer is the
same as for the whole. The text of a batch is dropped at once; each different value is kept once, in memory
only.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pia_toolkit.cells.missing import are_missing

Codes = npt.NDArray[np.int32]
Result = TypeVar("Result")

_ROWS_WORTH_A_THREAD = 10_000
"""From so many rows on, columns are encoded beside each other; Arrow lets several threads work at once."""

_VALUES_BEFORE_UNIFYING = 1_000_000
"""Values that separate batches may hold twice before their dictionaries are made one."""


@dataclass(frozen=True)
class EncodedColumn:
    """A column as integers: one code per row, 0 for a missing value, n for `values[n - 1]`.

    Values are compared as they stand: `12` and `12.0` differ. `values` (an Arrow string array) never leaves
    this stage. `marked`: rows that say by a mark such as `*` or `unknown` that the value is missing.
    """

    name: str
    codes: Codes = field(repr=False)
    values: pa.Array = field(repr=False)
    marked: int = 0

    @property
    def size(self) -> int:
        """Codes there are, the missing value included."""
        return len(self.values) + 1

    @property
    def distinct(self) -> int:
        """Different values, the missing value not included."""
        return len(self.values)

    @property
    def rows_without(self) -> int:
        """Rows without a value, those with a mark included."""
        return int(np.count_nonzero(self.codes == 0))


@dataclass(frozen=True)
class Encoded:
    """The columns of one table as integers, all of the same length."""

    rows: int
    columns: dict[str, EncodedColumn]

    def select(self, names: Sequence[str]) -> tuple[list[Codes], list[int]]:
        """Return the codes of some columns and how many codes each has, as `count_classes` wants them."""
        return [self.columns[name].codes for name in names], [self.columns[name].size for name in names]

    def units(self, name: str) -> tuple[Codes, int]:
        """Return which person, device or household each row belongs to, and how many rows do not say it.

        A row that does not say it counts for itself.
        """
        column = self.columns[name]
        unknown = column.codes == 0
        without = int(np.count_nonzero(unknown))
        units = column.codes - 1
        units[unknown] = np.arange(column.distinct, column.distinct + without, dtype=np.int32)
        return units, without


class ColumnEncoder:
    """Encodes one column batch by batch."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.chunks: list[pa.Array] = []
        self._unified = 0
        self._since = 0

    def update(self, column: pa.Array) -> None:
        """Take in one more piece of the column, an Arrow array of strings."""
        self._add(column.cast(pa.large_string()).dictionary_encode())

    def merge(self, other: "ColumnEncoder") -> None:
        """Take in what another encoder read; its rows follow those read here."""
        for chunk in other.chunks:
            self._add(chunk)

    def finish(self) -> EncodedColumn:
        """Return the column as integers."""
        if not self.chunks:
            return EncodedColumn(self.name, np.empty(0, np.int32), pa.array([], pa.large_string()))
        self._unify()
        values = self.chunks[0].dictionary
        missing = are_missing(values)
        # The last entry is what a null, index -1, is turned into.
        numbered = np.append(np.where(missing, 0, np.cumsum(~missing)), 0).astype(np.int32)
        indices = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in self.chunks]
        entries = np.concatenate(indices)
        is_mark = np.append(missing & pc.not_equal(pc.utf8_trim_whitespace(values), "").to_numpy(False), False)
        marked = int(np.count_nonzero(is_mark[entries])) if is_mark.any() else 0
        return EncodedColumn(self.name, numbered[entries], values.filter(pa.array(~missing)), marked)

    def _add(self, chunk: pa.Array) -> None:
        self.chunks.append(chunk)
        self._since += len(chunk.dictionary)
        # Waiting until as much was added as is known keeps the work in proportion to the file.
        if self._since > max(_VALUES_BEFORE_UNIFYING, self._unified):
            self._unify()

    def _unify(self) -> None:
        self.chunks = pa.chunked_array(self.chunks).unify_dictionaries().chunks
        self._unified = len(self.chunks[0].dictionary)
        self._since = 0


class TableEncoder:
    """Encodes some columns of a table in one pass."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.rows = 0
        self.encoders = {name: ColumnEncoder(name) for name in columns}
        self._threads = ThreadPoolExecutor(os.cpu_count())

    def update(self, batch: pa.RecordBatch) -> None:
        """Take in one Arrow record batch that has the columns asked for."""
        self.rows += batch.num_rows
        self._each(lambda encoder: encoder.update(batch.column(encoder.name)), batch.num_rows)

    def merge(self, other: "TableEncoder") -> None:
        """Take in what another encoder read of the same columns; its rows follow those read here."""
        self.rows += other.rows
        for name, encoder in self.encoders.items():
            encoder.merge(other.encoders[name])

    def finish(self) -> Encoded:
        """Return the columns as integers."""
        columns = self._each(lambda encoder: encoder.finish(), self.rows)
        return Encoded(self.rows, {column.name: column for column in columns})

    def _each(self, do: Callable[[ColumnEncoder], Result], rows: int) -> list[Result]:
        """Do something with each column, in its order; several at once where there are rows enough."""
        encoders = self.encoders.values()
        return list(self._threads.map(do, encoders) if rows >= _ROWS_WORTH_A_THREAD else map(do, encoders))
