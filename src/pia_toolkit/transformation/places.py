"""Coordinates as the middle of a square on the ground."""

from dataclasses import dataclass
from math import cos, radians

import numpy as np
import numpy.typing as npt
import polars as pl

from pia_toolkit.cells.ground import METRES_PER_DEGREE

_STEEPEST = 0.02
"""Cosine near the poles, where a degree of longitude is hardly any ground."""


@dataclass(frozen=True)
class Square:
    """Sides of a square in the units of the coordinates (degrees or metres), and the decimals that tell its middle."""

    north: float
    east: float
    in_degrees: bool

    @property
    def decimals(self) -> int:
        """Decimals with which the middle of the square is written."""
        return 6 if self.in_degrees else 1


def square(metres: float, *, in_degrees: bool, latitude: float) -> Square:
    """Return the square of so many metres at a latitude in degrees, which is not used for coordinates in metres."""
    if not in_degrees:
        return Square(metres, metres, in_degrees=False)
    shrunk = max(cos(radians(latitude)), _STEEPEST)
    return Square(metres / METRES_PER_DEGREE, metres / (METRES_PER_DEGREE * shrunk), in_degrees=True)


def middles(numbers: npt.NDArray[np.float64], side: float, decimals: int) -> pl.Series:
    """Write the middle of the stretch of `side` in which each number lies; null where it is NaN."""
    middle = (np.floor(numbers / side) + 0.5) * side
    # Many numbers share few middles: writing each once saves most of the time.
    different, places = np.unique(middle, return_inverse=True)
    written = pl.Series([None if np.isnan(one) else f"{one:.{decimals}f}" for one in different], dtype=pl.String)
    return written.gather(places)
