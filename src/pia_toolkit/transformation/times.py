"""Dates and times rounded down, written as ISO 8601."""

import numpy as np
import polars as pl

from pia_toolkit.cells.timestamps import DAY, MICROSECONDS, Moments, Order
from pia_toolkit.domain.steps import Period

_QUARTER_HOUR = 15 * 60 * MICROSECONDS
_HOUR = 3600 * MICROSECONDS
_FORMATS = {
    Period.QUARTER_HOUR: "%Y-%m-%dT%H:%M",
    Period.HOUR: "%Y-%m-%dT%H:00",
    Period.DAY: "%Y-%m-%d",
    Period.MONTH: "%Y-%m",
    Period.YEAR: "%Y",
}
_CLOCKS = {Period.QUARTER_HOUR: _QUARTER_HOUR, Period.HOUR: _HOUR}


def better_order(moments: dict[Order, Moments]) -> Order:
    """Return the order of day and month in which more of the values are dates; day first if both do as well."""
    return max(Order, key=lambda order: int(moments[order].known.sum()))


def rounded_down(moments: Moments, period: Period) -> pl.Series:
    """Write each moment by its period, `2024-05` by month; null where a value is no moment or the period has none.

    A clock without a date has quarters of an hour and hours, and no longer periods.
    """
    fitting = moments.known & (moments.dated | (period in _CLOCKS))
    stamps = pl.Series(np.where(fitting, moments.microseconds, 0)).cast(pl.Datetime("us"))
    if period is Period.WEEK:
        text = stamps.dt.strftime("%G-W%V")
    elif period is Period.QUARTER:
        text = pl.select(
            pl.concat_str(pl.lit(stamps.dt.strftime("%Y-Q")), pl.lit(stamps.dt.quarter().cast(pl.String)))
        ).to_series()
    else:
        text = _written(stamps, moments, period)
    return pl.select(pl.when(pl.Series(fitting)).then(text).otherwise(None)).to_series()


def _written(stamps: pl.Series, moments: Moments, period: Period) -> pl.Series:
    step = _CLOCKS.get(period, DAY)
    rounded = (stamps.cast(pl.Int64) // step * step).cast(pl.Datetime("us"))
    text = rounded.dt.strftime(_FORMATS[period])
    if period in _CLOCKS and not moments.dated.all():
        clock = rounded.dt.strftime("%H:%M")
        return pl.select(pl.when(pl.Series(moments.dated)).then(text).otherwise(clock)).to_series()
    return text
