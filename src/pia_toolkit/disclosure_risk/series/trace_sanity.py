"""What is odd about traces: places in the sea, swapped coordinates, jumps that nobody can make."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.cells.ground import METRES_PER_DEGREE
from pia_toolkit.disclosure_risk.keys import Numbers, combine
from pia_toolkit.disclosure_risk.populations.gamma_functions import Floats
from pia_toolkit.domain.trace_risk import TraceSanity

FASTEST = 100.0
"""Metres per second: the fastest trains in service run at 97 (350 km/h)."""

_NULL_ISLAND = 0.01
"""Degrees around 0 north, 0 east: about a kilometre of open sea."""

_FAR = 3.0
"""Degrees from the middle of all places: more than the size of a city and its surroundings."""

_NORTH_LIMIT, _EAST_LIMIT = 90.0, 180.0

_NEARBY = 1_000.0
"""Metres: two places at the same moment closer than this may be the error of the device."""

_ROWS_AT_ONCE = 1_000_000
"""Moves looked at in one go: tens of megabytes."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RawTraces:
    """Points of traces as read: NaN (-1 among `named`) where there is no place, `timed` false where there is no time.

    `units` from 0 upwards; `north` and `east` in degrees, or metres of a grid if `in_degrees` is false; `named`
    instead of both where places have names; neither where only times are told. `seconds` since 1970 and `timed`
    are None where no times are told.
    """

    units: npt.NDArray[np.integer] = field(repr=False)
    north: Floats | None = field(repr=False)
    east: Floats | None = field(repr=False)
    seconds: Numbers | None = field(repr=False)
    timed: Mask | None = field(repr=False)
    in_degrees: bool = True
    named: npt.NDArray[np.integer] | None = field(default=None, repr=False)

    @property
    def placed(self) -> Mask:
        """Which points have a place; all, where no places are told."""
        if self.named is not None:
            return self.named >= 0
        if self.north is None or self.east is None:
            return np.ones(len(self.units), np.bool_)
        found: Mask = np.isfinite(self.north) & np.isfinite(self.east)
        return found

    def only(self, kept: Mask) -> "RawTraces":
        """Return some of the points."""
        north, east, seconds, timed, named = (
            None if column is None else column[kept]
            for column in (self.north, self.east, self.seconds, self.timed, self.named)
        )
        return RawTraces(self.units[kept], north, east, seconds, timed, self.in_degrees, named)  # type: ignore[arg-type]  # each keeps its type

    def exchanged(self) -> "RawTraces":
        """Return the points with north and east the other way round."""
        return RawTraces(self.units, self.east, self.north, self.seconds, self.timed, self.in_degrees, self.named)


def check_traces(raw: RawTraces) -> tuple[TraceSanity, Mask]:
    """Count what is odd about traces, and tell which points are usable for measuring.

    Usable are points with a time (where times are told) and a place on earth that is not null island; nothing is
    repaired. A jump is impossible above 100 m/s, or when a unit is at two places more than a kilometre apart at the
    same moment; of named places nobody knows how far apart they are. Whether all coordinates are swapped can only be
    told where some then lie outside of the earth.
    """
    placed = raw.placed
    timed = np.ones(len(raw.units), np.bool_) if raw.timed is None else raw.timed
    outside, null_island, swapped, all_swapped = _odd_places(raw, placed)
    usable = placed & timed & ~outside & ~null_island
    jumps, impossible, repeated = _count_jumps(raw, usable)
    sanity = TraceSanity(
        rows=len(raw.units),
        usable_rows=int(np.count_nonzero(usable)),
        rows_without_place=int(np.count_nonzero(~placed)),
        rows_without_time=int(np.count_nonzero(~timed)),
        outside_rows=int(np.count_nonzero(outside)),
        null_island_rows=int(np.count_nonzero(null_island)),
        swapped_rows=int(np.count_nonzero(swapped)),
        all_swapped=all_swapped,
        repeated_rows=repeated,
        rows_out_of_order=_count_out_of_order(raw),
        jumps=jumps,
        impossible_jumps=impossible,
        impossible_jump_share=impossible / jumps if jumps else 0.0,
    )
    return sanity, usable


def _odd_places(raw: RawTraces, placed: Mask) -> tuple[Mask, Mask, Mask, bool]:
    """Tell which rows are outside of the earth, on null island or swapped, and whether all are swapped."""
    nowhere = np.zeros(len(placed), np.bool_)
    if raw.north is None or raw.east is None or not raw.in_degrees or not placed.any():
        return nowhere, nowhere, nowhere, False
    north, east = np.abs(raw.north), np.abs(raw.east)
    outside = placed & ((north > _NORTH_LIMIT) | (east > _EAST_LIMIT))
    null_island = placed & (north < _NULL_ISLAND) & (east < _NULL_ISLAND)
    turned_outside = placed & ((east > _NORTH_LIMIT) | (north > _EAST_LIMIT))
    real = placed & ~null_island
    if not real.any():
        return outside, null_island, nowhere, False
    if outside[real].mean() > 1 / 2 and not turned_outside.any():
        return outside, null_island, nowhere, True
    middle_north, middle_east = float(np.median(raw.north[real])), float(np.median(raw.east[real]))
    as_written = (np.abs(raw.north - middle_north) > _FAR) | (np.abs(raw.east - middle_east) > _FAR)
    turned = (np.abs(raw.east - middle_north) <= _FAR) & (np.abs(raw.north - middle_east) <= _FAR)
    return outside, null_island, real & as_written & turned, False


def _count_out_of_order(raw: RawTraces) -> int:
    """Count rows that are earlier than the row of the same unit before them."""
    if raw.seconds is None or raw.timed is None:
        return 0
    rows = np.flatnonzero(raw.timed)
    rows = rows[np.argsort(raw.units[rows], kind="stable")]
    earlier = np.diff(raw.seconds[rows]) < 0
    return int(np.count_nonzero((np.diff(raw.units[rows]) == 0) & earlier))


def _count_jumps(raw: RawTraces, usable: Mask) -> tuple[int, int, int]:
    """Count the moves of all units, the impossible ones, and the points that are there once more."""
    if raw.seconds is None:
        return 0, 0, 0
    rows = _in_order(raw, raw.seconds, np.flatnonzero(usable))
    counts = np.zeros(3, np.int64)
    for start in range(0, len(rows) - 1, _ROWS_AT_ONCE):
        counts += _count_some_jumps(raw, raw.seconds, rows[start : start + _ROWS_AT_ONCE + 1])
    return int(counts[0]), int(counts[1]), int(counts[2])


def _count_some_jumps(raw: RawTraces, seconds: Numbers, rows: Numbers) -> tuple[int, int, int]:
    """Count the same from each of some points in order to the next."""
    same = np.diff(raw.units[rows]) == 0
    took = np.diff(seconds[rows])[same]
    if raw.north is None or raw.east is None:
        moved = np.zeros(len(took), np.bool_) if raw.named is None else (np.diff(raw.named[rows]) != 0)[same]
        return 0, 0, int(np.count_nonzero((took == 0) & ~moved))
    metres = _distances(raw.north[rows], raw.east[rows], in_degrees=raw.in_degrees)[same]
    repeated = int(np.count_nonzero((took == 0) & (metres == 0)))
    impossible = np.where(took > 0, metres > FASTEST * took, metres > _NEARBY)
    return len(took) - repeated, int(np.count_nonzero(impossible)), repeated


def _in_order(raw: RawTraces, seconds: Numbers, rows: Numbers) -> Numbers:
    """Sort some points by unit, time and place."""
    if not len(rows):
        return rows
    since = seconds[rows]
    since -= since.min()
    moments, _ = combine([raw.units[rows], since], [int(raw.units.max()) + 1, int(since.max()) + 1])
    del since
    order = np.argsort(moments)
    rows, moments = rows[order], moments[order]
    del order
    # Few points share a unit and a moment: only those need the slow sort by place.
    same = np.diff(moments, prepend=-1, append=-1) == 0
    tied = np.flatnonzero(same[:-1] | same[1:])
    places = [column[rows[tied]] for column in (raw.east, raw.north, raw.named) if column is not None]
    rows[tied] = rows[tied][np.lexsort((*places, moments[tied]))]
    return rows


def _distances(north: Floats, east: Floats, *, in_degrees: bool) -> Floats:
    """Return the metres from each place to the next (on a plane, which is exact enough for a city)."""
    north_step, east_step = np.diff(north), np.diff(east)
    if in_degrees:
        # Across the date line the short way counts.
        east_step = (east_step + _EAST_LIMIT) % (2 * _EAST_LIMIT) - _EAST_LIMIT
        east_step *= METRES_PER_DEGREE * np.cos(np.radians((north[1:] + north[:-1]) / 2))
        north_step *= METRES_PER_DEGREE
    distance: Floats = np.hypot(north_step, east_step)
    return distance
