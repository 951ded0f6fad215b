"""Geometries as location columns: type, first point in WGS84, number of points, end of lines, height."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.readers.geodata.coordinate_system import DEGREES, UNKNOWN_METRES, CoordinateSystem
from pia_toolkit.readers.geodata.geometry_precision import (
    FINEST_METRES,
    Floats,
    GridCount,
    Precision,
    degrees_of,
    lies_on,
    round_to,
)
from pia_toolkit.readers.geodata.geometry_shapes import Shapes

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

GEOMETRY = "geometry"
"""How the columns of the geometry of a feature begin."""

_MOST_LOOKED_AT = 200_000
_DECIMALS = 7
_DEGREES = (360, 90)
_FEW = 0.05


@dataclass
class GeometrySurvey:
    """What the geometries of a layer are, gathered in one pass. `told`: the coordinate system the file states."""

    told: CoordinateSystem | None
    features: int = 0
    unplaced: int = 0
    damaged: int = 0
    lines: int = 0
    heights: bool = False
    points: Counter[int] = field(default_factory=Counter)
    grid: GridCount | None = None
    positions: int = 0
    beyond_degrees: int = 0
    somewhere: tuple[float, float] = (0.0, 0.0)

    @property
    def in_degrees(self) -> bool:
        """Whether the numbers can be degrees, but for a few such as -9999 for "not known"."""
        return self.beyond_degrees <= _FEW * self.positions

    @property
    def stated(self) -> CoordinateSystem | None:
        """The coordinate system the file states, unless it is degrees and the numbers cannot be."""
        return None if self.told and self.told.in_degrees and not self.in_degrees else self.told

    @property
    def system(self) -> CoordinateSystem:
        """The coordinate system that is worked with: the stated one, or the one the numbers look like."""
        return self.stated or (DEGREES if self.in_degrees else UNKNOWN_METRES)

    def update(self, shapes: Shapes) -> None:
        """Look at another batch."""
        import numpy as np

        self.features += len(shapes.kinds)
        self.unplaced += int(np.count_nonzero(~shapes.are_placed))
        self.damaged += shapes.damaged
        self.lines += int(np.count_nonzero(shapes.are_lines))
        self.heights |= bool(np.isfinite(shapes.first[:, 2]).any())
        counts, rows = np.unique(shapes.points, return_counts=True)
        self.points.update(dict(zip(counts.tolist(), rows.tolist(), strict=True)))
        self.update_positions(shapes.every)

    def update_positions(self, positions: Floats) -> None:
        """Look at the coordinates of more points; of very many, at some of them evenly spread."""
        import numpy as np

        if len(positions) > _MOST_LOOKED_AT:
            positions = positions[:: len(positions) // _MOST_LOOKED_AT + 1]
        placed = positions[np.isfinite(positions).all(axis=1)]
        if len(placed):
            self.positions += len(placed)
            self.beyond_degrees += int(np.count_nonzero((np.abs(placed) > _DEGREES).any(axis=1)))
            if self.grid is None:
                self.somewhere = (float(placed[0, 0]), float(placed[0, 1]))
                self.grid = GridCount(self.system.finest, self.system.believed)
            self.grid.update(placed.ravel())

    @property
    def metres(self) -> float:
        """Ground length of a unit where the first of the places is."""
        return self.system.ground_metres(*self.somewhere)

    @property
    def several(self) -> int:
        """Features that have more than one point."""
        return sum(rows for count, rows in self.points.items() if count > 1)

    def notes(self) -> tuple[ReadingNote, ...]:
        """Tell what was found out."""
        precision = self.grid.precision() if self.grid else None
        notes = [ReadingNote(code="crs", values={"crs": self.stated.name})] if self.stated else []
        if precision and not self.stated:
            notes.append(ReadingNote(code="crs-assumed" if self.in_degrees else "crs-unknown"))
        if precision and (self.stated or self.in_degrees):
            metres = max(FINEST_METRES, float(f"{precision.usual.step * self.metres:.2g}"))
            metres = int(metres) if metres.is_integer() else metres
            notes.append(ReadingNote(code="geometry-precision", values={"metres": metres}))
        if self.several:
            notes.append(ReadingNote(code="first-points-only", values={"count": self.several}))
        if self.lines:
            notes.append(ReadingNote(code="traces", values={"count": self.lines, "points": self._median_points()}))
        if self.damaged:
            notes.append(ReadingNote(code="geometry-damaged", values={"count": self.damaged}))
        if self.unplaced:
            notes.append(ReadingNote(code="geometry-missing", values={"count": self.unplaced}))
        return tuple(notes)

    def _median_points(self) -> int:
        """Return the median number of points of the features that have more than one."""
        passed = 0
        for count in sorted(count for count in self.points if count > 1):
            passed += self.points[count]
            if 2 * passed >= self.several:
                return count
        return 0

    def columns(self) -> "GeometryColumns":
        """Return the columns that the geometries become."""
        known = self.stated is not None or self.in_degrees
        east, north = ("longitude", "latitude") if known else ("x", "y")
        names = ["type", east, north]
        names += ["altitude"] * self.heights
        names += ["points"] * bool(self.several)
        names += [f"end.{east}", f"end.{north}"] * bool(self.lines)
        precision = self.grid.precision() if self.grid else None
        return GeometryColumns(tuple(names), self.system, precision, self.metres)


@dataclass(frozen=True)
class GeometryColumns:
    """Location columns by name, without what they begin with, and how their cells are worked out."""

    names: tuple[str, ...]
    system: CoordinateSystem
    precision: Precision | None
    metres: float

    def cells(self, shapes: Shapes) -> "list[pa.Array]":
        """Return the columns of a batch, typed, in the order of the names."""
        import numpy as np
        import pyarrow as pa

        names = self.names
        made: dict[str, pa.Array] = {"type": pa.array(shapes.names, pa.large_string())}
        made[names[1]], made[names[2]] = self.places(shapes.first)
        if "altitude" in names:
            made["altitude"] = _numbers(np.round(shapes.first[:, 2], 3))
        if "points" in names:
            made["points"] = pa.array(shapes.points, mask=shapes.points <= 1)
        if f"end.{names[1]}" in names:
            end = np.where(shapes.are_lines[:, None], shapes.last, np.nan)
            made[f"end.{names[1]}"], made[f"end.{names[2]}"] = self.places(end)
        return [made[name] for name in names]

    def places(self, positions: Floats) -> "tuple[pa.Array, pa.Array]":
        """Turn positions into WGS84, with no more decimals than the grid they lie on is worth."""
        import numpy as np

        x, y = positions[:, 0], positions[:, 1]
        if self.system.to_wgs84 is None or self.precision is None:
            return _numbers(np.round(x, _DECIMALS) + 0.0), _numbers(np.round(y, _DECIMALS) + 0.0)
        longitude, latitude = self.system.to_wgs84(x, y)
        usual, finest = self.precision.usual, self.precision.finest
        coarse = lies_on(x, usual, self.system.finest) & lies_on(y, usual, self.system.finest)
        return tuple(self._rounded(side, coarse, usual.step, finest.step) for side in (longitude, latitude))

    def _rounded(self, side: Floats, coarse: "npt.NDArray[np.bool_]", usual: float, finest: float) -> "pa.Array":
        import numpy as np

        rounded = [round_to(side, *degrees_of(step * self.metres)) for step in (usual, finest)]
        return _numbers(np.where(coarse, *rounded))


def _numbers(values: Floats) -> "pa.Array":
    import numpy as np
    import pyarrow as pa

    return pa.array(values, mask=~np.isfinite(values))
