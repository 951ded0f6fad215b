"""Both files as codes with only the values that both have, and one number per row for the values of some columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.encode import Codes
from pia_toolkit.disclosure_risk.keys import KEY_LIMIT, Numbers, combine
from pia_toolkit.disclosure_risk.linkage.joint_codes import JointColumn

Shares = npt.NDArray[np.float64]

Units = tuple[Codes | None, int]
"""Whom each row is about (None: itself), and how many there are."""


@dataclass(frozen=True)
class File:
    """One file as codes, 0 where a row cannot match, and whom each row is about; None: itself."""

    codes: tuple[Codes, ...] = field(repr=False)
    units: Codes | None = field(repr=False)
    unit_count: int

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return len(self.codes[0]) if self.codes else 0

    def able(self, places: Sequence[int]) -> Numbers:
        """Return the rows that have a value both files know in each of some columns."""
        able = self.codes[places[0]] > 0
        for place in places[1:]:
            able &= self.codes[place] > 0
        return np.flatnonzero(able)


@dataclass(frozen=True)
class Files:
    """The data set and the public file, their values numbered alike: `sizes` codes for each column, 0 included.

    `shares`: which share of the rows of the public file has each code, column by column.
    """

    ours: File
    theirs: File
    sizes: tuple[int, ...]
    shares: tuple[Shares, ...] = field(repr=False)

    def keys(self, places: Sequence[int]) -> "Keys":
        """Return the rows of both files that can match on some columns, and one number for the values of each."""
        our_rows, their_rows = self.ours.able(places), self.theirs.able(places)
        our_codes = [_taken(self.ours.codes[place], our_rows) for place in places]
        their_codes = [_taken(self.theirs.codes[place], their_rows) for place in places]
        sizes = [self.sizes[place] for place in places]
        if prod(sizes) <= KEY_LIMIT:
            ours, space = combine(our_codes, sizes)
            return Keys(our_rows, ours, their_rows, combine(their_codes, sizes)[0], space)
        codes = [np.concatenate(both) for both in zip(our_codes, their_codes, strict=True)]
        numbers, space = combine(codes, sizes)
        return Keys(our_rows, numbers[: len(our_rows)], their_rows, numbers[len(our_rows) :], space)

    def turned(self) -> "Files":
        """Return the same with the files in each other's place."""
        return _side(self.theirs, self.ours, self.sizes)

    def expected(self, places: Sequence[int], rows: Numbers) -> Shares:
        """Return how many rows of the public file would match each row, were its columns independent of each other."""
        found = np.full(len(rows), float(self.theirs.rows))
        for place in places:
            found *= self.shares[place][self.ours.codes[place][rows]]
        return found


@dataclass(frozen=True)
class Keys:
    """Rows of both files that can match, and one number below `space` for the values of each."""

    our_rows: Numbers = field(repr=False)
    ours: Numbers = field(repr=False)
    their_rows: Numbers = field(repr=False)
    theirs: Numbers = field(repr=False)
    space: int


def files_of(columns: Sequence[JointColumn], ours: Units, theirs: Units) -> Files:
    """Return both files with only the values that both have. `ours`, `theirs`: whom their rows are about."""
    shared = [column.shared() for column in columns]
    return _side(
        File(tuple(entry[0] for entry in shared), *ours),
        File(tuple(entry[1] for entry in shared), *theirs),
        tuple(entry[2] for entry in shared),
    )


def _side(ours: File, theirs: File, sizes: tuple[int, ...]) -> Files:
    counts = (np.bincount(codes, minlength=size) for codes, size in zip(theirs.codes, sizes, strict=True))
    return Files(ours, theirs, sizes, tuple(count / max(theirs.rows, 1) for count in counts))


def _taken(codes: Codes, rows: Numbers) -> Codes:
    """Return the codes of some rows, in rising order; of all rows without a copy."""
    return codes if len(rows) == len(codes) else codes[rows]
