"""The places of rows, batch by batch: coordinates in two columns or one, lines in one cell, names of places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pia_toolkit.cells.coordinates import Floats, Pairs, are_degrees, axis_numbers, pair_numbers
from pia_toolkit.disclosure_risk.encode import ColumnEncoder
from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.disclosure_risk.series.paths import Notation, read_points

_WITH_MINUTES = r"[0-9]\s*(?:[°º]|d(?:eg)?)\s*[0-9]+[0-9.,]*\s*['′’m]|[NSns]\s*[0-9]{1,2}\s[0-9]"
_MINUTES = 60
_HUNDRED = 100
_LEAST_PLACES = 50
"""With fewer different places, whole degrees times a hundred plus minutes may be chance."""

_GREATEST = (9_000, 18_000)
"""90 and 180 degrees, written as degrees times a hundred plus minutes."""


class PlaceForm(Enum):
    """How the columns of a place hold it."""

    TWO_COLUMNS = "two-columns"
    ONE_COLUMN = "one-column"
    PATH = "path"
    NAMES = "names"


@dataclass(frozen=True)
class PlaceColumns:
    """The columns of one place per row (or, for a path, of several), and how they hold it.

    `in_degrees`: the columns were recognised as latitude and longitude, not as a national grid.
    """

    form: PlaceForm
    columns: tuple[str, ...]
    notation: Notation | None = None
    in_degrees: bool = True


@dataclass(frozen=True)
class RowPlaces:
    """Coordinates as read, NaN where there are none. `rows`: the row of each, None when every row has one.

    `in_minutes`: cells that were written in degrees and minutes.
    """

    rows: Numbers | None = field(repr=False)
    north: Floats = field(repr=False)
    east: Floats = field(repr=False)
    in_degrees: bool
    in_minutes: int


class PlaceReader:
    """Reads the places of rows whose columns are known."""

    def __init__(self, place: PlaceColumns) -> None:
        self.place = place
        self._read_rows = 0
        self._rows: list[Numbers] = []
        self._first: list[Floats] = []
        self._second: list[Floats] = []
        self._pairs: list[Pairs] = []
        self._in_minutes = 0
        self.names = ColumnEncoder(place.columns[0])

    def update(self, batch: pa.RecordBatch) -> None:
        """Take in one Arrow record batch that has the columns."""
        cells = [batch.column(name).cast(pa.large_string()) for name in self.place.columns]
        if self.place.form in (PlaceForm.TWO_COLUMNS, PlaceForm.ONE_COLUMN):
            written = pc.match_substring_regex(cells[0], _WITH_MINUTES)
            self._in_minutes += pc.sum(written).as_py() or 0
        if self.place.form is PlaceForm.TWO_COLUMNS:
            self._first.append(axis_numbers(cells[0]))
            self._second.append(axis_numbers(cells[1]))
        elif self.place.form is PlaceForm.ONE_COLUMN:
            self._pairs.append(pair_numbers(cells[0]))
        elif self.place.notation is not None:
            points = read_points(cells[0], self.place.notation)
            self._rows.append(points.cell + self._read_rows)
            self._first.append(points.first)
            self._second.append(points.second)
        else:
            self.names.update(cells[0])
        self._read_rows += batch.num_rows

    def finish(self) -> RowPlaces:
        """Return the coordinates of all rows; the order of two numbers in a cell is decided over all of them."""
        if self.place.form is PlaceForm.ONE_COLUMN:
            turned = _most_turned(self._pairs)
            ordered = [pairs.in_order(turned=turned) for pairs in self._pairs]
            self._first, self._second = [north for north, _ in ordered], [east for _, east in ordered]
        north, east = _joined(self._first), _joined(self._second)
        self._first, self._second, self._pairs = [], [], []
        rows = np.concatenate(self._rows) if self._rows else None
        if self.place.notation is not None and self.place.notation.east_first:
            north, east = east, north
        in_degrees = are_degrees(north) and are_degrees(east)
        if not in_degrees and self.place.in_degrees and _are_minutes(north, east):
            self._in_minutes, in_degrees = len(north), True
            north, east = _from_minutes(north), _from_minutes(east)
        return RowPlaces(rows, north, east, in_degrees, self._in_minutes)


def unify_names(readers: Sequence[PlaceReader]) -> tuple[npt.NDArray[np.int32], ...]:
    """Return the names of several columns as numbers that mean the same in each; -1 for no name.

    Where two columns name the same place in two ways (a number and its name), only the first is returned.
    """
    columns = [reader.names.finish() for reader in readers]
    kept = [columns[0]]
    for column in columns[1:]:
        if not any(_name_the_same(one.codes, column.codes) for one in kept):
            kept.append(column)
    values = pa.chunked_array([column.values for column in kept]).combine_chunks().dictionary_encode()
    numbers = values.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    result, start = [], 0
    for column in kept:
        of_code = np.append(np.int32(-1), numbers[start : start + len(column.values)]).astype(np.int32)
        result.append(of_code[column.codes])
        start += len(column.values)
    return tuple(result)


def _name_the_same(one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> bool:
    """Tell whether a value of one column always stands beside the same value of the other, both ways."""
    pairs = len(np.unique(one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other))
    return pairs <= max(len(np.unique(one)), len(np.unique(other)))


def _most_turned(pairs: Sequence[Pairs]) -> bool:
    """Decide whether the east comes first, by most of the cells of all batches."""
    turned = sum(len(one.first) * one.turned for one in pairs)
    return 2 * turned > sum(len(one.first) for one in pairs)


def _joined(chunks: Sequence[Floats]) -> Floats:
    return np.concatenate(chunks) if chunks else np.zeros(0)


def _are_minutes(north: Floats, east: Floats) -> bool:
    """Tell whether `5222.127` stands for 52 degrees and 22.127 minutes (NMEA): no number has 60 minutes or more."""
    placed = np.isfinite(north) & np.isfinite(east)
    axes = [np.abs(axis[placed]) for axis in (north, east)]
    if any(len(np.unique(axis[:10_000])) < _LEAST_PLACES for axis in axes) or are_degrees(axes[0]):
        return False
    return all(
        bool(np.all((axis % _HUNDRED < _MINUTES) & (axis <= greatest)))
        for axis, greatest in zip(axes, _GREATEST, strict=True)
    )


def _from_minutes(axis: Floats) -> Floats:
    degrees: Floats = np.trunc(axis / _HUNDRED)
    return degrees + (axis - degrees * _HUNDRED) / _MINUTES
