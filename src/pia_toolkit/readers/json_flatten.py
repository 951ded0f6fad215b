"""Nested records as flat tables: `a.b` for what is within a record, tables of their own for what repeats."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pia_toolkit.readers.column_names import looks_personal
from pia_toolkit.readers.json_stream import Element, TooDeep, Value

_MANY_RECORDS, _ALIKE, _LONGEST_ROW = 200, 3, 1000
_FEATURE_PARTS = ("type", "geometry", "bbox")

FlatRow = dict[str, str]


@dataclass(frozen=True, repr=False)
class Flat:
    """One row: the table it belongs to (empty for the main one, else its way such as `phones[]`) and its cells."""

    table: str
    cells: FlatRow


def flatten(element: Element, depth: int) -> Iterator[Flat]:
    """Yield the rows of one record: its own and those of the lists in it. Raises `TooDeep` below `depth` levels.

    Names that are data themselves, as in a list of persons by e-mail address, become cells of a column `{}`.
    """
    value = element.value
    if element.way == "{}":
        name, value = value
        yield from _row("{}", value, "{}", {"{}": name}, depth)
    elif _is_feature(value):
        yield from _feature(value, depth)
    else:
        yield from _row(element.way, value, element.way, {}, depth)


def _row(table: str, value: Value, way: str, cells: FlatRow, depth: int) -> Iterator[Flat]:
    """Yield a row for `value`, after the rows of what repeats within it."""
    rest: list[Flat] = []
    _collect(value, way, cells, rest, depth)
    if cells or not way:
        yield Flat(table, cells)
    yield from rest


def _collect(value: Value, way: str, cells: FlatRow, rest: list[Flat], depth: int) -> None:
    """Gather the cells of one row, and the rows of what repeats in it."""
    if depth < 0:
        raise TooDeep
    if isinstance(value, dict) and _is_lookup(value):
        for name, item in value.items():
            rest.extend(_row(f"{way}{{}}", item, f"{way}{{}}", {f"{way}{{}}": name}, depth - 1))
    elif isinstance(value, list) and not _is_row(value, way):
        for item in value:
            rest.extend(_row(f"{way}[]", item, f"{way}[]", {}, depth - 1))
    elif isinstance(value, (dict, list)):
        for name, item in _members(value, way):
            _collect(item, f"{way}.{name}" if way else name, cells, rest, depth - 1)
    elif text := _text(value):
        _put(cells, way or "value", text)


def _put(cells: FlatRow, name: str, text: str) -> None:
    """Add a cell; one that would take the place of another, as `a.b` and `b` within `a` do, is numbered."""
    number, free = 2, name
    while free in cells:
        free, number = f"{name}-{number}", number + 1
    cells[free] = text


def _members(value: Value, way: str) -> list[tuple[str, Value]]:
    """Return the parts of a record with their names; those of a list are numbered."""
    if isinstance(value, dict):
        return list(value.items())
    return [(str(position) if way else f"column-{position}", item) for position, item in enumerate(value, 1)]


def _is_row(value: list[Value], way: str) -> bool:
    """Tell whether a list is a row of cells: it stands within another list, and is not too long for one."""
    return (not way or way.endswith("[]")) and len(value) <= _LONGEST_ROW


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""


def _is_lookup(value: Mapping[str, Value]) -> bool:
    """Tell whether the names of an object are data: they look personal, or head many records, or records all alike."""
    if any(map(_is_data, value)):
        return True
    items = list(value.values())
    if len(items) < _ALIKE or not all(isinstance(item, dict) and len(item) > 1 for item in items):
        return False
    return len(items) > _MANY_RECORDS or all(item.keys() == items[0].keys() for item in items)


@lru_cache(maxsize=65_536)
def _is_data(name: str) -> bool:
    return looks_personal(name)


def _is_feature(value: Value) -> bool:
    return isinstance(value, dict) and value.get("type") == "Feature" and "geometry" in value


def _feature(value: Mapping[str, Value], depth: int) -> Iterator[Flat]:
    """Yield a GeoJSON feature: its properties, the type of its geometry and its (first) point."""
    cells: FlatRow = {}
    rest: list[Flat] = []
    for name in value:
        if name == "properties" and isinstance(value[name], dict):
            _collect(value[name], "", cells, rest, depth)
        elif name not in _FEATURE_PARTS:
            _collect(value[name], name, cells, rest, depth)
    geometry = value.get("geometry")
    if isinstance(geometry, dict):
        point = _first_point(geometry, depth)
        place = zip(("geometry.type", "longitude", "latitude"), (_text(geometry.get("type")), *point), strict=False)
        for name, text in place:
            if text:
                _put(cells, name, text)
    yield Flat("", cells)
    yield from rest


def _first_point(geometry: Mapping[str, Value], depth: int) -> Sequence[str]:
    """Return longitude and latitude of the first point of a geometry, as they stand."""
    members = geometry.get("geometries")
    if isinstance(members, list) and members and isinstance(members[0], dict) and depth > 0:
        return _first_point(members[0], depth - 1)
    place = geometry.get("coordinates")
    while isinstance(place, list) and place and isinstance(place[0], list):
        place = place[0]
    return [_text(part) for part in place[:2]] if isinstance(place, list) else ()
