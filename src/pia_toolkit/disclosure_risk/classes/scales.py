"""Order and kinship among the values of a column: numbers in a row, codes that begin alike."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pia_toolkit.disclosure_risk.keys import Numbers


def ranks(values: pa.Array) -> Numbers | None:
    """Return the rank of each value, from 1, if all are numbers such as `12`, `-3.5` or `3,5`; else None.

    Equal numbers, such as `1.5` and `1,50`, have one rank. None without values.
    """
    trimmed = pc.utf8_trim_whitespace(values)
    if not len(values) or not pc.all(pc.match_substring_regex(trimmed, r"^[+-]?[0-9]+([.,][0-9]+)?$")).as_py():
        return None
    plain = pc.utf8_ltrim(pc.replace_substring(trimmed, ",", "."), "+")
    numbers = pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False)
    return np.unique(numbers, return_inverse=True)[1].astype(np.int64) + 1


def prefix_groups(values: pa.Array, lengths: Sequence[int]) -> list[Numbers]:
    """Return for each length the group of each code, with 0 for the missing value: codes that begin alike are one.

    `lengths`: first characters that count, longest first, as in (3, 1) for `J45.1`, `J45`, `J`.
    """
    groups = []
    for length in sorted(set(lengths), reverse=True):
        starts = pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(values), 0, length).dictionary_encode()
        groups.append(np.append(0, starts.indices.to_numpy(zero_copy_only=False).astype(np.int64) + 1))
    return groups
