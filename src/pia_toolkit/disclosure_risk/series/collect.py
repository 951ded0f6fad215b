"""Read a table once, in a stream, into the arrays that traces and load curves are measured on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from pia_toolkit.disclosure_risk.encode import Codes, ColumnEncoder
from pia_toolkit.disclosure_risk.series.clocks import ClockReader, Times, ZoneCount
from pia_toolkit.disclosure_risk.series.columns import CurveColumns, TraceColumns
from pia_toolkit.disclosure_risk.series.load_curves import LoadCurves
from pia_toolkit.disclosure_risk.series.place_cells import PlaceForm, PlaceReader, RowPlaces, unify_names
from pia_toolkit.disclosure_risk.series.trace_sanity import RawTraces
from pia_toolkit.domain.dataset import Table

Array = TypeVar("Array", bound=npt.NDArray[Any])

_NUMBER = r"^\s*([-+]?[0-9]*\.?[0-9]+)\s*[\p{L}µ][\p{L}0-9²³/]*\s*$"


@dataclass(frozen=True)
class Collected:
    """Traces as read: those of `unit_count` units; `rows_without_unit` were left out.

    `in_minutes`: cells that held degrees and minutes.
    """

    raw: RawTraces = field(repr=False)
    unit_count: int
    rows_without_unit: int
    zones: ZoneCount
    in_minutes: int = 0


def collect_traces(table: Table, columns: TraceColumns) -> Collected:
    """Read traces. A row with several places gives several points, one after the other."""
    who = ColumnEncoder(columns.unit) if columns.unit else None
    places = [PlaceReader(place) for place in columns.places]
    clocks = {names: ClockReader(names) for names in columns.times}
    rows = 0
    for batch in table.batches(columns.wanted):
        rows += batch.num_rows
        if who:
            who.update(batch.column(who.name))
        for place in places:
            place.update(batch)
        for clock in clocks.values():
            clock.update(batch)
    units, count = _units(who, rows)
    read = {names: clock.finish() for names, clock in clocks.items()}
    moments = [read[names] for names in columns.times]
    zones = moments[0].zones if moments else ZoneCount()
    if places and places[0].place.form is PlaceForm.NAMES:
        named = unify_names(places)
        raw = _raw(units, moments[: len(named)], len(named), named=_interleave(named))
        in_minutes = 0
    elif places:
        found = [reader.finish() for reader in places]
        raw = _with_coordinates(units, moments, found)
        in_minutes = sum(one.in_minutes for one in found)
    else:
        raw, in_minutes = _raw(units, moments, 1), 0
    # What was read in between is given back to the system before anything is counted.
    pa.default_memory_pool().release_unused()
    return Collected(_without_strangers(raw), count, int(np.count_nonzero(units < 0)), zones, in_minutes)


def collect_curves(table: Table, columns: CurveColumns) -> tuple[LoadCurves, ZoneCount]:
    """Read load curves. Readings of rows without a household or a moment are NaN: they count as not usable."""
    who = ColumnEncoder(columns.unit)
    clock = ClockReader(columns.time) if columns.time else None
    readings: list[npt.NDArray[np.float32]] = []
    for batch in table.batches(columns.wanted):
        who.update(batch.column(columns.unit))
        if clock:
            clock.update(batch)
        readings.append(_interleave([_numbers(batch.column(name)) for name in columns.readings]))
    values = np.concatenate(readings) if readings else np.zeros(0, np.float32)
    rows = len(values) // len(columns.readings)
    units, count = _units(who, rows)
    times = clock.finish() if clock else Times(np.zeros(rows, np.int64), np.ones(rows, np.bool_), ZoneCount())
    usable = times.known & (units >= 0)
    seconds = (times.seconds[:, None] + np.array(columns.offsets)).ravel()
    wide = len(columns.readings)
    values[~np.repeat(usable, wide)] = np.nan
    return LoadCurves(np.repeat(np.maximum(units, 0), wide), count, seconds, values), times.zones


def _units(who: ColumnEncoder | None, rows: int) -> tuple[Codes, int]:
    """Return whom each row is about, -1 where it does not say it, and how many there are."""
    if who is None:
        return np.arange(rows, dtype=np.int32), rows
    column = who.finish()
    return column.codes - np.int32(1), column.distinct


def _with_coordinates(units: Codes, moments: list[Times], places: list[RowPlaces]) -> RawTraces:
    """Put units and moments beside the coordinates of each row."""
    in_degrees = all(place.in_degrees for place in places)
    rows = places[0].rows
    if rows is not None:
        of_place = [Times(time.seconds[rows], time.known[rows], time.zones) for time in moments]
        raw = _raw(units[rows], of_place, 1, in_degrees=in_degrees)
    else:
        raw = _raw(units, moments, len(places), in_degrees=in_degrees)
    north = _interleave([place.north for place in places])
    east = _interleave([place.east for place in places])
    return RawTraces(raw.units, north, east, raw.seconds, raw.timed, in_degrees=in_degrees)


def _raw(
    units: Codes, moments: list[Times], each: int, *, in_degrees: bool = True, named: Codes | None = None
) -> RawTraces:
    """Return traces without coordinates, with `each` points for every row."""
    seconds = _interleave([time.seconds for time in moments]) if moments else None
    timed = _interleave([time.known for time in moments]) if moments else None
    return RawTraces(np.repeat(units, each) if each > 1 else units, None, None, seconds, timed, in_degrees, named)


def _without_strangers(raw: RawTraces) -> RawTraces:
    """Leave out the points of rows that do not say whom they are about."""
    known = raw.units >= 0
    return raw if known.all() else raw.only(known)


def _interleave(columns: Sequence[Array]) -> Array:
    """Put the values of a row one after the other."""
    if len(columns) == 1:
        return columns[0]
    together = np.empty((len(columns[0]), len(columns)), columns[0].dtype)
    for place, column in enumerate(columns):
        together[:, place] = column
    return together.reshape(-1)  # type: ignore[return-value]  # an array of the same numbers


def _numbers(cells: pa.Array) -> npt.NDArray[np.float32]:
    """Read readings, NaN where a cell is no number; a unit behind the number is set aside."""
    text = pl.Series(cells.cast(pa.large_string()), dtype=pl.String).str.replace(",", ".", literal=True)
    numbers = text.str.strip_chars().cast(pl.Float32, strict=False)
    if numbers.null_count() > text.null_count():
        numbers = numbers.fill_null(text.str.extract(_NUMBER).cast(pl.Float32, strict=False))
    return numbers.fill_null(np.nan).to_numpy(writable=True)
