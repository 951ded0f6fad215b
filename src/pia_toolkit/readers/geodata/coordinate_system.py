"""Coordinate systems: what a file says of its own, and the way from there to WGS84."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pia_toolkit.cells.ground import METRES_PER_DEGREE
from pia_toolkit.errors import CoordinateSystemUnknown
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.geodata.geometry_precision import FINEST_DEGREES, FINEST_METRES, Floats

if TYPE_CHECKING:
    from pyproj import CRS

WGS84 = "EPSG:4326"
_STEP = 1000.0

ToWgs84 = Callable[[Floats, Floats], tuple[Floats, Floats]]


@dataclass(frozen=True)
class CoordinateSystem:
    """A coordinate system: what it is called, how it is turned into WGS84 (not at all if it is that), its unit.

    `metres`: length of its unit. `in_degrees`: whether the unit is a degree.
    """

    name: str
    metres: float
    in_degrees: bool
    to_wgs84: ToWgs84 | None = field(default=None, repr=False)

    @property
    def finest(self) -> float:
        """The finest step told apart, in its unit: a power of ten, of about a centimetre."""
        return FINEST_DEGREES if self.in_degrees else 10.0 ** round(math.log10(FINEST_METRES / self.metres))

    @property
    def believed(self) -> float:
        """The coarsest grid believed of few coordinates, in its unit: a metre, or three decimals of a degree."""
        return 1e-3 if self.in_degrees else 100 * self.finest

    def ground_metres(self, x: float, y: float) -> float:
        """Return how many metres on the ground a unit is at a place: fewer than it says where a map is stretched."""
        if self.to_wgs84 is None or self.in_degrees:
            return self.metres
        import numpy as np

        longitude, latitude = self.to_wgs84(np.array([x, x]), np.array([y, y + _STEP]))
        shrunk = math.cos(math.radians(latitude[0]))
        metres = METRES_PER_DEGREE * math.hypot(latitude[1] - latitude[0], (longitude[1] - longitude[0]) * shrunk)
        return metres / _STEP if math.isfinite(metres) and metres else self.metres


DEGREES = CoordinateSystem(WGS84, METRES_PER_DEGREE, in_degrees=True)
"""WGS84 itself."""
UNKNOWN_METRES = CoordinateSystem("", 1.0, in_degrees=False)
"""Of what says nothing and does not lie within degrees; most likely metres."""


@lru_cache(maxsize=64)
def coordinate_system(told: str | int | None) -> CoordinateSystem | None:
    """Understand what a file says of its coordinate system: an authority's code, well-known text or PROJ JSON.

    None when it says nothing, nothing that is known, or that the place on Earth is not known. Nothing is fetched.
    """
    if told in {None, ""}:
        return None
    crs = _crs(told)
    return None if crs is None else _from_crs(crs)


def chosen_system(found: CoordinateSystem | None, crs: str | None, path: str) -> CoordinateSystem | None:
    """Return the coordinate system the user names, else the one found. Raises `CoordinateSystemUnknown`."""
    if crs is None:
        return found
    system = coordinate_system(crs)
    if system is None:
        raise CoordinateSystemUnknown(path=path, crs=crs)
    return system


def _crs(told: str | int | None) -> "CRS | None":
    import pyproj
    from pyproj.exceptions import ProjError
    from pyproj.network import set_network_enabled  # type: ignore[attr-defined]  # it has no __all__

    set_network_enabled(active=False)
    try:
        crs = pyproj.CRS.from_user_input(told)
    except (ProjError, ValueError, TypeError):
        return None
    sub = [part for part in crs.sub_crs_list if part.is_geographic or part.is_projected]
    crs = sub[0] if sub else crs
    return crs if crs.is_geographic or crs.is_projected else None


def _from_crs(crs: "CRS") -> CoordinateSystem | None:
    import pyproj
    from pyproj.exceptions import ProjError

    authority = crs.to_authority(min_confidence=70)
    name = ":".join(authority) if authority else safe_names([crs.name]).names[0]
    if crs.equals(pyproj.CRS(WGS84), ignore_axis_order=True) or name in {"OGC:CRS84", "EPSG:4979"}:
        return DEGREES
    try:
        transformer: Any = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    except ProjError:
        return None

    def to_wgs84(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        longitude, latitude = transformer.transform(x, y, errcheck=False)
        return longitude, latitude

    unit = crs.axis_info[0].unit_conversion_factor if crs.axis_info else 1.0
    metres = METRES_PER_DEGREE if crs.is_geographic else unit or 1.0
    return CoordinateSystem(name, metres, crs.is_geographic, to_wgs84)
