"""Which columns of a table tell who was where and when, or how much a household used."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pia_toolkit.cells.coordinates import axis_numbers, pair_numbers
from pia_toolkit.cells.timestamps import DAY, MICROSECONDS, Order, read_moments
from pia_toolkit.disclosure_risk.choice_rules import choice_rules
from pia_toolkit.disclosure_risk.places import Place, find_places
from pia_toolkit.disclosure_risk.series.paths import recognise
from pia_toolkit.disclosure_risk.series.place_cells import PlaceColumns, PlaceForm
from pia_toolkit.disclosure_risk.series.rules import trace_rules
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import ColumnVerdict, Role, TableVerdict, Unit, UnitKind

_NUMBERED = re.compile(r"^(?P<stem>.*?)_?0*(?P<number>[0-9]+)$")
_READINGS_A_DAY = (24, 48, 96, 144, 288)
_SECONDS_A_DAY = DAY // MICROSECONDS
_CHARACTERS_PER_POINT = 20
_NUMERIC = ("integer", "decimal")

FOLLOWED = ("records", "traces", "load-curves")
"""Kinds of tables whose rows are about persons, households, vehicles or devices."""


@dataclass(frozen=True)
class TraceColumns:
    """Who (None: each row is a trace of its own), and for each place of a row the columns of its moment, if any."""

    unit: str | None
    places: tuple[PlaceColumns, ...]
    times: tuple[tuple[str, ...], ...]

    @property
    def share_moments(self) -> bool:
        """Whether several places of a row have one moment: how fast somebody went between them is not told."""
        by_form = any(place.form is PlaceForm.PATH for place in self.places)
        return by_form or len(set(self.times)) < len(self.places)

    @property
    def wanted(self) -> list[str]:
        """The columns to read, each once."""
        places = [name for place in self.places for name in place.columns]
        times = [name for names in self.times for name in names]
        return list(dict.fromkeys([*([self.unit] if self.unit else []), *places, *times]))


@dataclass(frozen=True)
class CurveColumns:
    """Which household, when, and the readings: one column, or one for each moment of the row's day.

    `offsets`: seconds from the moment of the row (from 1970, where it has none) to each reading.
    """

    unit: str
    time: tuple[str, ...]
    readings: tuple[str, ...]
    offsets: tuple[int, ...] = (0,)

    @property
    def wanted(self) -> list[str]:
        """The columns to read, each once."""
        return list(dict.fromkeys([self.unit, *self.time, *self.readings]))


def find_series(table: Table, verdict: TableVerdict, unit: Unit) -> TraceColumns | CurveColumns | None:
    """Find what makes a table one of traces or load curves; None where its rows follow nobody.

    A table without personal data follows nobody, unless the user names the column that tells whom. A row that has
    several places (a trip with its start and end, a line) is a trace by itself.
    """
    chosen = unit.column is not None and unit.column != verdict.unit.column
    if not chosen and not (verdict.contains_personal_data and verdict.kind in FOLLOWED):
        return None
    times = _find_times(verdict)
    carrier = verdict.column(unit.column) if unit.column else None
    if carrier is not None:
        curves = _find_curves(verdict, carrier, unit, times)
        if curves is not None:
            return curves
    places = _find_places(table, verdict, unit.column)
    several = len(places) > 1 or any(place.form is PlaceForm.PATH for place in places)
    comes_back = carrier is not None and (
        carrier.profile.filled >= trace_rules().least_rows * max(1, carrier.profile.distinct)
    )
    if not (several or (comes_back and (places or times))):
        return None
    shared = tuple(times[min(place, len(times) - 1)] for place in range(len(places) or 1)) if times else ()
    return TraceColumns(unit.column, places, shared)


def points_per_row(columns: TraceColumns | CurveColumns, verdict: TableVerdict) -> int:
    """Return how many points or readings a row gives; of a line, half as many as the longest may have."""
    if isinstance(columns, CurveColumns):
        return len(columns.readings)
    lines = [verdict.column(place.columns[0]) for place in columns.places if place.form is PlaceForm.PATH]
    longest = max((line.profile.longest for line in lines if line), default=0)
    return max(1, len(columns.places)) + longest // (2 * _CHARACTERS_PER_POINT)


def _filled(column: ColumnVerdict) -> bool:
    return column.profile.filled > trace_rules().mostly_filled * column.profile.rows


def _of(verdict: TableVerdict, categories: Sequence[str]) -> list[str]:
    return [column.name for column in verdict.with_category(*categories) if _filled(column)]


def _find_times(verdict: TableVerdict) -> tuple[tuple[str, ...], ...]:
    """Return the columns of each moment of a row, in the order of the file."""
    rules = trace_rules()
    moments = _of(verdict, rules.moments)
    if moments:
        return tuple((name,) for name in moments)
    dates, clocks = _of(verdict, rules.dates), _of(verdict, rules.times_of_day)
    if not dates or not clocks:
        return tuple((name,) for name in dates or clocks)
    return tuple((dates[min(place, len(dates) - 1)], clock) for place, clock in enumerate(clocks))


def _find_places(table: Table, verdict: TableVerdict, unit: str | None) -> tuple[PlaceColumns, ...]:
    """Return the places of a row: lines, else coordinates, else names. One way of telling places is enough."""
    texts = _read_texts(table, verdict, unit)
    for name in texts:
        notation = recognise(texts[name], trace_rules().mostly_places)
        if notation is not None:
            return (PlaceColumns(PlaceForm.PATH, (name,), notation),)
    filled = {column.name for column in verdict.columns if _filled(column)}
    told = find_places(verdict)
    pairs = [place for place in told if len(place.columns) > 1 and filled.issuperset(place.columns)]
    pairs = pairs or [place for one in told if len(told) == 1 for place in _completed(verdict, one)]
    for geographic in (True, False):
        found = [place for place in pairs if (_is_geographic(verdict, place.columns[0]) is geographic)]
        if found:
            return tuple(PlaceColumns(PlaceForm.TWO_COLUMNS, one.columns, in_degrees=geographic) for one in found)
    held = tuple(PlaceColumns(PlaceForm.ONE_COLUMN, (name,)) for name in texts if _are_pairs(texts[name]))
    halves = [name for name in texts if _are_halves(texts[name])]
    if held or len(halves) > 1:
        return held or tuple(
            PlaceColumns(PlaceForm.TWO_COLUMNS, _north_first(two, texts))
            for two in zip(halves[::2], halves[1::2], strict=False)
        )
    for categories in trace_rules().named_places:
        named = [name for name in _of(verdict, categories) if name != unit]
        if named:
            return tuple(PlaceColumns(PlaceForm.NAMES, (name,)) for name in named)
    return ()


def _completed(verdict: TableVerdict, half: Place) -> Iterator[Place]:
    """Find the other half beside a lone latitude or longitude: swapped, it is too great to be recognised as one."""
    if half.is_pair:
        return
    names = [column.name for column in verdict.columns]
    position = names.index(half.columns[0])
    for beside in (position - 1, position + 1) if half.is_east else (position + 1, position - 1):
        other = verdict.columns[beside] if 0 <= beside < len(names) else None
        if other is not None and other.role is Role.NONE and other.profile.kind == "decimal" and _filled(other):
            yield Place((other.name, names[position]) if half.is_east else (names[position], other.name))
            return


def _is_geographic(verdict: TableVerdict, name: str) -> bool:
    column = verdict.column(name)
    return column is not None and column.category not in choice_rules().coordinates.northing


def _read_texts(table: Table, verdict: TableVerdict, unit: str | None) -> dict[str, pa.Array]:
    """Return the first cells of the columns whose texts may hold coordinates or lines."""
    roles = (Role.LOCATION, Role.FREE_TEXT, Role.NONE)
    names = [
        column.name
        for column in verdict.columns
        if column.role in roles
        and column.profile.kind not in (*_NUMERIC, "date", "datetime", "empty")
        and column.profile.longest >= trace_rules().shortest_place
        and _filled(column)
        and column.name in table.columns
        and column.name != unit
    ]
    if not names:
        return {}
    with closing(iter(table.batches(names))) as batches:  # type: ignore[type-var]  # readers yield from generators
        first = next(batches, None)
    return {} if first is None else {name: first.column(name).drop_null() for name in names}


def _are_pairs(cells: pa.Array) -> bool:
    """Tell whether most cells are one point."""
    pairs = pair_numbers(cells)
    return bool(len(cells)) and float(np.isfinite(pairs.first).mean()) >= trace_rules().mostly_places


def _are_halves(cells: pa.Array) -> bool:
    """Tell whether most cells are one half of a point by their letters or signs, such as `52°22'12"N`."""
    signed = cells.filter(pc.match_substring_regex(cells, r"(?i)[0-9]\s*°|[0-9'′\"″]\s*[NSEWO]$|^[NSEWO]\s*[0-9]"))
    return int(np.count_nonzero(np.isfinite(axis_numbers(signed)))) > trace_rules().mostly_places * len(cells)


def _north_first(two: tuple[str, str], texts: dict[str, pa.Array]) -> tuple[str, str]:
    """Return two columns in the order north, east: as their letters say, else as in the file."""
    letters = pc.sum(pc.match_substring_regex(texts[two[1]], "(?i)[NS]")).as_py() or 0
    return (two[1], two[0]) if 2 * letters > len(texts[two[1]]) else two


def _find_curves(
    verdict: TableVerdict, carrier: ColumnVerdict, unit: Unit, times: tuple[tuple[str, ...], ...]
) -> CurveColumns | None:
    """Find the readings of a load curve, in a column of their own or in one for each moment."""
    metered = unit.kind is UnitKind.HOUSEHOLD or verdict.kind == "load-curves"
    wide = _find_wide(verdict, carrier.name) if metered else {}
    if wide:
        dated = min(wide.values()) >= _SECONDS_A_DAY
        return CurveColumns(carrier.name, times[0] if times and not dated else (), tuple(wide), tuple(wide.values()))
    if verdict.kind != "load-curves" or not times:
        return None
    for category in trace_rules().readings:
        named = [name for name in _of(verdict, [category]) if name != carrier.name]
        if named:
            return CurveColumns(carrier.name, times[0], (named[0],))
    return None


def _find_wide(verdict: TableVerdict, unit: str) -> dict[str, int]:
    """Return the columns that are called after a moment, and its seconds; none unless there are many."""
    names = [column.name for column in verdict.columns if column.profile.kind in _NUMERIC and column.name != unit]
    enough = trace_rules().least_reading_columns
    moments = read_moments(pa.array(names, pa.large_string()))
    order = max(Order, key=lambda one: int(moments[one].known.sum()))
    known, dated = moments[order].known, moments[order].dated
    if np.count_nonzero(known) >= enough:
        known &= dated == (dated[known].mean() > 0.5)  # noqa: PLR2004  # as most of them
        seconds = moments[order].microseconds // MICROSECONDS
        return {name: int(at) for name, at, one in zip(names, seconds, known, strict=True) if one}
    return _find_numbered(names)


def _find_numbered(names: Sequence[str]) -> dict[str, int]:
    """Return columns such as `hh_0` to `hh_47`, one for each step of a day."""
    runs: dict[str, dict[int, str]] = {}
    for name in names:
        found = _NUMBERED.match(name)
        if found:
            runs.setdefault(found["stem"], {})[int(found["number"])] = name
    for run in runs.values():
        first = min(run)
        if len(run) in _READINGS_A_DAY and first in (0, 1) and max(run) - first + 1 == len(run):
            step = _SECONDS_A_DAY // len(run)
            return {run[number]: (number - first) * step for number in sorted(run)}
    return {}
