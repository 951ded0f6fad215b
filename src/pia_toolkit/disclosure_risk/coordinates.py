"""Cells as coordinates: `52.3702`, `52,3702`, `52.3702, 4.8952`, `POINT (4.89 52.37)`, `[4.89, 52.37]`."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from pia_toolkit.disclosure_risk.grid import ON_GRID
from pia_toolkit.disclosure_risk.keys import Numbers

Floats = npt.NDArray[np.float64]

_GREATEST_DEGREE = 180.0
_GREATEST_LATITUDE = 90.0
_GREATEST_NUMBER = 1e8
"""Grids of countries and UTM stay below ten million metres; greater numbers are no coordinates."""

_MOST = 0.5
_NUMBER = r"[-+]?[0-9]{1,8}(?:\.[0-9]+)?"
# Two numbers, or three with a height: bare, in brackets, as well-known text or as GeoJSON. Longer lists are
# lines and areas, not places, and words before the numbers are an address.
_OPENING = r"(?:SRID=[0-9]+;)?\s*(?:POINT\s*Z?M?|\{[^0-9]*)?[\[(\s]*"
_PAIR = rf"(?i)^\s*{_OPENING}({_NUMBER})\s*[,;\s]\s*({_NUMBER})(?:\s*[,;\s]\s*{_NUMBER})?[\])}}\s]*$"
# Well-known text and GeoJSON write the east first.
_EAST_FIRST = r"(?i)^\s*(?:SRID=[0-9]+;)?\s*(?:POINT|\[|\{)"


@dataclass(frozen=True)
class Axis:
    """One coordinate of each different value of a column, NaN where a value is no coordinate.

    `numbers` are whole: billionths of a degree, or millionths of a metre for a grid of a country or UTM.
    """

    values: Floats
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


def read_axis(values: pa.Array) -> Axis:
    """Read the different values of a column (an Arrow string array) as one coordinate each."""
    text = pl.Series(values, dtype=pl.String).str.strip_chars().str.replace(",", ".", literal=True)
    return _axis(_floats(text))


def read_pair(values: pa.Array) -> tuple[Axis, Axis]:
    """Read the different values of a column (an Arrow string array) as two coordinates each, north and east.

    The order is that of the notation; where the first number is too great for a latitude, it is the east.
    """
    text = pl.Series(values, dtype=pl.String)
    found = text.str.extract_groups(_PAIR)
    first, second = (_floats(found.struct.field(name)) for name in found.struct.fields)
    written_east_first = text.str.contains(_EAST_FIRST).to_numpy()
    # One order for the whole column, decided by most of its values.
    is_place = np.isfinite(first) & np.isfinite(second)
    turned = bool(is_place.any()) and (
        written_east_first[is_place].mean() > _MOST
        or (_within(second[is_place], _GREATEST_LATITUDE) and not _within(first[is_place], _GREATEST_LATITUDE))
    )
    north, east = (second, first) if turned else (first, second)
    return _axis(north), _axis(east)


def _axis(values: Floats) -> Axis:
    in_degrees = _within(values[np.isfinite(values)], _GREATEST_DEGREE)
    return Axis(values, in_degrees)


def _within(values: Floats, limit: float) -> bool:
    """Tell whether values lie between -limit and limit, but for a few such as 999 for "not known"."""
    return len(values) == 0 or float(np.mean(np.abs(values) <= limit)) >= ON_GRID


def _floats(text: pl.Series) -> Floats:
    numbers = text.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    return np.where(np.abs(numbers) < _GREATEST_NUMBER, numbers, np.nan)
