"""How easily a household is told by its consumption: a few known readings, or the week before.

One week of a meter can identify a household (Radovanovic and others, "How unique is weekly smart meter data?",
2022).
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.keys import Numbers, combine
from pia_toolkit.disclosure_risk.series.point_index import index_points
from pia_toolkit.disclosure_risk.series.trace_points import DAY, HOUR
from pia_toolkit.disclosure_risk.series.unicity import DEFAULT_SAMPLING, Sampling, measure_unicity
from pia_toolkit.disclosure_risk.series.week_matching import match_weeks
from pia_toolkit.domain.trace_risk import LoadCurveRisk, ReadingKind, TraceUnicity

STEPS = (HOUR // 4, HOUR // 2, HOUR, 4 * HOUR, DAY)
"""Time steps in seconds at which curves are measured, from the file's own step on."""

_TENTHS = 10

_ENOUGH_STEPS = 1_000_000
"""Readings from which the step is taken."""

_ENOUGH_RISES = 50
_FEW_FALLS = 0.01
"""A counter falls when the meter is changed; readings of use fall about as often as they rise."""


@dataclass(frozen=True)
class LoadCurves:
    """Readings, one per row: the household (from 0 to `household_count` - 1), the time, the number.

    `seconds` since 1970 on the clock of the place; `readings` NaN where there is no number.
    """

    households: npt.NDArray[np.integer] = field(repr=False)
    household_count: int
    seconds: Numbers = field(repr=False)
    readings: npt.NDArray[np.floating] = field(repr=False)


def measure_load_curves(
    curves: LoadCurves, step: int | None = None, sampling: Sampling = DEFAULT_SAMPLING
) -> LoadCurveRisk:
    """Unicity of readings, and how many households are recognised from one week to the next.

    `step`: seconds between readings in the file; None: the commonest time between two, a day at most. Both are
    measured at the file's step and the coarser ones of `STEPS`. A known point is a time step and in which tenth of
    all readings of the file its mean lies. The meter's counter, where readings hardly ever fall, is turned into use.
    Rows that repeat a household and time count once, the first.
    """
    ordered = _in_order(curves)
    usable = len(ordered.readings)
    step = _usual_step(ordered) if step is None else step
    kind = _kind(ordered)
    if kind is ReadingKind.COUNTER:
        ordered = _use_between(ordered, step)
    steps = [wide for wide in (step, *(one for one in STEPS if one > step)) if wide % step == 0]
    unicity, matches = [], []
    for wide in steps:
        coarse = _average(ordered, wide)
        unicity.append(_unicity(coarse, wide, sampling))
        matches.append(match_weeks(coarse.households, coarse.seconds // wide, coarse.readings, wide))
    return LoadCurveRisk(
        kind=kind,
        households=len(np.unique(ordered.households)),
        readings=usable,
        unusable_readings=len(curves.readings) - usable,
        unicity=tuple(unicity),
        week_to_week=tuple(match for match in matches if match),
    )


def _in_order(curves: LoadCurves) -> LoadCurves:
    """Sort readings by household and time; leave out those without a number and repeated ones."""
    rows = np.flatnonzero(np.isfinite(curves.readings))
    households, seconds = curves.households[rows], curves.seconds[rows]
    if np.any((np.diff(households) < 0) | ((np.diff(households) == 0) & (np.diff(seconds) <= 0))):
        order = np.lexsort((seconds, households))
        rows, households, seconds = rows[order], households[order], seconds[order]
        first = (np.diff(households, prepend=-1) != 0) | (np.diff(seconds, prepend=-1) != 0)
        rows, households, seconds = rows[first], households[first], seconds[first]
    return LoadCurves(households, curves.household_count, seconds, curves.readings[rows])


def _usual_step(ordered: LoadCurves) -> int:
    """Return the commonest time between two readings of a household in seconds, a day at most.

    Readings by the week or month lie on single days: a day is how exactly they are told.
    """
    some = slice(0, _ENOUGH_STEPS)
    took = np.diff(ordered.seconds[some])[np.diff(ordered.households[some]) == 0]
    steps, counts = np.unique(took[took > 0], return_counts=True)
    return min(DAY, int(steps[counts.argmax()])) if len(steps) else DAY


def _kind(ordered: LoadCurves) -> ReadingKind:
    """Tell use, which falls as often as it rises, from a meter's counter, which hardly ever falls."""
    changes = np.diff(ordered.readings)[np.diff(ordered.households) == 0]
    rises, falls = int(np.count_nonzero(changes > 0)), int(np.count_nonzero(changes < 0))
    is_counter = rises >= _ENOUGH_RISES and falls <= _FEW_FALLS * rises
    return ReadingKind.COUNTER if is_counter else ReadingKind.USE


def _use_between(ordered: LoadCurves, step: int) -> LoadCurves:
    """Return what was used from each reading of a counter to the next, where that is one step and no fall."""
    used = np.diff(ordered.readings)
    kept = np.flatnonzero((np.diff(ordered.households) == 0) & (np.diff(ordered.seconds) == step) & (used >= 0))
    return LoadCurves(ordered.households[kept], ordered.household_count, ordered.seconds[kept], used[kept])


def _average(ordered: LoadCurves, step: int) -> LoadCurves:
    """Return the mean reading of each household in each step, at the start of the step."""
    bins = ordered.seconds // step
    starts = np.flatnonzero((np.diff(ordered.households, prepend=-1) != 0) | (np.diff(bins, prepend=-1) != 0))
    if len(starts) == len(bins):
        means = ordered.readings.astype(np.float32)
    else:
        counts = np.diff(starts, append=len(bins))
        means = (np.add.reduceat(ordered.readings, starts, dtype=np.float64) / counts).astype(np.float32)
    return LoadCurves(ordered.households[starts], ordered.household_count, bins[starts] * step, means)


def _unicity(coarse: LoadCurves, step: int, sampling: Sampling) -> TraceUnicity:
    """Measure how many readings, each known to a tenth, single a household out."""
    slots = coarse.seconds // step
    if len(slots):
        slots -= slots.min()
    levels, count = _levels(coarse.readings)
    points, space = combine([slots, levels], [int(slots.max(initial=0)) + 1, count])
    index = index_points(coarse.households, coarse.household_count, points, space)
    return TraceUnicity(metres=None, seconds=step, by_points=measure_unicity(index, sampling))


def _levels(readings: npt.NDArray[np.floating]) -> tuple[Numbers, int]:
    """Return the tenth of all readings in which each lies; a reading that fills a tenth is a level of its own.

    Else zero, where most are idle, would be one with the readings next to it.
    """
    if not len(readings):
        return np.zeros(0, np.int64), 1
    borders = np.unique(np.quantile(readings, np.arange(1, _TENTHS) / _TENTHS).astype(readings.dtype))
    above = np.searchsorted(borders, readings, side="right")
    on_border = readings == np.append(np.nan, borders)[above]
    fills = np.bincount(above[on_border], minlength=len(borders) + 1) * _TENTHS >= len(readings)
    return 2 * above - (on_border & fills[above]), 2 * len(borders) + 1
