"""Where units live and work, guessed from their traces, and how many are told by that alone.

Half of the commuters in the United States share their pair of home and work block with so few others that it
nearly identifies them (Golle and Partridge, "On the Anonymity of Home/Work Location Pairs", 2009).
"""

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.keys import Numbers, combine, group
from pia_toolkit.disclosure_risk.series.trace_points import DAY, HOUR, Traces, number_cells
from pia_toolkit.domain.trace_risk import HomeWork

NIGHT_FROM, NIGHT_TO = 22, 7
"""Hours of the night, as in scikit-mobility's `home_location`."""

WORK_FROM, WORK_TO = 9, 17
"""Working hours, Monday to Friday."""

_WORKDAYS = 5
_WEEK = 7
_THURSDAY = 3
"""The weekday of 1 January 1970, Monday being 0."""


def measure_home_work(traces: Traces, metres: float | None) -> HomeWork | None:
    """How many units are the only ones with their home, and with their pair of home and workplace.

    `metres`: side of the cells in which homes are told apart; None: places as they are written. Rows must
    have a place and a time. None when the traces have no times, or times without hours.
    """
    if traces.seconds is None or not np.any(traces.seconds % DAY):
        return None
    cells, count = group(*combine(*number_cells(traces.places, metres)))
    hour = traces.seconds % DAY // HOUR
    at_night = (hour >= NIGHT_FROM) | (hour < NIGHT_TO)
    workday = (traces.seconds // DAY + _THURSDAY) % _WEEK < _WORKDAYS
    at_work = workday & (hour >= WORK_FROM) & (hour < WORK_TO)
    units = traces.units.astype(np.int64)
    home = _most_frequent(units[at_night], cells[at_night], traces.unit_count, len(count))
    at_work &= cells != home[units]
    work = _most_frequent(units[at_work], cells[at_work], traces.unit_count, len(count))
    homes = home[home >= 0]
    pairs = (home * len(count) + work)[(home >= 0) & (work >= 0)]
    home_alone, pair_alone = _alone(homes), _alone(pairs)
    return HomeWork(
        metres=None if traces.places.named is not None else metres,
        units=traces.unit_count,
        units_with_home=len(homes),
        home_alone=home_alone,
        home_alone_share=home_alone / len(homes) if len(homes) else 0.0,
        units_with_both=len(pairs),
        pair_alone=pair_alone,
        pair_alone_share=pair_alone / len(pairs) if len(pairs) else 0.0,
    )


def _most_frequent(units: Numbers, cells: Numbers, unit_count: int, cell_count: int) -> Numbers:
    """Return the cell in which each unit has most rows, -1 without any; of several the one numbered first."""
    result = np.full(unit_count, -1, np.int64)
    if not len(units):
        return result
    pairs, rows = np.unique(units * cell_count + cells, return_counts=True)
    unit, cell = np.divmod(pairs, cell_count)
    # The last of each unit stands: the most rows, and among equals the lowest cell.
    order = np.lexsort((-cell, rows, unit))
    result[unit[order]] = cell[order]
    return result


def _alone(numbers: npt.NDArray[np.int64]) -> int:
    """Count numbers that occur once."""
    return int(np.count_nonzero(np.unique(numbers, return_counts=True)[1] == 1))
