"""Which units have been at which points: an inverted index in one sorted array of integers."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.keys import KEY_LIMIT, Numbers, group, sorted_distinct

_FIRST_BLOCK = 32
"""Candidates tried at first; most sets of points that are shared show it within so many."""

_PAIRS_AT_ONCE = 1 << 20
"""Pairs of a set and a candidate tried in one go: tens of megabytes."""


@dataclass(frozen=True)
class PointIndex:
    """For each point the units that were there.

    `keys`: point x `units` + unit, sorted, each once; the points may have gaps. `unit_of`: the unit of each
    key. `starts`: where each point's keys start, with the end of the last.
    """

    units: int
    keys: Numbers = field(repr=False)
    unit_of: npt.NDArray[np.int32] = field(repr=False)
    starts: Numbers = field(repr=False)

    @cached_property
    def points_of_unit(self) -> Numbers:
        """Different points of each unit."""
        return np.bincount(self.unit_of, minlength=self.units)

    def point_at(self, positions: Numbers) -> Numbers:
        """Return the number of the point, counted from 0, to which the keys at some positions belong."""
        found: Numbers = np.searchsorted(self.starts, positions, side="right") - 1
        return found


def index_points(units: npt.NDArray[np.integer], unit_count: int, points: Numbers, space: int) -> PointIndex:
    """Index points; `units` run from 0 to `unit_count` - 1, `points` from 0 to `space` - 1, a pair per row."""
    if space * unit_count > KEY_LIMIT:
        points, _ = group(points, space)
    keys = points * max(unit_count, 1)
    keys += units
    keys = sorted_distinct(keys)
    point, unit = np.divmod(keys, max(unit_count, 1))
    starts = np.flatnonzero(np.diff(point, prepend=-1, append=-1)) if len(keys) else np.zeros(1, np.int64)
    return PointIndex(unit_count, keys, unit.astype(np.int32), starts)


def find_others(index: PointIndex, owners: Numbers, sets: Numbers) -> Numbers:
    """For each set of points, find a unit other than its owner that has them all; -1 where there is none.

    `sets`: one row of point numbers per set. The units at the rarest point are the candidates; they are tried
    in blocks that double, and a set is done with at the first that fits.
    """
    lengths = np.diff(index.starts)[sets]
    sets = np.take_along_axis(sets, np.argsort(lengths, axis=1, kind="stable"), axis=1)
    candidates = lengths.min(axis=1)
    others = np.full(len(sets), -1, np.int64)
    open_sets = np.flatnonzero(candidates > 1)
    tried, block = 0, _FIRST_BLOCK
    while len(open_sets):
        for some in np.array_split(open_sets, -(-len(open_sets) * block // _PAIRS_AT_ONCE)):
            others[some] = _try_block(index, owners[some], sets[some], (tried, tried + block))
        tried += block
        block = min(2 * block, _PAIRS_AT_ONCE)
        open_sets = open_sets[(others[open_sets] < 0) & (candidates[open_sets] > tried)]
    return others


def have_point(index: PointIndex, units: Numbers, points: Numbers) -> npt.NDArray[np.bool_]:
    """Tell for each unit whether it has the point beside it."""
    starts = index.starts[points]
    wanted = index.keys[starts] - index.unit_of[starts] + units
    found = np.minimum(np.searchsorted(index.keys, wanted), len(index.keys) - 1)
    result: npt.NDArray[np.bool_] = index.keys[found] == wanted
    return result


def _try_block(index: PointIndex, owners: Numbers, sets: Numbers, block: tuple[int, int]) -> Numbers:
    """Try the candidates number `block[0]` to `block[1]` of each set."""
    rarest = sets[:, 0]
    first = index.starts[rarest] + block[0]
    counts = np.minimum(index.starts[rarest + 1], index.starts[rarest] + block[1]) - first
    of_set = np.repeat(np.arange(len(sets)), counts)
    place = np.arange(len(of_set)) - np.repeat(np.cumsum(counts) - counts, counts)
    units = index.unit_of[first[of_set] + place].astype(np.int64)
    kept = units != owners[of_set]
    of_set, units = of_set[kept], units[kept]
    for column in range(1, sets.shape[1]):
        kept = have_point(index, units, sets[of_set, column])
        of_set, units = of_set[kept], units[kept]
    others = np.full(len(sets), -1, np.int64)
    others[of_set] = units
    return others
