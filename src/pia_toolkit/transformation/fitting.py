"""A step fitted to a table: what must be known of whole columns before a single value is changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pyarrow as pa

from pia_toolkit.cells.coordinates import are_degrees, axis_numbers, pair_numbers
from pia_toolkit.cells.missing import say_nothing
from pia_toolkit.cells.timestamps import Moments as ReadMoments
from pia_toolkit.cells.timestamps import Order, read_moments
from pia_toolkit.domain.steps import Bands, Cap, CoarsenPlace, CoarsenTime, Drop, Shorten
from pia_toolkit.errors import StepUnfit
from pia_toolkit.transformation.numbers import capped, in_bands, read_numbers
from pia_toolkit.transformation.places import middles, square
from pia_toolkit.transformation.times import better_order, rounded_down

_LEAST_FITTING = 0.5
"""Share of the different values that a step must fit; a column of names has no numbers to round."""

ValueStep = Bands | Cap | CoarsenTime | Shorten | CoarsenPlace | Drop
VALUE_STEPS = (Bands, Cap, CoarsenTime, Shorten, CoarsenPlace, Drop)

Change = Callable[[pa.Array], pl.Series]


@dataclass(frozen=True)
class Fitted:
    """A step that is ready to be applied, column by column.

    A value that the step does not fit, such as `old` among ages, stays as it is. A null stays a null.
    """

    step: ValueStep
    changes: Mapping[str, Change] = field(repr=False)

    def changed(self, column: str, values: pa.Array, *, numbers: bool = False) -> pa.Array:
        """Return the values of a column (an Arrow string array) as they are after the step.

        What says nothing stays as it is; `numbers`: whether a number such as -1 says nothing in this column.
        """
        found = self.changes[column](values)
        if isinstance(self.step, Drop):
            return found.to_arrow().cast(pa.large_string())
        text = pl.Series(values, dtype=pl.String)
        silent = pl.Series(say_nothing(values.fill_null(""), numbers=numbers))
        told = pl.when(silent).then(text).otherwise(pl.coalesce(found, text))
        return pl.select(told).to_series().to_arrow().cast(pa.large_string())


@dataclass
class Moments:
    """The times of columns, read once for all the steps that are tried on them."""

    _read: dict[int, tuple[pa.Array, dict[Order, ReadMoments]]] = field(default_factory=dict, repr=False)

    def of(self, values: pa.Array) -> dict[Order, ReadMoments]:
        """Read the values of a column (an Arrow string array), or remember them."""
        if id(values) not in self._read:
            self._read[id(values)] = (values, read_moments(values))  # holding the array keeps its id its own
        return self._read[id(values)][1]


def fit(step: ValueStep, columns: Mapping[str, pa.Array], moments: Moments | None = None) -> Fitted:
    """Fit a step to the different values of its columns (Arrow string arrays without nulls).

    `moments` remembers the times of columns on which several steps are tried.
    """
    match step:
        case CoarsenPlace():
            changes = _place(step, columns)
        case CoarsenTime():
            changes = {step.column: _time(step, columns[step.column], moments or Moments())}
        case _:
            changes = {step.column: _single(step)}
    return Fitted(step, changes)


def check(fitted: Fitted, columns: Mapping[str, pa.Array]) -> None:
    """Refuse a step that fits fewer than half of the different values of a column. Raises `StepUnfit`."""
    if isinstance(fitted.step, Drop):
        return
    for name, change in fitted.changes.items():
        changed = change(columns[name])
        share = 1 - changed.null_count() / len(changed) if len(changed) else 1.0
        if share < _LEAST_FITTING:
            raise StepUnfit(step=fitted.step.kind, column=name, share=round(100 * share))


def _time(step: CoarsenTime, values: pa.Array, moments: Moments) -> Change:
    order = better_order(moments.of(values))
    return lambda cells: rounded_down((moments.of if cells is values else read_moments)(cells)[order], step.period)


def _single(step: Bands | Cap | Shorten | Drop) -> Change:
    match step:
        case Bands():
            return lambda cells: in_bands(read_numbers(cells), step.width)
        case Cap():
            return lambda cells: _capped(cells, step.most)
        case Shorten():
            return lambda cells: pl.Series(cells, dtype=pl.String).str.slice(0, step.characters)
        case Drop():
            return lambda cells: pl.Series([None], dtype=pl.String).new_from_index(0, len(cells))


def _capped(cells: pa.Array, most: float) -> pl.Series:
    numbers = read_numbers(cells)
    text = capped(numbers, most, cells)
    return pl.select(pl.when(pl.Series(np.isfinite(numbers))).then(text).otherwise(None)).to_series()


def _place(step: CoarsenPlace, columns: Mapping[str, pa.Array]) -> dict[str, Change]:
    if len(step.columns) == 1:
        return {step.columns[0]: _pair(step, columns[step.columns[0]])}
    north, east = step.columns
    latitudes = axis_numbers(columns[north])
    in_degrees = are_degrees(latitudes) and are_degrees(axis_numbers(columns[east]))
    side = square(step.metres, in_degrees=in_degrees, latitude=_middle(latitudes))
    return {
        north: lambda cells: middles(axis_numbers(cells), side.north, side.decimals),
        east: lambda cells: middles(axis_numbers(cells), side.east, side.decimals),
    }


def _pair(step: CoarsenPlace, values: pa.Array) -> Change:
    """Two coordinates in one cell come back as north and east with a comma between them."""
    pairs = pair_numbers(values)
    turned = pairs.turned
    north, east = pairs.in_order(turned=turned)
    side = square(step.metres, in_degrees=are_degrees(north) and are_degrees(east), latitude=_middle(north))

    def change(cells: pa.Array) -> pl.Series:
        latitudes, longitudes = pair_numbers(cells).in_order(turned=turned)
        norths, easts = middles(latitudes, side.north, side.decimals), middles(longitudes, side.east, side.decimals)
        return pl.select(pl.concat_str(norths, pl.lit(", "), easts)).to_series()

    return change


def _middle(latitudes: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the median latitude in whole degrees."""
    known = latitudes[np.isfinite(latitudes)]
    return float(np.rint(np.median(known))) if len(known) else 0.0
