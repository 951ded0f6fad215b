"""TopoJSON: maps whose areas share their borders, taken apart into GeoJSON features."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pia_toolkit.readers.as_text import plain_number
from pia_toolkit.readers.json_documents.characters import TooLong

_DECIMALS = 7
_MOST_POSITIONS = 20_000_000
"""A few arcs can be named again and again; so many positions are unfolded."""

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_PLAIN, _OF_ARCS = ("Point", "MultiPoint"), ("LineString", "MultiLineString", "Polygon", "MultiPolygon")
_PARTS = ("type", "arcs", "coordinates", "geometries", "id", "properties", "bbox")

Value = Any
Position = list[str]


def is_topology(value: Value) -> bool:
    """Tell whether a value is a TopoJSON topology (TopoJSON format specification, version 1.0, section 2.1)."""
    return (
        isinstance(value, dict)
        and value.get("type") == "Topology"
        and isinstance(value.get("objects"), dict)
        and isinstance(value.get("arcs"), list)
    )


def features_of(topology: Mapping[str, Value]) -> Iterator[tuple[str, dict[str, Value]]]:
    """Yield the name of each layer with each GeoJSON feature in it; positions that make no sense are left out.

    Raises `TooLong` when they unfold too far.
    """
    way = _Way(topology.get("transform"))
    arcs = [way.positions(arc, in_steps=True) for arc in topology["arcs"]]
    for name, layer in topology["objects"].items():
        is_collection = isinstance(layer, dict) and layer.get("type") == "GeometryCollection"
        for part in layer.get("geometries") or () if is_collection else (layer,):
            if isinstance(part, dict):
                yield name, _feature(part, arcs, way)


def _feature(part: Mapping[str, Value], arcs: Sequence[list[Position]], way: "_Way") -> dict[str, Value]:
    """Return one object of a topology as a GeoJSON feature."""
    own = {key: inner for key, inner in part.items() if key not in _PARTS}
    told = {"id": part["id"]} if "id" in part else {}
    return {
        "type": "Feature",
        **told,
        **own,
        "properties": part.get("properties"),
        "geometry": _geometry(part, arcs, way),
    }


def _geometry(part: Mapping[str, Value], arcs: Sequence[list[Position]], way: "_Way") -> dict[str, Value] | None:
    kind = part.get("type")
    if kind in _PLAIN:
        listed = part.get("coordinates") if kind == "MultiPoint" else [part.get("coordinates")]
        places = way.positions(listed, in_steps=False)
        return {"type": kind, "coordinates": places if kind == "MultiPoint" else next(iter(places), [])}
    if kind in _OF_ARCS:
        return {"type": kind, "coordinates": way.joined(part.get("arcs"), arcs)}
    if kind == "GeometryCollection":
        inner = [_geometry(one, arcs, way) for one in part.get("geometries") or () if isinstance(one, dict)]
        return {"type": kind, "geometries": [one for one in inner if one]}
    return None


class _Way:
    """The way from the numbers of a topology to coordinates."""

    def __init__(self, transform: Value) -> None:
        self._left = _MOST_POSITIONS
        self._scale = self._shift = None
        if isinstance(transform, dict):
            self._scale, self._shift = (_numbers(transform.get(name)) for name in ("scale", "translate"))

    def positions(self, listed: Value, *, in_steps: bool) -> list[Position]:
        """Return positions as text. `in_steps`: each is told as the step from the one before, if there is a scale."""
        found: list[Position] = []
        x = y = 0.0
        for position in listed if isinstance(listed, list) else ():
            pair = _numbers(position)
            if pair is None:
                continue
            if self._scale is None or self._shift is None:
                found.append(list(position[:2]))
                continue
            x, y = (x + pair[0], y + pair[1]) if in_steps else pair
            place = (x * self._scale[0] + self._shift[0], y * self._scale[1] + self._shift[1])
            found.append([plain_number(round(side, _DECIMALS)) for side in place])
        return found

    def joined(self, numbers: Value, arcs: Sequence[list[Position]]) -> list[Value]:
        """Return the positions of arcs one after the other, which share those at which they meet. Raises `TooLong`."""
        if not isinstance(numbers, list):
            return []
        if any(isinstance(number, list) for number in numbers):
            return [self.joined(inner, arcs) for inner in numbers]
        line: list[Value] = []
        for text in numbers:
            number = int(text) if isinstance(text, str) and _WHOLE.fullmatch(text) else len(arcs)
            at = number if number >= 0 else ~number
            if at < len(arcs):
                arc = arcs[at] if number >= 0 else arcs[at][::-1]
                line += arc[1:] if line else arc
                self._left -= 1 + len(arc)
                if self._left < 0:
                    raise TooLong
        return line


def _numbers(pair: Value) -> tuple[float, float] | None:
    """Return two numbers that stand in a list; None where they do not."""
    try:
        return (float(pair[0]), float(pair[1])) if isinstance(pair, list) else None
    except (ValueError, TypeError, IndexError):
        return None
