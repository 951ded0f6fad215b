"""Cells as coordinates: `52.3702`, `52,3702`, `52.3702, 4.8952`, `POINT (4.89 52.37)`, `[4.89, 52.37]`.

Degrees with minutes are read as well: `52°22'12.7"N`, `N 52 22.212`, `52°22′N 4°53′E`.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_GREATEST_DEGREE = 180.0
_GREATEST_LATITUDE = 90.0
_GREATEST_NUMBER = 1e8
"""Grids of countries and UTM stay below ten million metres; greater numbers are no coordinates."""

_MOST = 0.5
_NEARLY_ALL = 0.95
_NUMBER = r"[-+]?[0-9]{1,8}(?:\.[0-9]+)?"
# Two numbers, or three with a height: bare, in brackets, as well-known text or as GeoJSON. Longer lists are
# lines and areas, not places, and words before the numbers are an address.
_OPENING = r"(?:SRID=[0-9]+;)?\s*(?:POINT\s*Z?M?|\{[^0-9]*)?[\[(\s]*"
_PAIR = rf"(?i)^\s*{_OPENING}({_NUMBER})\s*[,;\s]\s*({_NUMBER})(?:\s*[,;\s]\s*{_NUMBER})?[\])}}\s]*$"
# Well-known text and GeoJSON write the east first.
_EAST_FIRST = r"(?i)^\s*(?:SRID=[0-9]+;)?\s*(?:POINT|\[|\{)"

_UNSIGNED = r"[0-9]{1,3}(?:\.[0-9]+)?"
_DEGREES = (
    rf"(?i)^\s*(?P<before>[NSEWO])?\s*(?P<sign>[-+])?(?P<degrees>{_UNSIGNED})\s*(?P<mark>[°º]|d(?:eg)?)?\s*"
    rf"(?:(?P<minutes>{_UNSIGNED})\s*['’′m:]?\s*)?(?:(?P<seconds>{_UNSIGNED})\s*(?:\"|”|″|''|s)?\s*)?"
    r"(?P<after>[NSEWO])?\s*$"
)
# Two coordinates told apart by their letters, behind or in front of the numbers.
_LETTERED_PAIRS = (
    r"(?i)^\s*([^,;NSEWO]*[NS])\s*[,;\s]\s*([^,;NSEWO]*[EWO])\s*$",
    r"(?i)^\s*([NS][^,;NSEWO]*?)\s*[,;\s]\s*([EWO][^,;NSEWO]*)$",
)
_SIXTY = 60


@dataclass(frozen=True)
class Axis:
    """One coordinate of each different value of a column, NaN where a value is no coordinate.

    `numbers` are whole: billionths of a degree, or millionths of a metre for a grid of a country or UTM.
    """

    values: Floats = field(repr=False)
    in_degrees: bool

    @property
    def understood(self) -> npt.NDArray[np.bool_]:
        """Which values are coordinates."""
        return np.isfinite(self.values)

    @property
    def units(self) -> int:
        """Whole units in a degree or metre."""
        return 10**9 if self.in_degrees else 10**6

    @property
    def numbers(self) -> Numbers:
        """The coordinates that were understood, as whole numbers."""
        return np.rint(self.values[self.understood] * self.units).astype(np.int64)


@dataclass(frozen=True)
class Pairs:
    """Two coordinates per cell in the order of the notation; NaN where a cell holds none.

    `east_first`: the cells whose notation puts the east first. `lettered`: those that say north and east by letters.
    """

    first: Floats = field(repr=False)
    second: Floats = field(repr=False)
    east_first: npt.NDArray[np.bool_] = field(repr=False)
    lettered: npt.NDArray[np.bool_] = field(repr=False)

    @property
    def turned(self) -> bool:
        """Whether the first number is the east: as most notations say, or because it is too great for a latitude."""
        plain = np.isfinite(self.first) & np.isfinite(self.second) & ~self.lettered
        if not plain.any():
            return False
        first, second = self.first[plain], self.second[plain]
        too_great = _within(second, _GREATEST_LATITUDE) and not _within(first, _GREATEST_LATITUDE)
        return bool(self.east_first[plain].mean() > _MOST) or too_great

    def in_order(self, *, turned: bool) -> tuple[Floats, Floats]:
        """Return north and east; letters overrule the order of the others."""
        exchanged = turned & ~self.lettered
        return np.where(exchanged, self.second, self.first), np.where(exchanged, self.first, self.second)


def axis_numbers(values: pa.Array) -> Floats:
    """Return one coordinate per value of an Arrow string array, NaN where a value is none."""
    text = pl.Series(values, dtype=pl.String).str.strip_chars().str.replace(",", ".", literal=True)
    return _floats(text)


def pair_numbers(values: pa.Array) -> Pairs:
    """Return two coordinates per value of an Arrow string array, in the order of its notation."""
    text = pl.Series(values, dtype=pl.String).str.replace(r"(?i)^\s*geo:", "")
    found = text.str.extract_groups(_PAIR)
    first, second = (_floats(found.struct.field(name)) for name in found.struct.fields)
    lettered = np.zeros(len(text), np.bool_)
    rest = np.flatnonzero(np.isnan(first) & text.is_not_null().to_numpy())
    for pattern in _LETTERED_PAIRS if len(rest) else ():
        halves = text.gather(rest).str.extract_groups(pattern)
        north, east = (
            _floats(halves.struct.field(name).str.replace(",", ".", literal=True)) for name in halves.struct.fields
        )
        read = np.isfinite(north) & np.isfinite(east)
        first[rest[read]], second[rest[read]], lettered[rest[read]] = north[read], east[read], True
    return Pairs(first, second, text.str.contains(_EAST_FIRST).fill_null(value=False).to_numpy(), lettered)


def are_degrees(values: Floats) -> bool:
    """Tell whether numbers are degrees, but for a few; greater ones are metres of a national or UTM grid."""
    return _within(values[np.isfinite(values)], _GREATEST_DEGREE)


def read_axis(values: pa.Array) -> Axis:
    """Read the different values of a column (an Arrow string array) as one coordinate each."""
    return _axis(axis_numbers(values))


def read_pair(values: pa.Array) -> tuple[Axis, Axis]:
    """Read the different values of a column (an Arrow string array) as two coordinates each, north and east.

    The order is that of the notation; where the first number is too great for a latitude, it is the east.
    """
    pairs = pair_numbers(values)
    # One order for the whole column, decided by most of its values.
    north, east = pairs.in_order(turned=pairs.turned)
    return _axis(north), _axis(east)


def _axis(values: Floats) -> Axis:
    return Axis(values, are_degrees(values))


def _within(values: Floats, limit: float) -> bool:
    """Tell whether values lie between -limit and limit, but for a few such as 999 for "not known"."""
    return len(values) == 0 or float(np.mean(np.abs(values) <= limit)) >= _NEARLY_ALL


def _floats(text: pl.Series) -> Floats:
    numbers: Floats = text.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    numbers = np.where(np.abs(numbers) < _GREATEST_NUMBER, numbers, np.nan)
    rest = np.flatnonzero(np.isnan(numbers) & text.is_not_null().to_numpy())
    if len(rest):
        numbers[rest] = _degrees(text.gather(rest))
    return numbers


def _degrees(text: pl.Series) -> Floats:
    """Read degrees with a sign or letter, and minutes and seconds where there are any."""
    parts = text.str.extract_groups(_DEGREES).struct.unnest()
    degrees, minutes, seconds = (parts[name].cast(pl.Float64).to_numpy() for name in ("degrees", "minutes", "seconds"))
    letter = parts["before"].fill_null(parts["after"]).str.to_uppercase()
    value = degrees + np.nan_to_num(minutes) / _SIXTY + np.nan_to_num(seconds) / _SIXTY**2
    west_or_south = (parts["sign"] == "-") | letter.is_in(["S", "W", "O"])
    told = (letter.is_not_null() | parts["mark"].is_not_null()).to_numpy()
    possible = told & (np.nan_to_num(minutes) < _SIXTY) & (np.nan_to_num(seconds) < _SIXTY)
    signed = np.where(west_or_south.fill_null(value=False).to_numpy(), -value, value)
    return np.where(possible, signed, np.nan)
