"""What others may know of a unit, as integers, and the rows that say something different of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.encode import Codes, Encoded
from pia_toolkit.disclosure_risk.keys import Keys, Numbers, combine, extend, group

Positions = tuple[int, ...]
"""Some attributes, by their place in a list, in rising order."""


@dataclass(frozen=True)
class Attribute:
    """One thing that others may know: a column, or the columns of one place, as integers from 0 to `size` - 1."""

    columns: tuple[str, ...]
    codes: Codes | Numbers = field(repr=False)
    size: int


@dataclass(frozen=True)
class DistinctRows:
    """Attributes without the rows that repeat what another row says of the same unit.

    `owners`: the unit of each row; None when each unit has one row. `total`: rows; `units`: different units.
    """

    attributes: Sequence[Attribute]
    owners: Codes | None = field(repr=False)
    total: int
    units: int

    def key(self, members: Positions) -> Keys:
        """Return one number per row for some attributes, and how many numbers there can be."""
        numbers: npt.NDArray[np.integer] = np.zeros(self.total, np.int32)
        space = 1
        for place in members:
            numbers, space = extend(numbers, space, self.attributes[place].codes, self.attributes[place].size)
        return numbers, space


def read_attribute(encoded: Encoded, names: Sequence[str]) -> Attribute:
    """Return a column, or the columns of one place put together, as one attribute."""
    codes, sizes = encoded.select(names)
    if len(names) == 1:
        return Attribute(tuple(names), codes[0], sizes[0])
    groups, counts = group(*combine(codes, sizes))
    return Attribute(tuple(names), groups.astype(np.int32), len(counts))


def distinct_rows(attributes: Sequence[Attribute], owners: Codes | None) -> DistinctRows:
    """Drop rows that repeat what the table says of the same unit, and forget the units if each has one row.

    `owners`: whom each row belongs to, numbered from 0 without gaps; None when each row is a unit of its own.
    There must be an attribute.
    """
    total = len(attributes[0].codes)
    if owners is None or not total:
        return DistinctRows(attributes, None, total, total)
    units = int(owners.max()) + 1
    codes = [*(one.codes for one in attributes), owners]
    numbers, _ = combine(codes, [*(one.size for one in attributes), units])
    kept = np.sort(np.unique(numbers, return_index=True)[1])
    fewer = [Attribute(one.columns, one.codes[kept], one.size) for one in attributes]
    return DistinctRows(fewer, None if len(kept) == units else owners[kept], len(kept), units)
