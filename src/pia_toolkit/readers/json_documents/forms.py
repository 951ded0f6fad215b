"""What a piece of JSON is: names that are data, a feature, a geometry, a table told column by column, a data cube."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pia_toolkit.readers.column_names import looks_personal
from pia_toolkit.readers.json_documents.characters import Value, as_text

_MANY_RECORDS, FEW_RECORDS = 200, 3
"""So many records side by side are records whose names are data; so few can be, when all are alike."""

_GEOMETRIES = frozenset(
    {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"}
)
GEOJSON_TYPES = ("Feature", "FeatureCollection", *sorted(_GEOMETRIES))
_CUBE_PARTS = frozenset({"id", "size", "dimension", "value", "status", "role"})

ESRI_SHAPES = ("rings", "paths", "points", "curveRings", "curvePaths")
_ESRI_PARTS = frozenset({*ESRI_SHAPES, "hasZ", "hasM", "spatialReference"})
PLACE_NAME = re.compile(r"place|point|coord|loc|pos|geo|lat|lng|lon", re.IGNORECASE)
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
DEGREES = re.compile(r"-?[0-9]{1,3}\.[0-9]{2,}")
_COLLECTION_PARTS = ("type", "name", "crs", "bbox", "xy_coordinate_resolution")

Row = dict[str, Value]


def is_lookup(value: Mapping[str, Value]) -> bool:
    """Tell whether the names of an object are data: they look personal, or head many records, or records all alike."""
    if any(map(is_data, value)):
        return True
    items = list(value.values())
    if len(items) < FEW_RECORDS or not all(isinstance(item, dict) and len(item) > 1 for item in items):
        return False
    return len(items) > _MANY_RECORDS or all(item.keys() == items[0].keys() for item in items)


@lru_cache(maxsize=65_536)
def is_data(name: str) -> bool:
    """Tell whether a name looks like somebody's data."""
    return looks_personal(name)


def is_feature(value: Value) -> bool:
    """Tell whether a value is a GeoJSON feature (RFC 7946, section 3.2)."""
    return isinstance(value, dict) and value.get("type") == "Feature" and "geometry" in value


def is_geometry(value: Value) -> bool:
    """Tell whether a value is a GeoJSON geometry (RFC 7946, section 3.1)."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("type"), str)
        and value["type"] in _GEOMETRIES
        and (isinstance(value.get("geometries"), list) or _are_coordinates(value.get("coordinates")))
    )


def is_esri_shape(value: Value) -> bool:
    """Tell whether a value is a line, area or several points as ArcGIS servers tell them (Esri JSON)."""
    return (
        isinstance(value, dict)
        and value.keys() <= _ESRI_PARTS
        and any(_are_coordinates(value.get(name)) for name in ESRI_SHAPES)
    )


def _are_coordinates(value: Value) -> bool:
    """Tell whether a value is a list that begins with a number, however deep in it."""
    if not isinstance(value, list):
        return False
    while isinstance(value, list) and value:
        value = value[0]
    return value == [] or (isinstance(value, str) and NUMBER.fullmatch(value) is not None)


def is_point(value: list[Value], way: str) -> bool:
    """Tell whether a list is a place told by its two coordinates in degrees: by its name, and by its decimals."""
    return (
        len(value) == 2  # noqa: PLR2004  # a pair
        and PLACE_NAME.search(way) is not None
        and all(isinstance(part, str) and DEGREES.fullmatch(part) for part in value)
    )


def members_of(value: Mapping[str, Value]) -> list[tuple[str, Value]]:
    """Return the members of an object.

    Those of a GeoJSON feature are its properties and its geometry; what every collection of them says of itself is
    left out, since it is about nobody.
    """
    if is_feature(value):
        inner = value.get("properties")
        properties = inner if isinstance(inner, dict) and not is_lookup(inner) else {}
        left_out = {"type", "bbox", "geometry", *(("properties",) if properties else ())}
        own = [(name, part) for name, part in value.items() if name not in left_out]
        return [*own, *properties.items(), ("geometry", value["geometry"])]
    if value.get("type") != "FeatureCollection" or not isinstance(value.get("features", []), list):
        return list(value.items())
    return [(name, part) for name, part in value.items() if name not in _COLLECTION_PARTS]


def rows_of_columns(value: Value) -> list[Row]:
    """Return the rows of a table that is told column by column, as lists of one length or with numbered rows."""
    if not isinstance(value, dict) or not value:
        return []
    columns = list(value.values())
    if all(isinstance(column, dict) for column in columns):
        numbers = [str(number) for number in range(len(columns[0]))]
        if not numbers or any(list(column) != numbers for column in columns):
            return []
        columns = [list(column.values()) for column in columns]
    elif len(columns) < 2 or not all(isinstance(column, list) for column in columns):  # noqa: PLR2004  # one is a list
        return []
    length = len(columns[0])
    if length < 2 or any(len(column) != length for column in columns):  # noqa: PLR2004  # one row is no table
        return []
    if any(isinstance(cell, (dict, list)) for column in columns for cell in column):
        return []
    return [dict(zip(value, cells, strict=True)) for cells in zip(*columns, strict=True)]


def is_cube(value: Value) -> bool:
    """Tell whether a value is a JSON-stat data set (JSON-stat 2.0): figures by dimensions."""
    return (
        isinstance(value, dict)
        and _CUBE_PARTS - {"status", "role"} <= value.keys()
        and isinstance(value["dimension"], dict)
        and isinstance(value["id"], list)
        and all(isinstance(name, str) and isinstance(value["dimension"].get(name), dict) for name in value["id"])
        and isinstance(value["value"], (list, dict))
    )


def rows_of_cube(value: Mapping[str, Value]) -> Iterator[Row]:
    """Yield one row for each figure of a JSON-stat data set: its category in every dimension, and the figure."""
    names: Sequence[str] = value["id"]
    categories = [_categories(value["dimension"][name]) for name in names]
    figures = value["value"]
    numbered = figures.items() if isinstance(figures, dict) else enumerate(figures)
    for place, figure in numbered:
        rest, cells = int(place) if str(place).isdecimal() else 0, []
        for labels in reversed(categories):
            rest, position = divmod(rest, len(labels))
            cells.append(labels[position])
        if figure is not None:
            yield dict(zip(names, reversed(cells), strict=True)) | {"value": figure}


def beside_cube(value: Mapping[str, Value]) -> Row:
    """Return what a JSON-stat data set says beside its figures."""
    return {name: part for name, part in value.items() if name not in _CUBE_PARTS}


def _categories(dimension: Mapping[str, Value]) -> list[str]:
    """Return the labels of a dimension's categories in their order."""
    category = dimension.get("category")
    if not isinstance(category, dict):
        return [""]
    labels, index = category.get("label"), category.get("index")
    if isinstance(index, dict):
        ids = sorted(index, key=lambda name: (len(as_text(index[name])), as_text(index[name])))
    else:
        ids = index if isinstance(index, list) else list(labels or ())
    return [as_text(labels.get(name)) or name if isinstance(labels, dict) else as_text(name) for name in ids] or [""]
