"""Districts, streets, addresses and coordinates of the city."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import yaml

from city.draws import Draws, Floats, Integers, decimals, digits, join, take

_WORDS = yaml.safe_load((Path(__file__).parent / "places.yaml").read_text(encoding="utf-8"))
_CENTRE = (_WORDS["city"]["latitude"], _WORDS["city"]["longitude"])
_DISTRICTS = _WORDS["districts"]

DISTRICTS: tuple[str, ...] = tuple(district["name"] for district in _DISTRICTS)
STREETS: tuple[str, ...] = tuple(street for district in _DISTRICTS for street in district["streets"])
HAN_DISTRICTS: tuple[str, ...] = tuple(district["han"] for district in _DISTRICTS)
HAN_STREETS: tuple[str, ...] = tuple(street for district in _DISTRICTS for street in district["han_streets"])

STREETS_PER_DISTRICT = len(STREETS) // len(DISTRICTS)
HOUSES_PER_STREET = 180
_HOUSES_PER_POSTCODE = 36
_POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Addresses:
    """Houses by number: a house is `street * HOUSES_PER_STREET + number - 1`."""

    houses: Integers

    @property
    def street(self) -> Integers:
        """Position of the street in `STREETS`."""
        return self.houses // HOUSES_PER_STREET

    @property
    def district(self) -> Integers:
        """Position of the district in `DISTRICTS`."""
        return self.street // STREETS_PER_DISTRICT

    @property
    def number(self) -> pl.Series:
        """House numbers, from 1."""
        return digits(self.houses % HOUSES_PER_STREET + 1, 1)

    def lines(self) -> pl.Series:
        """Write number and street: 14 Mill Lane."""
        return join(self.number, " ", take(STREETS, self.street))

    def han_lines(self) -> pl.Series:
        """Write district, street and number, as Chinese addresses go."""
        return join(take(HAN_DISTRICTS, self.district), take(HAN_STREETS, self.street), self.number, "号")

    def postcodes(self) -> pl.Series:
        """Postcodes of British form in the area LP, which does not exist."""
        block = self.houses % HOUSES_PER_STREET // _HOUSES_PER_POSTCODE
        first = (self.street * 7 + block * 3) % len(_POSTCODE_LETTERS)
        second = (self.street * 3 + block * 11 + 5) % len(_POSTCODE_LETTERS)
        return join(
            "LP", digits(self.district + 1, 1), " ", digits(self.street % STREETS_PER_DISTRICT + 1, 1),
            take(_POSTCODE_LETTERS, first), take(_POSTCODE_LETTERS, second),
        )  # fmt: skip

    def latitudes(self, places: int) -> pl.Series:
        """Latitudes with `places` decimals."""
        return decimals(self._coordinate("north", 0), places)

    def longitudes(self, places: int) -> pl.Series:
        """Longitudes with `places` decimals."""
        return decimals(self._coordinate("east", 1), places)

    def _coordinate(self, side: str, axis: int) -> Floats:
        """Centre of the district, moved by less than a kilometre, always alike for one house."""
        centres = np.array([_CENTRE[axis] + district[side] / 100 for district in _DISTRICTS])
        moved = Draws("house", self.houses, 0).uniform(side) - 0.5
        return centres[self.district] + moved * 0.018


def addresses(draws: Draws, name: str) -> Addresses:
    """Draw houses anywhere in the city."""
    return Addresses(draws.below(name, len(STREETS) * HOUSES_PER_STREET))


def houses_in(draws: Draws, name: str, district: Integers) -> Addresses:
    """Draw houses in given districts."""
    size = STREETS_PER_DISTRICT * HOUSES_PER_STREET
    return Addresses(district * size + draws.below(name, size))
