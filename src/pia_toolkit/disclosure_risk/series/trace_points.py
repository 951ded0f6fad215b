"""Traces: who was where and when, and the points they become at a resolution in space and time."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.cells.ground import METRES_PER_DEGREE
from pia_toolkit.disclosure_risk.keys import Numbers, combine
from pia_toolkit.disclosure_risk.populations.gamma_functions import Floats
from pia_toolkit.disclosure_risk.series.point_index import PointIndex, index_points
from pia_toolkit.disclosure_risk.series.unicity import DEFAULT_SAMPLING, Sampling, measure_unicity
from pia_toolkit.domain.trace_risk import TraceUnicity

HOUR = 3_600
DAY = 86_400


@dataclass(frozen=True)
class Places:
    """One place per row: coordinates, or the number of a named place such as a stop or an antenna.

    `north` and `east`: degrees, or metres of a grid if `in_degrees` is false. `named`: from 0 upwards; with it
    the coordinates are not used.
    """

    north: Floats | None = field(default=None, repr=False)
    east: Floats | None = field(default=None, repr=False)
    in_degrees: bool = True
    named: npt.NDArray[np.integer] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Traces:
    """Rows of traces. `units` run from 0 to `unit_count` - 1; `seconds` since 1970 on the clock of the place."""

    units: npt.NDArray[np.integer] = field(repr=False)
    unit_count: int
    places: Places
    seconds: Numbers | None = field(repr=False)


@dataclass(frozen=True)
class Resolution:
    """How exactly places and times are known: the side of a grid's cells in metres, the length of a time bin.

    `metres` None: places as they are written. `seconds` None: places are known, times are not.
    """

    metres: float | None
    seconds: int | None


DEFAULT_RESOLUTIONS = (
    Resolution(100, HOUR),
    Resolution(100, DAY),
    Resolution(1_000, HOUR),
    Resolution(1_000, DAY),
)


def measure_traces(
    traces: Traces,
    resolutions: tuple[Resolution, ...] = DEFAULT_RESOLUTIONS,
    sampling: Sampling = DEFAULT_SAMPLING,
) -> tuple[TraceUnicity, ...]:
    """Unicity of traces at several resolutions in space and time.

    Rows must have a place and a time (`check_traces` tells which do). Named places know no other resolution
    than their own: `metres` is None for them.
    """
    knowable = dict.fromkeys(
        Resolution(
            None if traces.places.named is not None else resolution.metres,
            None if traces.seconds is None else resolution.seconds,
        )
        for resolution in resolutions
    )
    return tuple(
        TraceUnicity(
            metres=resolution.metres,
            seconds=resolution.seconds,
            by_points=measure_unicity(index_traces(traces, resolution), sampling),
        )
        for resolution in knowable
    )


def index_traces(traces: Traces, resolution: Resolution) -> PointIndex:
    """Index the points of traces at a resolution."""
    codes, sizes = number_cells(traces.places, resolution.metres)
    if traces.seconds is not None and resolution.seconds is not None:
        _add(codes, sizes, traces.seconds // resolution.seconds)
    points, space = combine(codes, sizes)
    del codes
    return index_points(traces.units, traces.unit_count, points, space)


def number_cells(places: Places, metres: float | None) -> tuple[list[Numbers], list[int]]:
    """Return the cells of places as codes and their sizes, as `combine` wants them.

    Cells have the same side everywhere: a degree of longitude is taken to be as long as at the median
    latitude, which suits a city and its surroundings.
    """
    codes: list[Numbers] = []
    sizes: list[int] = []
    if places.named is not None:
        _add(codes, sizes, places.named.astype(np.int64))
    elif places.north is not None and places.east is not None:
        for axis, scale in zip((places.north, places.east), metres_per_unit(places), strict=True):
            if metres is None:
                _add(codes, sizes, np.unique(axis, return_inverse=True)[1].astype(np.int64))
            else:
                _add(codes, sizes, np.floor(axis * (scale / metres)).astype(np.int64))
    return codes, sizes


def metres_per_unit(places: Places) -> tuple[float, float]:
    """Return how long a unit of the northern and of the eastern coordinate is in metres."""
    if not places.in_degrees or places.north is None:
        return 1.0, 1.0
    latitude = float(np.median(places.north)) if len(places.north) else 0.0
    return METRES_PER_DEGREE, METRES_PER_DEGREE * float(np.cos(np.radians(latitude)))


def _add(codes: list[Numbers], sizes: list[int], numbers: Numbers) -> None:
    """Add numbers as codes from 0 upwards."""
    if len(numbers):
        numbers -= numbers.min()
    codes.append(numbers)
    sizes.append(int(numbers.max(initial=0)) + 1)
