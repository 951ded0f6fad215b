"""Dates of SPSS, where some of them are none that a calendar has, such as the year 200001 of a slip of the hand."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_DAY_FORMATS = ("DATE1", "DATE9", "ADATE", "EDATE", "SDATE", "JDATE")
_MOMENT_FORMATS = ("DATETIME", "YMDHMS")
_FIRST_DAY = dt.datetime(1582, 10, 14)  # noqa: DTZ001  # SPSS knows no zones
"""From when SPSS counts seconds."""


def with_moments(frame: "pd.DataFrame", formats: Mapping[str, str]) -> "pd.DataFrame":
    """Turn seconds into dates and moments, ISO 8601, in the columns whose format says so; leave impossible ones."""
    import pandas as pd

    for name, shown in formats.items():
        if name in frame and shown.startswith((*_DAY_FORMATS, *_MOMENT_FORMATS)):
            whole_days = shown.startswith(_DAY_FORMATS)
            written = [_written(seconds, whole_days=whole_days) for seconds in frame[name]]
            frame[name] = pd.Series(written, index=frame.index, dtype=object)
    return frame


def _written(seconds: object, *, whole_days: bool) -> object:
    if not isinstance(seconds, float) or seconds != seconds:  # noqa: PLR0124  # only "not a number" differs from itself
        return seconds
    try:
        moment = _FIRST_DAY + dt.timedelta(seconds=seconds)
    except OverflowError:
        return seconds
    return moment.date() if whole_days else moment
