"""The places of GeoJSON features: which coordinate system, how fine, and the way into WGS84 where it is another."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.readers.geodata.coordinate_system import DEGREES, CoordinateSystem, coordinate_system
from pia_toolkit.readers.geodata.geometry_columns import GEOMETRY, GeometryColumns
from pia_toolkit.readers.geodata.place_text import (
    END_LATITUDE,
    END_LONGITUDE,
    LATITUDE,
    LONGITUDE,
    TYPE,
    PlaceSurvey,
    number_of,
)
from pia_toolkit.readers.json_documents.flatten import FlatRow
from pia_toolkit.readers.json_documents.json_table import stretches
from pia_toolkit.readers.json_documents.regular_records import FlatColumns

if TYPE_CHECKING:
    import pyarrow as pa

    from pia_toolkit.readers.geodata.geometry_precision import Floats

_CRS = re.compile(rb'"crs"\s*:\s*\{[^{}]*\{[^{}]*?"name"\s*:\s*"([^"]{1,200})"')
_AT_ONCE = 8192
_PLAIN = {"longitude": "x", "latitude": "y"}
_PAIRS = ((LONGITUDE, LATITUDE), (END_LONGITUDE, END_LATITUDE))


def stated_system(head: bytes) -> CoordinateSystem | None:
    """Return the coordinate system a GeoJSON text states at its beginning (GeoJSON 2008); else WGS84 (RFC 7946)."""
    found = _CRS.search(head)
    return coordinate_system(found[1].decode(errors="replace")) if found else DEGREES


class JsonPlaces:
    """The places of one table: looked at row by row, then told in WGS84 whatever they stand in."""

    def __init__(self, told: CoordinateSystem | None) -> None:
        self._survey = PlaceSurvey(told)
        self._met = False

    def update(self, cells: Mapping[str, str]) -> None:
        """Look at one more row."""
        if self._met or TYPE in cells:
            self._met = True
            self._survey.update(cells)

    def update_columns(self, rows: FlatColumns) -> None:
        """Look at many more rows at once; all their places are points."""
        kinds = rows.cells.get(TYPE)
        first = 0 if self._met or kinds is None else kinds.is_valid().index(value=True).as_py()
        if not self._met and (kinds is None or first < 0):
            return
        self._met = True
        sides = [_numbers(rows.cells.get(name), rows.rows)[first:] for name in (LONGITUDE, LATITUDE)]
        self._survey.update_points(*sides)

    def notes(self) -> tuple[ReadingNote, ...]:
        """Tell what was found out; of which geometries only the first point was read is told for the whole document."""
        return tuple(note for note in self._survey.notes() if note.code != "first-points-only") if self._met else ()

    @cached_property
    def columns(self) -> GeometryColumns | None:
        """Return how places are worked out; None where they can stay as they stand."""
        if not self._met:
            return None
        self._survey.notes()
        columns = self._survey.survey.columns()
        return columns if columns.system.to_wgs84 or "longitude" not in columns.names else None

    def name(self, name: str) -> str:
        """Return what to call a column: x and y where the coordinate system is not known."""
        if self.columns is None or "longitude" in self.columns.names or not name.startswith(f"{GEOMETRY}."):
            return name
        before, _, last = name.rpartition(".")
        return f"{before}.{_PLAIN.get(last, last)}"

    def placed(self, rows: Iterator[FlatRow | FlatColumns]) -> Iterator[FlatRow | FlatColumns]:
        """Yield rows with their places in WGS84."""
        columns = self.columns
        if columns is None or columns.system.to_wgs84 is None:
            yield from rows
            return
        for stretch in stretches(rows):
            if isinstance(stretch, FlatColumns):
                yield _moved(stretch, columns)
                continue
            while bundle := list(islice(stretch, _AT_ONCE)):
                moved = [dict(row) for row in bundle]
                for east, north in _PAIRS:
                    _move(moved, (east, north), columns)
                yield from moved


def _numbers(texts: "pa.Array | None", count: int) -> "Floats":
    """Return coordinates as numbers; NaN for what is none."""
    import numpy as np

    return np.array([number_of(text) for text in texts.to_pylist()] if texts is not None else [math.nan] * count)


def _moved(rows: FlatColumns, columns: GeometryColumns) -> FlatColumns:
    """Return many rows with their coordinates in WGS84."""
    import pyarrow as pa

    cells = dict(rows.cells)
    for names in _PAIRS:
        if not all(name in cells for name in names):
            continue
        texts = zip(*(cells[name].to_pylist() for name in names), strict=True)
        pairs = [dict(zip(names, pair, strict=True)) if all(pair) else {} for pair in texts]
        _move(pairs, names, columns)
        cells |= {name: pa.array([pair.get(name) or None for pair in pairs], pa.large_string()) for name in names}
    return replace(rows, cells=cells)


def _move(rows: Sequence[FlatRow], names: tuple[str, str], columns: GeometryColumns) -> None:
    """Put the coordinates of rows, under two names, into WGS84."""
    import numpy as np

    from pia_toolkit.readers.as_text import as_text as text_of

    placed = [row for row in rows if names[0] in row and names[1] in row]
    positions = np.array([[number_of(row[name]) for name in names] for row in placed]).reshape(-1, 2)
    for name, side in zip(names, columns.places(positions), strict=True):
        for row, text in zip(placed, text_of(side).to_pylist(), strict=True):
            row[name] = text or ""
