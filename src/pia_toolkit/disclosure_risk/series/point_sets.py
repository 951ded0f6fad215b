"""Sets of points that somebody may know of a unit: drawn by chance, or its rarest ones."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.disclosure_risk.series.point_index import PointIndex

_FEW_POINTS = 64
"""Up to so many points, a unit's are shuffled whole; of more, some are drawn until they differ."""

_LOW = 32
_LOW_BITS = (1 << _LOW) - 1


@dataclass(frozen=True)
class PointSets:
    """One row per set: whose points they are, the points, and how many there are; the rest of a row is 0."""

    owners: Numbers = field(repr=False)
    points: Numbers = field(repr=False)
    sizes: Numbers = field(repr=False)


def positions_by_unit(index: PointIndex, units: Numbers) -> tuple[Numbers, Numbers]:
    """Return where the keys of some units stand, unit by unit, and where each unit's begin in that list.

    `units`: different numbers in rising order.
    """
    wanted = np.zeros(index.units, np.bool_)
    wanted[units] = True
    positions = np.flatnonzero(wanted[index.unit_of])
    # Units and positions both fit 32 bits; one sort of plain integers is the fastest way to group them.
    ordered = index.unit_of[positions].astype(np.int64)
    ordered <<= _LOW
    ordered |= positions
    ordered.sort()
    counts = index.points_of_unit[units]
    return ordered & _LOW_BITS, np.cumsum(counts) - counts


def draw_sets(index: PointIndex, owners: Numbers, size: int, random: np.random.Generator) -> PointSets:
    """Draw for each owner `size` different points of its own by chance, all of them if it has fewer."""
    units, of_owner = np.unique(owners, return_inverse=True)
    positions, starts = positions_by_unit(index, units)
    available = index.points_of_unit[owners]
    chosen = np.zeros((len(owners), size), np.int64)
    few = available <= max(_FEW_POINTS, size)
    chosen[few] = _shuffle(available[few], size, random)
    chosen[~few] = _draw(available[~few], size, random)
    sizes = np.minimum(available, size)
    points = index.point_at(positions[starts[of_owner, None] + chosen])
    return PointSets(owners, np.where(np.arange(size) < sizes[:, None], points, 0), sizes)


def rarest_sets(index: PointIndex, owners: Numbers, size: int) -> PointSets:
    """Return for each owner its `size` points at which the fewest units have been, the rarest first."""
    units, of_owner = np.unique(owners, return_inverse=True)
    positions, starts = positions_by_unit(index, units)
    points = index.point_at(positions)
    counts = index.points_of_unit[units]
    of_point = np.repeat(np.arange(len(units)), counts)
    order = np.lexsort((np.diff(index.starts)[points], of_point))
    sizes = np.minimum(counts, size)
    places = starts[:, None] + np.minimum(np.arange(size), sizes[:, None] - 1)
    rarest = np.where(np.arange(size) < sizes[:, None], points[order][places], 0)
    return PointSets(owners, rarest[of_owner], sizes[of_owner])


def _shuffle(available: Numbers, size: int, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return `size` different numbers below each number available, zeros where there are not as many."""
    widest = max(int(available.max(initial=0)), size)
    lots = random.random((len(available), widest))
    lots[np.arange(widest) >= available[:, None]] = 2
    order = np.argsort(lots, axis=1)[:, :size]
    return np.where(order < available[:, None], order, 0)


def _draw(available: Numbers, size: int, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return `size` different numbers below each number available, all drawn anew until they differ."""
    chosen = np.zeros((len(available), size), np.int64)
    left = np.arange(len(available))
    while len(left):
        drawn = random.integers(0, available[left, None], (len(left), size))
        differ = np.all(np.diff(np.sort(drawn, axis=1), axis=1) > 0, axis=1)
        chosen[left[differ]] = drawn[differ]
        left = left[~differ]
    return chosen
