"""Several points in one cell: a line, a list of pairs, a list of objects, an encoded polyline."""

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from pia_toolkit.cells.coordinates import Floats
from pia_toolkit.disclosure_risk.keys import Numbers

_NUMBER = r"[-+]?[0-9]{1,8}(?:\.[0-9]+)?"
_EXACT = r"[-+]?[0-9]{1,3}\.[0-9]{2,}"

_ENCODED_SCALE = 1e5
_ENCODED_CHARACTERS = r"^[?-~]+$"
_FIRST_CHARACTER, _CONTINUES, _BITS = 63, 32, 5
_LONGEST_CHUNKS = 7
"""Characters that the greatest difference of an encoded polyline takes."""


class Notation(Enum):
    """How a cell writes several points: what the whole cell looks like, and each point with its two numbers.

    Well-known text and GeoJSON write the east first; objects name what is what; other lists mostly write the north.
    """

    WELL_KNOWN_TEXT = (
        r"(?i)^\s*(?:SRID=[0-9]+;)?\s*(?:MULTI)?(?:LINESTRING|POINT)\s*Z?M?\s*\(.*,.*\)\s*$",
        rf"({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER})*",
    )
    ARRAY = (
        rf"^[^0-9]*\[\s*[\[(]+\s*{_NUMBER}\s*,\s*{_NUMBER}.*\]",
        rf"[\[(]\s*({_NUMBER})\s*,\s*({_NUMBER})(?:\s*,\s*{_NUMBER})*\s*[\])]",
    )
    OBJECTS = (
        r"(?i)^\s*\[\s*\{.*\"lat",
        rf"(?i)\"lat[a-z]*\"\s*:\s*\"?({_NUMBER})\"?\s*,\s*\"(?:lo?ng?|longitude)\"\s*:\s*\"?({_NUMBER})",
    )
    LIST = (
        rf"^\s*{_EXACT}\s*,\s*{_EXACT}(?:\s*[;|/ ]\s*{_EXACT}\s*,\s*{_EXACT})+\s*$",
        rf"({_EXACT})\s*,\s*({_EXACT})",
    )
    ENCODED = (r"^[?-~]{12,}$", "")

    @property
    def whole(self) -> str:
        """Pattern of a cell."""
        return str(self.value[0])

    @property
    def point(self) -> str:
        """Pattern of one point."""
        return str(self.value[1])

    @property
    def east_first(self) -> bool:
        """Whether a point's first number is the east."""
        return self in (Notation.WELL_KNOWN_TEXT, Notation.ARRAY)


@dataclass(frozen=True)
class PathPoints:
    """The points of cells: which cell each is of, and its two numbers in the order of the notation."""

    cell: Numbers = field(repr=False)
    first: Floats = field(repr=False)
    second: Floats = field(repr=False)


def recognise(values: pa.Array, least_share: float) -> Notation | None:
    """Return the notation in which at least `least_share` of the cells of an Arrow string array write points."""
    text = pl.Series(values, dtype=pl.String).drop_nulls()
    for notation in Notation if len(text) else ():
        if notation is Notation.ENCODED:
            share = _share_decoded(text)
        else:
            share = float(text.str.contains(notation.whole).mean() or 0.0)  # type: ignore[arg-type]  # of booleans
        if share >= least_share:
            return notation
    return None


def read_points(values: pa.Array, notation: Notation) -> PathPoints:
    """Return all points in the cells of an Arrow string array; cells without any have none."""
    text = pl.Series(values, dtype=pl.String)
    if notation is Notation.ENCODED:
        return _decode(text)
    found = pl.DataFrame({"cell": np.arange(len(text)), "points": text.str.extract_all(notation.point)})
    points = found.explode("points").drop_nulls()
    numbers = points["points"].str.extract_groups(notation.point).struct.unnest()
    first, second = (numbers[name].cast(pl.Float64).to_numpy() for name in numbers.columns)
    return PathPoints(points["cell"].to_numpy(), first, second)


def _share_decoded(text: pl.Series) -> float:
    """Return the share of cells that are an encoded polyline: points on earth, each near the one before."""
    encoded = text.filter(text.str.contains(Notation.ENCODED.whole))
    if not len(encoded):
        return 0.0
    points = _decode(encoded)
    on_earth = (np.abs(points.first) <= 90) & (np.abs(points.second) <= 180)  # noqa: PLR2004  # degrees
    same = np.diff(points.cell) == 0
    near = (np.abs(np.diff(points.first)) < 1) & (np.abs(np.diff(points.second)) < 1)
    odd = np.union1d(points.cell[~on_earth], points.cell[1:][same & ~near])
    return (len(np.unique(points.cell)) - len(odd)) / len(text)


def _decode(text: pl.Series) -> PathPoints:
    """Decode Google's encoded polylines: differences in steps of 1e-5 degrees, five bits per character.

    Source: Google, "Encoded Polyline Algorithm Format".
    """
    fitting = text.str.contains(_ENCODED_CHARACTERS).fill_null(value=False)
    cells = np.flatnonzero(fitting.to_numpy())
    encoded = text.filter(fitting)
    lengths = encoded.str.len_bytes().to_numpy().astype(np.int64)
    bits = np.frombuffer("".join(encoded).encode(), np.uint8).astype(np.int64) - _FIRST_CHARACTER
    ends = np.cumsum(lengths)
    last = bits < _CONTINUES
    # A number ends where a cell ends, whatever its last character says.
    last[ends - 1] = True
    starts = np.flatnonzero(np.append(True, last[:-1])) if len(bits) else np.zeros(0, np.int64)
    if not len(starts):
        return PathPoints(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    place = np.arange(len(bits)) - np.repeat(starts, np.diff(starts, append=len(bits)))
    shifted = (bits & (_CONTINUES - 1)) << (_BITS * np.minimum(place, _LONGEST_CHUNKS))
    numbers = np.add.reduceat(shifted, starts)
    differences = np.where(numbers & 1, ~(numbers >> 1), numbers >> 1)
    return _add_up(differences, np.searchsorted(ends, starts, side="right"), cells)


def _add_up(differences: Numbers, of_cell: Numbers, cells: npt.NDArray[np.int64]) -> PathPoints:
    """Turn the differences of each cell, north and east by turns, into points."""
    firsts = np.flatnonzero(np.diff(of_cell, prepend=-1))
    counts = np.diff(firsts, append=len(of_cell))
    place = np.arange(len(of_cell)) - np.repeat(firsts, counts)
    # A last number without its partner is left out.
    kept = place < np.repeat(counts // 2 * 2, counts)
    pairs, cell = differences[kept].reshape(-1, 2), of_cell[kept][::2]
    totals = np.cumsum(pairs, axis=0)
    firsts = np.flatnonzero(np.diff(cell, prepend=-1))
    before = totals[firsts] - pairs[firsts]
    points = (totals - np.repeat(before, np.diff(firsts, append=len(cell)), axis=0)) / _ENCODED_SCALE
    return PathPoints(cells[cell], points[:, 0], points[:, 1])
