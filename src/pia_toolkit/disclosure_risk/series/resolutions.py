"""At which resolutions in space and time traces are measured: as they are written, and ever coarser."""

import numpy as np

from pia_toolkit.disclosure_risk.grid import grid_step
from pia_toolkit.disclosure_risk.series.trace_points import DAY, HOUR, Places, Resolution, Traces, metres_per_unit

RUNGS = ((100.0, HOUR // 4), (1_000.0, HOUR), (5_000.0, DAY))
"""Metres and seconds: a block and a quarter of an hour, a quarter of a city and an hour, a town and a day."""

HOME_METRES = (100.0, 1_000.0)
"""Sides of the cells in which homes are told apart: a few houses, a quarter of a city."""

_SOME = 200_000
"""Places from which the precision of coordinates is taken."""

_WHOLE = 1_000_000_000
"""Coordinates are compared to a billionth of a degree."""


def choose_resolutions(traces: Traces) -> tuple[Resolution, ...]:
    """Return the resolution of the data themselves and the coarser ones of `RUNGS`.

    A side of a cell that is finer than the coordinates are told, or a time bin shorter than the step of the times,
    gives way to what is told. Where only places or only times are told, the rest varies.
    """
    own_metres, own_seconds = _precision(traces.places), _step(traces)
    chosen = [Resolution(None, own_seconds)]
    for metres, seconds in RUNGS:
        coarser = None if own_metres is None or metres <= own_metres else metres
        chosen.append(Resolution(coarser, None if own_seconds is None else max(own_seconds, seconds)))
    return tuple(dict.fromkeys(chosen))


def choose_home_cells(places: Places) -> tuple[float | None, ...]:
    """Return the sides of the cells in which homes are told apart; None: places as they are written."""
    own = _precision(places)
    if own is None:
        return (None,)
    return tuple(dict.fromkeys(metres if metres > own else None for metres in HOME_METRES))


def _precision(places: Places) -> float | None:
    """Return how far apart two neighbouring coordinates are in metres; None for places with names."""
    if places.north is None or places.east is None or not len(places.north):
        return None
    every = -(-len(places.north) // _SOME)
    sides = []
    for axis, metres in zip((places.north, places.east), metres_per_unit(places), strict=True):
        numbers = np.rint(axis[::every] * _WHOLE).astype(np.int64)
        sides.append(grid_step(numbers) / _WHOLE * metres)
    return max(sides)


def _step(traces: Traces) -> int | None:
    """Return the greatest step that all moments keep; None without times."""
    if traces.seconds is None or not len(traces.seconds):
        return None
    return max(1, int(np.gcd.reduce(traces.seconds - traces.seconds[0])))
