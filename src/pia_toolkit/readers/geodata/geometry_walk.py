"""Geometries in well-known binary taken apart by hand: curves, surfaces and what breaks the rules."""

import struct
from dataclasses import dataclass, field

TYPES = (
    "Geometry",
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
    "CircularString",
    "CompoundCurve",
    "CurvePolygon",
    "MultiCurve",
    "MultiSurface",
    "Curve",
    "Surface",
    "PolyhedralSurface",
    "TIN",
    "Triangle",
)
"""Types of geometries by their number (OGC 06-103r4, ISO 19125)."""
LINES = frozenset({"LineString", "MultiLineString", "CircularString", "CompoundCurve", "MultiCurve", "Curve"})
"""Those that have a beginning and an end."""

_POINT = 1
_SEQUENCES = frozenset({2, 8, 13})
_RINGS = frozenset({3, 17})
_DEEPEST = 32
_HIGH_Z, _HIGH_M, _HIGH_SRID = 0x80000000, 0x40000000, 0x20000000

Position = tuple[float, ...]


@dataclass
class Walk:
    """What was met on the way through a geometry: its type and its positions (x, y and the height if there is one)."""

    kind: str = ""
    positions: list[Position] = field(default_factory=list)


def walk(data: bytes) -> Walk | None:
    """Walk through a geometry; None when its bytes are damaged."""
    found = Walk()
    try:
        _walk(data, 0, found, 0)
    except (struct.error, IndexError):
        return None
    return found


def _walk(data: bytes, at: int, found: Walk, depth: int) -> int:
    if depth > _DEEPEST:
        raise IndexError
    order = "<" if data[at] else ">"
    (code,) = struct.unpack_from(f"{order}I", data, at + 1)
    at += 9 if code & _HIGH_SRID else 5
    plain = code & 0x0FFFFFFF
    kind, form = plain % 1000, plain // 1000
    height = bool(code & _HIGH_Z) or form in {1, 3}
    width = 2 + height + (bool(code & _HIGH_M) or form in {2, 3})
    if not found.kind:
        found.kind = TYPES[kind]
    if kind == _POINT:
        return _positions(data, at, found, (order, 1, width, height))
    (count,) = struct.unpack_from(f"{order}I", data, at)
    at += 4
    if kind in _SEQUENCES:
        return _positions(data, at, found, (order, count, width, height))
    for _ in range(count):
        if kind in _RINGS:
            (length,) = struct.unpack_from(f"{order}I", data, at)
            at = _positions(data, at + 4, found, (order, length, width, height))
        else:
            at = _walk(data, at, found, depth + 1)
    return at


def _positions(data: bytes, at: int, found: Walk, layout: tuple[str, int, int, bool]) -> int:
    """Gather so many positions of so many numbers each."""
    order, count, width, height = layout
    end = at + 8 * width * count
    if end > len(data):
        raise IndexError
    numbers = struct.iter_unpack(f"{order}{width}d", data[at:end])
    found.positions += [position[: 2 + height] for position in numbers if position[0] == position[0]]
    return end
