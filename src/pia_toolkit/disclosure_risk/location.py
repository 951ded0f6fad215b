"""How fine coordinates are: the ground size of the last step that says something, whatever is printed."""

import math

import numpy as np

from pia_toolkit.cells.coordinates import Axis, read_axis, read_pair
from pia_toolkit.cells.ground import METRES_PER_DEGREE
from pia_toolkit.disclosure_risk.encode import Codes, Encoded
from pia_toolkit.disclosure_risk.grid import grid_step
from pia_toolkit.disclosure_risk.keys import combine, distinct
from pia_toolkit.disclosure_risk.places import Place
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.risk import LocationPrecision

_LEAST_UNDERSTOOD = 0.5
"""Share of the different values that must be coordinates; below it the column holds something else."""


def measure_location(place: Place, encoded: Encoded) -> tuple[LocationPrecision | None, tuple[ReadingNote, ...]]:
    """Return how fine the coordinates of a place are and how many places there are, or a note why not.

    The precision is the coarsest grid on which at least 95 % of the distinct coordinates lie: a few odd cells
    change nothing. `metres` is the longer side of the ground cell that two neighbouring coordinates tell
    apart (a degree of latitude is 111,320 m; a degree of longitude is that times the cosine of the median
    latitude; without a latitude the equator is assumed), and `decimals` are those needed to write that side's
    step. Numbers beyond 180 are taken for metres of a national or UTM grid.
    """
    columns = [encoded.columns[name] for name in place.columns]
    codes: list[Codes] = [column.codes for column in columns]
    if place.is_pair:
        axes = list(read_pair(columns[0].values))
        codes *= 2
    else:
        axes = [read_axis(column.values) for column in columns]
    if min(axis.understood.mean() if len(axis.values) else 0.0 for axis in axes) < _LEAST_UNDERSTOOD:
        names = ", ".join(place.columns)
        note = ReadingNote(code="location-not-understood", values={"columns": names})
        return None, (note,) if place.certain else ()
    north = None if place.is_east else axes[0]
    sides = [_side(axis, north, is_east=place.is_east or position == 1) for position, axis in enumerate(axes)]
    metres, decimals = max(sides)
    return LocationPrecision(
        columns=place.columns,
        decimals=decimals,
        metres=round(metres, 6),
        distinct_places=_count_places(axes, codes),
    ), ()


def _side(axis: Axis, north: Axis | None, *, is_east: bool) -> tuple[float, int]:
    """Return the ground length of an axis's step in metres, and the decimals its step needs."""
    # Zeros alone say nothing about a grid: a whole degree or metre is the most they can stand for.
    step = (grid_step(axis.numbers) / axis.units) or 1.0
    decimals = max(0, math.ceil(-math.log10(step) - 1e-6))
    if not axis.in_degrees:
        return step, decimals
    latitude = float(np.median(north.values[north.understood])) if is_east and north else 0.0
    return step * METRES_PER_DEGREE * math.cos(math.radians(latitude)), decimals


def _count_places(axes: list[Axis], codes: list[Codes]) -> int:
    """Count the different places among the rows; `52.10` and `52.1` are one, a row with a gap is none."""
    numbered: list[Codes] = []
    sizes: list[int] = []
    for axis, column in zip(axes, codes, strict=True):
        different, place_of_value = np.unique(axis.numbers, return_inverse=True)
        of_code = np.zeros(len(axis.values) + 1, np.int32)
        of_code[1:][axis.understood] = place_of_value + 1
        numbered.append(of_code[column])
        sizes.append(len(different) + 1)
    complete = np.all([column > 0 for column in numbered], axis=0)
    if not complete.any():
        return 0
    return len(distinct(*combine([column[complete] for column in numbered], sizes)))
