"""The members of JSON records that are built alike: cells and lists, column by column."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pia_toolkit.readers.json_documents.flatten import GEOMETRY_PARTS, NUMBERED
from pia_toolkit.readers.json_documents.forms import (
    DEGREES,
    ESRI_SHAPES,
    FEW_RECORDS,
    GEOJSON_TYPES,
    NUMBER,
    PLACE_NAME,
    is_data,
)
from pia_toolkit.readers.json_documents.record_run import Irregular

if TYPE_CHECKING:
    import pyarrow as pa

    Parts = dict[str, pa.Array]

_PLACE = ("longitude", "latitude", "altitude")


@dataclass(eq=False, repr=False)
class Members:
    """What was found in records of one place: cells, lists, and the texts of the records' own members by name."""

    cells: "Parts" = field(default_factory=dict)
    lists: "Parts" = field(default_factory=dict)
    own: "Parts" = field(default_factory=dict)

    def put(self, name: str, cells: "pa.Array") -> None:
        """Add a column of cells. Raises `Irregular` when there is one of this name."""
        if name in self.cells:
            raise Irregular
        self.cells[name] = cells


def gather(records: "pa.Array", way: str) -> Members:
    """Gather the cells and lists of records, or of single values, whose names begin with `way`.

    Raises `Irregular` where `flatten` would look at what the members are called or hold, record by record.
    """
    import pyarrow as pa

    members = Members()
    _collect(records, way, members)
    if pa.types.is_struct(records.type):
        begin = f"{way}." if way else ""
        own = _own_parts(records)
        members.own = {
            name: members.cells[f"{begin}{name}"] for name, part in own.items() if pa.types.is_string(part.type)
        }
    return members


def text_of(column: "pa.Array") -> "pa.Array":
    """Return a column as text; what is empty is null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = column.cast(pa.large_string())
    empty = pc.equal(pc.binary_length(text), 0)
    return pc.if_else(empty, pa.scalar(None, pa.large_string()), text) if pc.any(empty).as_py() else text


def _parts(records: "pa.StructArray") -> "Parts":
    """Return the members of records by name."""
    return dict(zip((part.name for part in records.type), records.flatten(), strict=True))


def _own_parts(records: "pa.StructArray") -> "Parts":
    """Return the members among which an id may be; those of a feature without an id of its own are its properties."""
    parts = _parts(records)
    if _said(parts) != {"Feature"}:
        return parts
    own = parts.get("id")
    if own is None or own.null_count == len(own):
        return _parts(parts["properties"]) if "properties" in parts else {}
    if own.null_count or text_of(own).null_count:
        raise Irregular
    return {name: part for name, part in parts.items() if name not in {"type", "bbox"}}


def _said(parts: "Parts") -> set[str]:
    """Return what records say they are, as far as GeoJSON knows it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    told = parts.get("type")
    if told is None or not pa.types.is_string(told.type):
        return set()
    return set(pc.unique(told.filter(pc.is_in(told, pa.array(GEOJSON_TYPES)))).to_pylist())


def _collect(value: "pa.Array", way: str, members: Members) -> None:
    """Gather the cells and lists of values of one place."""
    import pyarrow as pa

    kind = value.type
    if pa.types.is_struct(kind):
        _collect_record(value, way, members)
    elif pa.types.is_list(kind):
        _collect_list(value, way, members)
    elif not pa.types.is_null(kind):
        members.put(way, text_of(value))


def _collect_record(records: "pa.StructArray", way: str, members: Members) -> None:
    """Gather what stands in records, GeoJSON features and points among them."""
    parts = _parts(records)
    _check_names(records, parts)
    said = _said(parts)
    if said == {"Point"}:
        parts = _collect_points(records, way, members)
    elif said == {"Feature"}:
        parts = _parts_of_features(records)
    elif said:
        raise Irregular
    for name, part in parts.items():
        _collect(part, f"{way}.{name}" if way else name, members)


def _check_names(records: "pa.StructArray", parts: "Parts") -> None:
    """Raise `Irregular` when names may be data, as in a list of persons by e-mail address, or tell an Esri shape."""
    import pyarrow as pa

    if any(not name or name in ESRI_SHAPES or is_data(name) for name in parts):
        raise Irregular
    inner = [part for part in parts.values() if pa.types.is_struct(part.type)]
    others = (part for part in parts.values() if not pa.types.is_struct(part.type))
    if len(inner) >= FEW_RECORDS and all(part.null_count > records.null_count for part in others):
        raise Irregular


def _parts_of_features(records: "pa.StructArray") -> "Parts":
    """Return the members of GeoJSON features: their own, their properties and their geometry."""
    import pyarrow as pa

    parts = _parts(records)
    geometry, properties = parts.get("geometry"), parts.get("properties")
    if (
        geometry is None
        or properties is None
        or not all(
            pa.types.is_struct(part.type) and part.null_count == records.null_count for part in (geometry, properties)
        )
    ):
        raise Irregular
    inner = _parts(properties)
    _check_names(properties, inner)
    own = {name: part for name, part in parts.items() if name not in {"type", "bbox", "geometry", "properties"}}
    if own.keys() & inner.keys() or "geometry" in inner or parts["type"].null_count != records.null_count:
        raise Irregular
    return own | inner | {"geometry": geometry}


def _collect_points(records: "pa.StructArray", way: str, members: Members) -> "Parts":
    """Gather the location columns of GeoJSON points; return what else the records hold."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = _parts(records)
    coordinates = parts.get("coordinates")
    if coordinates is None or not way or not pa.types.is_list(coordinates.type) or "geometries" in parts:
        raise Irregular
    counts = pc.list_value_length(coordinates)
    numbers = coordinates.flatten()
    if any(part.null_count != records.null_count for part in (coordinates, parts["type"])) or not (
        pa.types.is_string(numbers.type)
        and pc.all(pc.is_in(counts.drop_null(), pa.array([2, 3], counts.type))).as_py() is not False
        and pc.all(pc.match_substring_regex(numbers, f"^(?:{NUMBER.pattern})$")).as_py() is not False
    ):
        raise Irregular
    members.put(f"{way}.type", text_of(parts["type"]))
    sides = pc.list_slice(coordinates, 0, len(_PLACE), return_fixed_size_list=True)
    for position, name in enumerate(_PLACE):
        side = text_of(pc.list_element(sides, position))
        if side.null_count < len(side):
            members.put(f"{way}.{name}", side)
    return {name: part for name, part in parts.items() if name not in GEOMETRY_PARTS}


def _collect_list(lists: "pa.ListArray", way: str, members: Members) -> None:
    """Gather lists, and places told by their two coordinates, which are cells beside each other."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not way or way.endswith("[]") or NUMBERED.fullmatch(way) or way in members.lists:
        raise Irregular
    pairs = pc.equal(pc.list_value_length(lists), 2)
    if pa.types.is_string(lists.type.value_type) and PLACE_NAME.search(way) and pc.any(pairs).as_py():
        degrees = pc.match_substring_regex(lists.flatten(), f"^(?:{DEGREES.pattern})$")
        if pc.any(degrees).as_py():
            if not (pc.all(degrees).as_py() and pc.all(pairs).as_py()):
                raise Irregular
            sides = pc.list_slice(lists, 0, 2, return_fixed_size_list=True)
            for position in range(2):
                members.put(f"{way}.{position + 1}", text_of(pc.list_element(sides, position)))
            return
    members.lists[way] = lists
