"""Cells as moments, in the ways that files write date and time.

ISO 8601, `03.05.2024 14:15`, `05/03/2024 2:15 PM`, `3 May 2024`, `2024年5月3日14时15分`, `08:15`,
`20240503T1415`, and seconds, milliseconds or microseconds since 1970. A moment is what the clock at the place
shows: an offset such as `+02:00` is set aside, so that daily values stay daily when summer time begins.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Numbers = npt.NDArray[np.int64]

MICROSECONDS = 1_000_000
DAY = 86_400 * MICROSECONDS

_LAST_MINUTE = 59
_MONTHS = 12
_HALF_DAY = 12
_SHORT_YEARS = 100
_FIRST_SHORT_YEAR = 70
"""Years written with two digits run from 1970 to 2069."""

_HOUR = r"(?P<noon>上午|下午|晚上)?\s*(?P<hour>[0-9]{1,2})"
_MINUTES = (
    r"[:时時点點h]\s*(?P<minute>[0-9]{2})?"
    r"(?:[:分]\s*(?P<second>[0-9]{2})?(?:[.,](?P<fraction>[0-9]{1,9}))?)?秒?"
)
_HALF = r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
_COMPACT_CLOCK = r"(?:T?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?Z?)?"
_OFFSET = r"\s*(?:Z|z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?)?(?:\[[A-Za-z_/]+\])?"
_TAIL = rf"(?:[T ,日号號]+{_HOUR}(?:{_MINUTES})?{_HALF}{_OFFSET})?[日号號]?$"
_DAY = r"(?P<day>[0-9]{1,2})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_YEAR = r"(?P<year>[12][0-9]{3})"
_LAST_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_NAME = r"(?P<name>[A-Za-z]{3,9})\.?"

_UNMISTAKABLE = (
    rf"^{_YEAR}(?:[-/.年]\s*{_MONTH}(?:月|[-/.月]\s*{_DAY}{_TAIL})?)?年?$",
    rf"^{_DAY}\.\s?{_MONTH}\.\s?{_LAST_YEAR}{_TAIL}",
    rf"^{_DAY}[ -]{_NAME}[ ,-]+{_LAST_YEAR}{_TAIL}",
    rf"^{_NAME} {_DAY},? {_LAST_YEAR}{_TAIL}",
    rf"^{_YEAR}(?P<month>[01][0-9])(?P<day>[0-3][0-9]){_COMPACT_CLOCK}$",
    r"^(?P<since_1970>[0-9]{9,10})(?:\.(?P<fraction>[0-9]{1,9}))?$",
    r"^(?P<since_1970>[0-9]{10})(?P<fraction>[0-9]{3}|[0-9]{6})$",
    # A number alone may be a month or a weekday: a clock needs its minutes.
    rf"^{_HOUR}{_MINUTES}{_HALF}$",
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Order(Enum):
    """How `03/05/2024` is read; where both ways fit as many cells, the first counts, as in most countries."""

    DAY_FIRST = rf"^{_DAY}[-/]{_MONTH}[-/]{_LAST_YEAR}{_TAIL}"
    MONTH_FIRST = rf"^{_MONTH}[-/]{_DAY}[-/]{_LAST_YEAR}{_TAIL}"


@dataclass(frozen=True)
class Moments:
    """Microseconds since 1970 for each value; `known`: it is a moment; `dated`: it has a date."""

    microseconds: Numbers = field(repr=False)
    known: npt.NDArray[np.bool_] = field(repr=False)
    dated: npt.NDArray[np.bool_] = field(repr=False)


def read_moments(values: pa.Array) -> dict[Order, Moments]:
    """Read different values (an Arrow string array) as moments, in both orders of day and month."""
    text = pl.Series(values, dtype=pl.String).str.strip_chars()
    count = len(text)
    nothing = Moments(np.zeros(count, np.int64), np.zeros(count, np.bool_), np.zeros(count, np.bool_))
    unmistakable = _read(text, _UNMISTAKABLE, nothing)
    if unmistakable.known.all():
        return dict.fromkeys(Order, unmistakable)
    return {order: _read(text, (order.value,), unmistakable) for order in Order}


def _read(text: pl.Series, patterns: Iterable[str], before: Moments) -> Moments:
    """Try each pattern on what is not known yet."""
    microseconds, known, dated = before.microseconds.copy(), before.known.copy(), before.dated.copy()
    for pattern in patterns:
        places = np.flatnonzero(~known)
        if not len(places):
            break
        parts = text.gather(places).str.extract_groups(pattern).struct.unnest()
        found, exist = _put_together(parts)
        microseconds[places[exist]] = found[exist]
        known[places[exist]] = True
        dated[places[exist]] = "year" in parts.columns or "since_1970" in parts.columns
    return Moments(microseconds, known, dated)


def _put_together(parts: pl.DataFrame) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Make moments of years, months, days, hours, minutes and seconds, and tell which of them exist."""
    fraction = _fraction(parts)
    if "since_1970" in parts.columns:
        seconds = _number(parts, "since_1970", -1)
        return seconds * MICROSECONDS + fraction, seconds >= 0
    matched = parts["year" if "year" in parts.columns else "hour"].is_not_null().to_numpy()
    days, is_date = _days(parts)
    minute, second = _number(parts, "minute", 0), _number(parts, "second", 0)
    since_midnight = ((_hour(parts) * 60 + minute) * 60 + second) * MICROSECONDS + fraction
    # A leap second is written :60, and midnight may be written 24:00.
    is_time = (minute <= _LAST_MINUTE) & (second <= _LAST_MINUTE + 1) & (since_midnight <= DAY)
    return days * DAY + since_midnight, matched & is_date & is_time


def _days(parts: pl.DataFrame) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Return days since 1970 and whether the date exists."""
    year = _number(parts, "year", 1970)
    century = np.where(year < _FIRST_SHORT_YEAR, 2000, 1900)
    year = np.where(year < _SHORT_YEARS, year + century, year)
    month, day = _month(parts), _number(parts, "day", 1)
    months = ((year - 1970) * _MONTHS + np.clip(month, 1, _MONTHS) - 1).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    following = (months + 1).astype("datetime64[D]").astype(np.int64)
    exists = (month >= 1) & (month <= _MONTHS) & (day >= 1) & (day <= following - first)
    return first + day - 1, exists


def _month(parts: pl.DataFrame) -> Numbers:
    if "name" not in parts.columns:
        return _number(parts, "month", 1)
    numbers = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
    names = parts["name"].str.to_lowercase().str.slice(0, 3)
    return names.replace_strict(numbers, default=0, return_dtype=pl.Int64).fill_null(0).to_numpy()


def _hour(parts: pl.DataFrame) -> Numbers:
    """Return the hour of the day, with the half of the day counted in where it is told."""
    hour = _number(parts, "hour", 0)
    if "half" in parts.columns:
        half = parts["half"].str.to_lowercase().str.slice(0, 1).fill_null("").to_numpy()
        hour = np.where(half == "", hour, hour % _HALF_DAY + _HALF_DAY * (half == "p"))
    if "noon" in parts.columns:
        afternoon = parts["noon"].is_in(["下午", "晚上"]).fill_null(value=False).to_numpy()
        hour = np.where(afternoon & (hour < _HALF_DAY), hour + _HALF_DAY, hour)
    return hour


def _fraction(parts: pl.DataFrame) -> Numbers:
    """Return the decimals of a second in microseconds."""
    if "fraction" not in parts.columns:
        return np.zeros(len(parts), np.int64)
    return parts["fraction"].str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64).fill_null(0).to_numpy()


def _number(parts: pl.DataFrame, name: str, default: int) -> Numbers:
    if name not in parts.columns:
        return np.full(len(parts), default, np.int64)
    return parts[name].cast(pl.Int64).fill_null(default).to_numpy()
