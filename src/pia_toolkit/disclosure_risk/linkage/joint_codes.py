"""The columns of two files as integers that are equal where the files say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pyarrow as pa

from pia_toolkit.disclosure_risk.encode import Codes, Encoded
from pia_toolkit.disclosure_risk.keys import combine, group
from pia_toolkit.disclosure_risk.linkage.comparable import make_comparable
from pia_toolkit.disclosure_risk.linkage.correspondence import Pair
from pia_toolkit.domain.linkage_risk import LinkedColumns


@dataclass(frozen=True)
class JointColumn:
    """Columns that correspond: a code for each row of either file, 0 where nothing can be compared.

    `values`: what each code stands for, from 1. It never leaves this stage.
    """

    linked: LinkedColumns
    ours: Codes = field(repr=False)
    theirs: Codes = field(repr=False)
    values: pl.Series = field(repr=False)

    @property
    def size(self) -> int:
        """Codes there are, 0 included."""
        return len(self.values) + 1

    def shared(self) -> tuple[Codes, Codes, int]:
        """Return the codes of both files with only the values that both have, numbered anew, and how many there are.

        0 stands for everything else: a row that has it cannot match.
        """
        both = _occurs(self.ours, self.size) & _occurs(self.theirs, self.size)
        both[0] = False
        number = np.where(both, np.cumsum(both), 0).astype(np.int32)
        return number[self.ours], number[self.theirs], int(np.count_nonzero(both)) + 1


def join_codes(pair: Pair, ours: Encoded, theirs: Encoded) -> JointColumn:
    """Return two corresponding columns as integers."""
    our_codes, our_values = whole_column(ours, pair.columns)
    their_codes, their_values = whole_column(theirs, pair.public_columns)
    made = make_comparable(pair.method, pair.kind, our_values, their_values)
    forms = pa.chunked_array([made.ours.to_arrow(), made.theirs.to_arrow()]).combine_chunks().dictionary_encode()
    numbers = forms.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32) + 1
    # Code 0 of a file, nothing told, is code 0 of both.
    ours_new = np.append(np.int32(0), numbers[: len(our_values)])
    theirs_new = np.append(np.int32(0), numbers[len(our_values) :])
    joint_ours, joint_theirs = ours_new[our_codes], theirs_new[their_codes]
    values = pl.Series(forms.dictionary)
    size = len(values) + 1
    told = _occurs(joint_ours, size)[1:]
    found = told & _occurs(joint_theirs, size)[1:]
    values_told = int(np.count_nonzero(told))
    linked = LinkedColumns(
        columns=pair.columns,
        public_columns=pair.public_columns,
        category=pair.category,
        found_by=pair.found_by,
        compared_as=made.how,
        precision=made.precision,
        values=values_told,
        values_found_share=int(np.count_nonzero(found)) / max(values_told, 1),
        missing_rows=int(np.count_nonzero(joint_ours == 0)),
        public_missing_rows=int(np.count_nonzero(joint_theirs == 0)),
    )
    return JointColumn(linked, joint_ours, joint_theirs, values)


def whole_column(encoded: Encoded, names: Sequence[str]) -> tuple[Codes, pl.Series]:
    """Return the codes of a column and the values they stand for; several columns are put together, row by row.

    A row that lacks one of the parts has code 0.
    """
    columns = [encoded.columns[name] for name in names]
    if len(columns) == 1:
        return columns[0].codes, pl.Series(columns[0].values, dtype=pl.String)
    keys, space = combine([column.codes for column in columns], [column.size for column in columns])
    complete = np.all([column.codes > 0 for column in columns], axis=0)
    rows = np.flatnonzero(complete)
    groups, counts = group(keys[rows], space)
    first = np.empty(len(counts), np.int64)
    first[groups[::-1]] = rows[::-1]
    parts = [pl.Series(column.values, dtype=pl.String).gather(column.codes[first] - 1) for column in columns]
    codes = np.zeros(encoded.rows, np.int32)
    codes[rows] = groups + 1
    return codes, pl.select(pl.concat_str(parts, separator=" ")).to_series()


def _occurs(codes: Codes, size: int) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    found = np.zeros(size, np.bool_)
    found[codes] = True
    return found
