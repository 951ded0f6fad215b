"""Random draws that depend on nothing but a seed, a name and a number.

Every draw is a hash of (seed, name of the draw, key). A key is a row number, or the number of a vehicle,
device or person, which then has the same properties wherever it turns up. So tables can be made in pieces of
any size, and the bytes are the same on every machine and with every version of numpy.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draws:
    """Draws for some keys of a table; `total` is the number of rows the whole table will have."""

    seed: str
    keys: Integers
    total: int

    def of(self, keys: Integers) -> "Draws":
        """Return draws for other keys: one per device, say, in place of one per row."""
        return replace(self, keys=keys)

    def uniform(self, name: str) -> Floats:
        """Numbers from 0 up to, not including, 1."""
        return (self._bits(name) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, name: str, bound: int | Integers) -> Integers:
        """Whole numbers from 0 up to, not including, `bound`."""
        return np.asarray(self.uniform(name) * bound).astype(np.int64)

    def between(self, name: str, lowest: int, highest: int) -> Integers:
        """Whole numbers from `lowest` to `highest`, both included."""
        return self.below(name, highest - lowest + 1) + lowest

    def bell(self, name: str) -> Floats:
        """Numbers around 0, mostly between -2 and 2: the sum of four uniform draws, scaled to variance 1."""
        parts = np.array([self.uniform(f"{name} {part}") for part in range(4)])
        return np.asarray((parts.sum(axis=0) - 2.0) * np.sqrt(3.0))

    def chance(self, name: str, share: float) -> NDArray[np.bool_]:
        """Whether each key belongs to a `share` of all."""
        return self.uniform(name) < share

    def weighted(self, name: str, weights: Sequence[float]) -> Integers:
        """Positions in `weights`, each as often as its weight says."""
        steps = np.cumsum(weights) / np.sum(weights)
        return np.searchsorted(steps[:-1], self.uniform(name), side="right").astype(np.int64)

    def pick(self, name: str, pool: Sequence[str], weights: Sequence[float] | None = None) -> pl.Series:
        """Words out of `pool`, all equally often unless `weights` are given."""
        positions = self.weighted(name, weights) if weights else self.below(name, len(pool))
        return take(pool, positions)

    def letters(self, name: str, alphabet: str, length: int) -> pl.Series:
        """Words of `length` letters out of `alphabet`."""
        parts = [self.pick(f"{name} {place}", alphabet) for place in range(length)]
        return join(*parts)

    def _bits(self, name: str) -> NDArray[np.uint64]:
        """Hash the keys with the splitmix64 finalizer, salted by seed and name."""
        salt = np.uint64(int.from_bytes(hashlib.sha256(f"{self.seed}/{name}".encode()).digest()[:8]))
        mixed = self.keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + salt
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        return mixed ^ (mixed >> np.uint64(31))


def take(pool: Sequence[str], positions: Integers) -> pl.Series:
    """Return the words of `pool` at `positions`."""
    return pl.Series(list(pool), dtype=pl.String).gather(positions)


def digits(numbers: Integers, width: int) -> pl.Series:
    """Write whole numbers with leading zeros."""
    return pl.Series(numbers).cast(pl.String).str.zfill(width)


def join(*parts: pl.Series | str) -> pl.Series:
    """Write texts and series of texts behind one another."""
    return pl.select(pl.concat_str([pl.lit(part) for part in parts])).to_series()


def choose(
    flags: NDArray[np.bool_], where_true: pl.Series | str | None, where_false: pl.Series | str | None
) -> pl.Series:
    """Take each value from one side or the other; None leaves the cell empty."""
    chosen = pl.when(pl.lit(pl.Series(flags))).then(pl.lit(where_true)).otherwise(pl.lit(where_false))
    return pl.select(chosen).to_series()


def switch(positions: Integers, columns: Sequence[pl.Series]) -> pl.Series:
    """Take each value from the one of `columns` that `positions` names for its row."""
    return pl.concat(columns).gather(positions * len(positions) + np.arange(len(positions)))


def decimals(numbers: Floats, places: int) -> pl.Series:
    """Write numbers with a fixed count of decimals, trailing zeros kept."""
    return pl.Series(np.rint(numbers * 10**places) / 10**places).cast(pl.Decimal(18, places))
