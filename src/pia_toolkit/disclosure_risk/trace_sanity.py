"""What is odd about traces: places in the sea, swapped coordinates, jumps that nobody can make."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.gamma_functions import Floats
from pia_toolkit.disclosure_risk.keys import Numbers, combine
from pia_toolkit.disclosure_risk.location import METRES_PER_DEGREE
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

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RawTraces:
    """Rows of traces as read: NaN where there is no place, `timed` false where there is no time.

    `units` from 0 upwards; `north` and `east` in degrees, or metres of a grid if `in_degrees` is false;
    `seconds` since 1970.
    """

    units: npt.NDArray[np.integer] = field(repr=False)
    north: Floats = field(repr=False)
    east: Floats = field(repr=False)
    seconds: Numbers = field(repr=False)
    timed: Mask = field(repr=False)
    in_degrees: bool = True


def check_traces(raw: RawTraces) -> tuple[TraceSanity, Mask]:
    """Count what is odd about traces, and tell which rows are usable for measuring.

    Usable are rows with a time and a place on earth that is not null island; nothing is repaired. A jump is
    impossible above 100 m/s, or when a unit is at two places more than a kilometre apart at the same moment.
    Whether all coordinates are swapped can only be told where some then lie outside of the earth.
    """
    placed = np.isfinite(raw.north) & np.isfinite(raw.east)
    outside, null_island, swapped, all_swapped = _odd_places(raw, placed)
    usable = placed & raw.timed & ~outside & ~null_island
    jumps, impossible, repeated = _count_jumps(raw, usable)
    sanity = TraceSanity(
        rows=len(raw.units),
        usable_rows=int(np.count_nonzero(usable)),
        rows_without_place=int(np.count_nonzero(~placed)),
        rows_without_time=int(np.count_nonzero(~raw.timed)),
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
    if not raw.in_degrees or not placed.any():
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
    rows = np.flatnonzero(raw.timed)
    rows = rows[np.argsort(raw.units[rows], kind="stable")]
    same = np.diff(raw.units[rows]) == 0
    return int(np.count_nonzero(same & (np.diff(raw.seconds[rows]) < 0)))


def _count_jumps(raw: RawTraces, usable: Mask) -> tuple[int, int, int]:
    """Count the moves of all units, the impossible ones, and the rows that are there once more."""
    rows = _in_order(raw, np.flatnonzero(usable))
    same = np.diff(raw.units[rows]) == 0
    took = np.diff(raw.seconds[rows])[same]
    metres = _distances(raw, rows)[same]
    repeated = (took == 0) & (metres == 0)
    impossible = np.where(took > 0, metres > FASTEST * took, metres > _NEARBY)
    return (
        len(took) - int(np.count_nonzero(repeated)),
        int(np.count_nonzero(impossible)),
        int(np.count_nonzero(repeated)),
    )


def _in_order(raw: RawTraces, rows: Numbers) -> Numbers:
    """Sort some rows by unit, time and place."""
    if not len(rows):
        return rows
    seconds = raw.seconds[rows] - raw.seconds[rows].min()
    moments, _ = combine([raw.units[rows], seconds], [int(raw.units.max()) + 1, int(seconds.max()) + 1])
    order = np.argsort(moments)
    rows, moments = rows[order], moments[order]
    # Few rows share a unit and a moment: only those need the slow sort by place.
    same = np.diff(moments, prepend=-1, append=-1) == 0
    tied = np.flatnonzero(same[:-1] | same[1:])
    rows[tied] = rows[tied][np.lexsort((raw.east[rows[tied]], raw.north[rows[tied]], moments[tied]))]
    return rows


def _distances(raw: RawTraces, rows: Numbers) -> Floats:
    """Return the metres from each of some rows to the next (on a plane, which is exact enough for a city)."""
    north, east = np.diff(raw.north[rows]), np.diff(raw.east[rows])
    if raw.in_degrees:
        # Across the date line the short way counts.
        east = (east + _EAST_LIMIT) % (2 * _EAST_LIMIT) - _EAST_LIMIT
        middle = np.radians((raw.north[rows][1:] + raw.north[rows][:-1]) / 2)
        north, east = north * METRES_PER_DEGREE, east * METRES_PER_DEGREE * np.cos(middle)
    distance: Floats = np.hypot(north, east)
    return distance
