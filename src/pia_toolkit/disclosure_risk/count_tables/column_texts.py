"""The texts of a column as numbers, read batch by batch: a mark such as `*` is a text like others, an empty cell ''."""

import numpy as np
import pyarrow as pa

from pia_toolkit.disclosure_risk.count_tables.count_table import Ints


class ColumnTexts:
    """Numbers the different texts of one column."""

    def __init__(self) -> None:
        self._parts: list[pa.Array] = []

    def update(self, column: pa.Array) -> None:
        """Take in one more piece of the column, an Arrow array of strings."""
        self._parts.append(column.fill_null("").dictionary_encode())

    def finish(self) -> tuple[Ints, pa.Array]:
        """Return the number of each cell from 0, and the text that each number stands for."""
        if not self._parts:
            return np.zeros(0, np.int64), pa.array([], pa.large_string())
        chunks = pa.chunked_array(self._parts).unify_dictionaries().chunks
        codes = np.concatenate([chunk.indices.to_numpy(zero_copy_only=False) for chunk in chunks])
        return codes.astype(np.int64), chunks[0].dictionary
