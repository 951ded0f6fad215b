"""Counts with noise, differentially private for every unit: the noise and its accounting are those of OpenDP.

What the guarantee rests on is done here and in this order: no unit has more than so many rows, whoever it is and
whatever others have; then rows are counted by cells that are public or that pass a threshold; then noise is added.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from types import ModuleType

import numpy as np
import numpy.typing as npt
import polars as pl

from pia_toolkit.errors import LibraryMissing

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Noise:
    """What a release may spend: `epsilon`; `delta`, only where cells are not public; rows of one unit that count."""

    epsilon: float
    delta: float
    per_unit: int


@dataclass(frozen=True)
class Released:
    """Counts that may be told, and the library's own account: which mechanism, and what it spends at most."""

    cells: tuple[Cell, ...]
    counts: tuple[int, ...]
    library: str
    mechanism: str
    scale: float
    threshold: int | None
    epsilon: float
    delta: float


def within_bound(units: npt.NDArray[np.integer], per_unit: int) -> npt.NDArray[np.bool_]:
    """Tell which rows count, so that no unit has more than `per_unit`, spread evenly over its rows.

    Which of a unit's rows count depends on its own rows only, as the guarantee needs.
    """
    frame = pl.DataFrame({"unit": units}).with_columns(
        place=pl.int_range(pl.len()).over("unit"), rows=pl.len().over("unit").cast(pl.Int64)
    )
    share = (pl.col("place") + 1) * per_unit // pl.col("rows") > pl.col("place") * per_unit // pl.col("rows")
    kept: npt.NDArray[np.bool_] = frame.select(share | (pl.col("rows") <= per_unit)).to_series().to_numpy()
    return kept


def release(counts: Mapping[Cell, int], noise: Noise, public: Sequence[Cell] | None) -> Released:
    """Add noise to counts of rows of which no unit has more than `noise.per_unit`.

    `public`: the cells that are told, known without the data; the rest is left out. None: cells of the data are told
    whose noisy count passes a threshold, which is what `delta` is spent on. Nobody can repeat the noise: it comes from
    the system's source of randomness, and OpenDP takes no seed. Raises `LibraryMissing`.
    """
    try:
        dp = import_module("opendp.prelude")
    except ModuleNotFoundError:
        raise LibraryMissing(library="opendp") from None
    dp.enable_features("contrib")
    scale = noise.per_unit / noise.epsilon
    if public is not None:
        return _on_public_cells(dp, counts, noise, public)
    space = (
        dp.map_domain(dp.atom_domain(T=str), dp.atom_domain(T="u32")),
        dp.l01inf_distance(dp.absolute_distance(T="u32")),
    )
    bound = (noise.per_unit, noise.per_unit, noise.per_unit)

    def spent(threshold: int) -> tuple[float, float]:
        epsilon, delta = (space >> dp.m.then_laplace_threshold(scale=scale, threshold=threshold)).map(bound)
        return float(epsilon), float(delta)

    threshold = _least(lambda tried: spent(tried)[1] <= noise.delta, noise.per_unit)
    found = (space >> dp.m.then_laplace_threshold(scale=scale, threshold=threshold))(
        {json.dumps(cell): count for cell, count in counts.items()}
    )
    noisy = {tuple(json.loads(key)): int(count) for key, count in found.items()}
    cells = tuple(sorted(noisy))
    told = tuple(noisy[cell] for cell in cells)
    epsilon, delta = spent(threshold)
    return Released(cells, told, _library(), "laplace-threshold", scale, threshold, epsilon, delta)


def _on_public_cells(dp: ModuleType, counts: Mapping[Cell, int], noise: Noise, public: Sequence[Cell]) -> Released:
    scale = noise.per_unit / noise.epsilon
    cells = tuple(dict.fromkeys(public))
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    mechanism = space >> dp.m.then_laplace(scale=scale)
    told = mechanism([counts.get(cell, 0) for cell in cells])
    spent = float(mechanism.map(noise.per_unit))
    return Released(cells, tuple(map(int, told)), _library(), "laplace", scale, None, spent, 0.0)


def _library() -> str:
    return f"opendp {version('opendp')}"


def _least(holds: Callable[[int], bool], start: int) -> int:
    """Return the least number from `start` on for which something holds that holds for all greater ones."""
    high = max(start, 1)
    while not holds(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def cells_of(columns: Iterable[Sequence[str | None]]) -> list[Cell]:
    """Return the cells of rows, given column by column; nothing said is an empty text."""
    return [tuple(part or "" for part in row) for row in zip(*columns, strict=True)]
