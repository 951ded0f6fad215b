"""A column after a step: the new code of each old one."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from pia_toolkit.cells.missing import are_missing
from pia_toolkit.disclosure_risk.encode import Codes, EncodedColumn


@dataclass(frozen=True)
class Coarser:
    """The new code of each old code, how many there are, and the value of each new code but 0, which tells nothing."""

    codes: Codes = field(repr=False)
    size: int
    values: pa.Array = field(repr=False)

    @classmethod
    def of(cls, values: pa.Array) -> "Coarser":
        """Give the new values of a column numbers; those that say nothing are missing, as in a file read afresh."""
        encoded = pa.array(values).dictionary_encode()
        dictionary = encoded.dictionary
        missing = are_missing(dictionary)
        numbered = np.append(np.where(missing, 0, np.cumsum(~missing)), 0).astype(np.int32)
        entries = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        codes = np.concatenate([[0], numbered[entries]]).astype(np.int32)
        return cls(codes, int((~missing).sum()) + 1, dictionary.filter(pa.array(~missing)))

    @classmethod
    def same(cls, column: EncodedColumn) -> "Coarser":
        """Leave a column as it is."""
        return cls(np.arange(column.size, dtype=np.int32), column.size, column.values)

    @classmethod
    def nothing(cls, column: EncodedColumn) -> "Coarser":
        """Leave a column out: every value is missing."""
        return cls(np.zeros(column.size, np.int32), 1, column.values.slice(0, 0))


def as_read_afresh(codes: Codes, values: pa.Array) -> Codes:
    """Return the codes of the rows that are left, as the file that has only these would be read.

    What a mark such as -1 means depends on the other values of its column, some of which may be gone.
    """
    present = np.flatnonzero(np.bincount(codes, minlength=len(values) + 1)[1:])
    silent = np.zeros(len(values) + 1, np.bool_)
    silent[present + 1] = are_missing(values.take(pa.array(present)))
    return np.where(silent[codes], 0, codes) if silent.any() else codes
