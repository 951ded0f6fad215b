"""Places written as text (GeoJSON, KML, GPX) as location columns; every coordinate stays as it stands."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.readers.geodata.coordinate_system import DEGREES, CoordinateSystem
from pia_toolkit.readers.geodata.geometry_columns import GEOMETRY, GeometrySurvey
from pia_toolkit.readers.geodata.geometry_walk import LINES
from pia_toolkit.readers.json_documents.characters import Value, as_text

if TYPE_CHECKING:
    from pia_toolkit.readers.geodata.geometry_precision import Floats

Position = Sequence[str]
"""Longitude, latitude and perhaps the height, as they stand."""

TYPE, LONGITUDE, LATITUDE, POINTS, END_LONGITUDE, END_LATITUDE = (
    f"{GEOMETRY}.{part}" for part in ("type", "longitude", "latitude", "points", "end.longitude", "end.latitude")
)
_AT_ONCE = 65_536


def place_cells(kind: str, first: Position, last: Position, points: int, way: str = GEOMETRY) -> dict[str, str]:
    """Return the location columns of one geometry: its type, its first point, how many it has, where a line ends.

    `way`: what their names begin with.
    """
    cells = {"type": kind}
    cells |= zip(("longitude", "latitude", "altitude"), first, strict=False)
    if points > 1:
        cells["points"] = str(points)
    if points > 1 and kind in LINES:
        cells |= zip(("end.longitude", "end.latitude"), last[:2], strict=False)
    return {f"{way}.{name}" if way else name: text for name, text in cells.items() if text}


def geometry_cells(geometry: Mapping[str, Value], way: str, depth: int) -> dict[str, str]:
    """Return the location columns of a GeoJSON geometry; every coordinate stays as it stands."""
    first, last, points = _walk(geometry, depth)
    return place_cells(as_text(geometry["type"]), first, last, points, way)


def _walk(geometry: Mapping[str, Value], depth: int) -> tuple[Sequence[str], Sequence[str], int]:
    """Return the first and the last position of a geometry, and how many there are."""
    first: Sequence[str] = ()
    last: Sequence[str] = ()
    points = 0
    waiting: list[tuple[Value, int]] = [(geometry, depth)]
    while waiting:
        part, left = waiting.pop()
        if left < 0:
            continue
        if isinstance(part, dict):
            part = part.get("geometries", part.get("coordinates"))
        if not isinstance(part, list) or not part:
            continue
        if isinstance(part[0], (list, dict)):
            waiting += [(inner, left - 1) for inner in reversed(part)]
        else:
            last = tuple(as_text(number) for number in part[:3])
            first = first or last
            points += 1
    return first, last, points


class PlaceSurvey:
    """Looks at rows with location columns, one by one, and tells how fine their coordinates are."""

    def __init__(self, told: CoordinateSystem | None = DEGREES) -> None:
        self.survey = GeometrySurvey(told)
        self._waiting: list[tuple[float, float]] = []

    def update(self, cells: Mapping[str, str]) -> None:
        """Look at the location columns of one more row."""
        self.survey.features += 1
        points = int(cells.get(POINTS, LONGITUDE in cells))
        self.survey.points[points] += 1
        self.survey.lines += cells.get(TYPE) in LINES
        place = number_of(cells.get(LONGITUDE)), number_of(cells.get(LATITUDE))
        if all(map(math.isfinite, place)):
            self._waiting.append(place)
        else:
            self.survey.unplaced += 1
        if len(self._waiting) >= _AT_ONCE:
            self._look()

    def update_points(self, longitudes: "Floats", latitudes: "Floats") -> None:
        """Look at many more rows, each with a point or, where the longitude is NaN, without."""
        import numpy as np

        self.survey.features += len(longitudes)
        for points, rows in enumerate((np.isnan(longitudes).sum(), (~np.isnan(longitudes)).sum())):
            if rows:
                self.survey.points[points] += int(rows)
        placed = np.isfinite(longitudes) & np.isfinite(latitudes)
        self.survey.unplaced += int((~placed).sum())
        places = list(zip(longitudes[placed].tolist(), latitudes[placed].tolist(), strict=True))
        while places:
            room = _AT_ONCE - len(self._waiting)
            self._waiting += places[:room]
            places = places[room:]
            if len(self._waiting) >= _AT_ONCE:
                self._look()

    def notes(self) -> tuple[ReadingNote, ...]:
        """Tell what was found out."""
        self._look()
        return self.survey.notes()

    def _look(self) -> None:
        import numpy as np

        if self._waiting:
            self.survey.update_positions(np.array(self._waiting))
            self._waiting = []


def number_of(text: str | None) -> float:
    """Return a coordinate as a number; NaN if it is none."""
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan
