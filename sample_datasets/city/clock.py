"""Moments in time: spread over days and over the hours in which a city is awake."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from city.draws import Draws, Floats, Integers

DAY = 86_400
MONDAY = 1_740_960_000
"""3 March 2025, midnight: where every table begins."""

AWAKE = (1, 1, 1, 1, 1, 2, 5, 9, 12, 10, 8, 8, 9, 9, 8, 9, 11, 13, 11, 8, 6, 5, 3, 2)
"""How busy each hour of the day is, in parts."""


def spread(draws: Draws, days: int, busy: Sequence[float] = AWAKE) -> Integers:
    """Seconds since 1970 that rise from row to row, over `days` days, more of them in busy hours.

    `draws` must have row numbers for keys.
    """
    place = (draws.keys + draws.uniform("place in time")) / draws.total * days
    day = np.floor(place)
    return (MONDAY + day * DAY + _second_of_day(place - day, busy)).astype(np.int64)


def hour_of(seconds: Integers) -> Integers:
    """Hour of the day, 0 to 23."""
    return seconds % DAY // 3600


def timestamps(seconds: Integers) -> pl.Series:
    """Return timestamps without time zone."""
    return pl.from_epoch(pl.Series(seconds), time_unit="s").cast(pl.Datetime("ms"))


def _second_of_day(share: Floats, busy: Sequence[float]) -> Floats:
    passed = np.concatenate(([0.0], np.cumsum(busy) / np.sum(busy)))
    return np.interp(share, passed, np.arange(0, DAY + 1, 3600))
