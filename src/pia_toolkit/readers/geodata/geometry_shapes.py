"""Geometries of a batch, measured: type, number of points, first and last point."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pia_toolkit.readers.geodata.geometry_precision import Floats, Whole
from pia_toolkit.readers.geodata.geometry_walk import LINES, TYPES, walk

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

Objects: TypeAlias = "npt.NDArray[np.object_]"

_SHAPELY_TYPES = (
    "Point",
    "LineString",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
)
_NONE = len(TYPES)
_NUMBER_OF = {name: number for number, name in enumerate(TYPES)}


@dataclass(repr=False)
class Shapes:
    """What the geometries of a batch are, row by row.

    `kinds`: number of their type in `TYPES`, one beyond for none; `points`: how many they have; `first` and `last`:
    x, y and height, NaN where there is none; `every`: x and y of all points.
    """

    kinds: Whole
    points: Whole
    first: Floats
    last: Floats
    every: Floats
    damaged: int = 0

    @property
    def names(self) -> list[str | None]:
        """Types by name."""
        return [(*TYPES, None)[kind] for kind in self.kinds.tolist()]

    @property
    def are_lines(self) -> "npt.NDArray[np.bool_]":
        """Which rows are lines."""
        import numpy as np

        return np.isin(self.kinds, [_NUMBER_OF[name] for name in LINES])

    @property
    def are_placed(self) -> "npt.NDArray[np.bool_]":
        """Which rows have a first point whose coordinates are numbers."""
        import numpy as np

        return np.asarray(np.isfinite(self.first[:, :2]).all(axis=1))


def measure_shapes(binary: "pa.Array") -> Shapes:
    """Measure geometries in well-known binary; null and damaged ones have no type and no point."""
    import numpy as np
    import shapely

    cells = binary.to_numpy(zero_copy_only=False)
    geometries, odd = _understood(cells)
    count = len(cells)
    kinds = np.full(count, _NONE, np.int64)
    types = shapely.get_type_id(geometries)
    known = types >= 0
    kinds[known] = np.array([_NUMBER_OF[name] for name in _SHAPELY_TYPES])[types[known]]
    every, row = shapely.get_coordinates(geometries, include_z=True, return_index=True)
    points = np.bincount(row, minlength=count).astype(np.int64)
    first, last = np.full((count, 3), np.nan), np.full((count, 3), np.nan)
    starts = np.cumsum(points) - points
    some = points > 0
    first[some], last[some] = every[starts[some]], every[(starts + points - 1)[some]]
    shapes = Shapes(kinds, points, first, last, every[:, :2])
    _walk_odd(shapes, cells, odd)
    return shapes


def _understood(cells: Objects) -> tuple[Objects, list[int]]:
    """Return geometries as shapely knows them, and the rows that it cannot read."""
    import numpy as np
    import shapely

    try:
        geometries = shapely.from_wkb(cells, on_invalid="ignore")
    except (NotImplementedError, shapely.errors.ShapelyError, TypeError):
        geometries = np.array([_one(cell) for cell in cells], dtype=object)
    odd = [row for row in np.flatnonzero(geometries == None).tolist() if cells[row] is not None]  # noqa: E711  # row by row
    return geometries, odd


def _one(cell: bytes | None) -> object:
    import shapely

    try:
        return shapely.from_wkb(cell, on_invalid="ignore")
    except (NotImplementedError, shapely.errors.ShapelyError, TypeError):
        return None


def _walk_odd(shapes: Shapes, cells: Objects, odd: list[int]) -> None:
    """Take apart by hand what shapely does not know: curves, open rings, damaged bytes."""
    import numpy as np

    extra = []
    for row in odd:
        found = walk(cells[row])
        if found is None:
            shapes.damaged += 1
            continue
        shapes.kinds[row], shapes.points[row] = _NUMBER_OF[found.kind], len(found.positions)
        if found.positions:
            for side, position in ((shapes.first, found.positions[0]), (shapes.last, found.positions[-1])):
                side[row, : len(position)] = position
            extra.append(np.array([position[:2] for position in found.positions]))
    if extra:
        shapes.every = np.concatenate([shapes.every, *extra])
