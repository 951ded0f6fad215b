"""Nested records as flat tables: `a.b` for what is within a record, tables of their own for what repeats."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pia_toolkit.readers.geodata.place_text import geometry_cells
from pia_toolkit.readers.json_documents.characters import TooDeep, Value, as_text, whole_characters
from pia_toolkit.readers.json_documents.forms import (
    ESRI_SHAPES,
    is_esri_shape,
    is_feature,
    is_geometry,
    is_lookup,
    is_point,
    members_of,
)
from pia_toolkit.readers.json_documents.stream import COLLECTION, Element

_LONGEST_ROW, _LONGEST_CELL = 1000, 8
NUMBERED = re.compile(r"column-[0-9]+")
GEOMETRY_PARTS = ("type", "coordinates", "geometries", "bbox", "crs")
_OWN_IDS = ("id", "_id", "@iot.id", "@id", "uuid", "guid", "identifier", "ocid")
_ENDS_AS_ID = re.compile(r".*(?:[_\-. ](?:id|ID|Id)|[a-z](?:Id|ID))")

FlatRow = dict[str, str]


@dataclass(frozen=True, repr=False)
class Flat:
    """One row: the table it belongs to (empty for the main one, else its way such as `phones[]`) and its cells.

    `listed`: the row stands as a list of so many entries in the document, so that its columns are numbered.
    """

    table: str
    cells: FlatRow
    listed: int = 0


@dataclass(frozen=True, repr=False)
class _Place:
    """Where a record stands.

    `table`: of its row; `base`: the list of the document it belongs to, if any; `way`: what the names of its members
    begin with; `links`: the cells that say which records it stands in.
    """

    table: str
    base: str
    way: str
    links: FlatRow

    def within(self, way: str, links: FlatRow) -> "_Place":
        """Return the place of what repeats under `way`."""
        return _Place(f"{self.base}.{way}" if self.base else way, self.base, way, links)


class _Record:
    """A record being flattened: its cells so far, and the rows of what repeats in it."""

    def __init__(self, value: Value, place: _Place, cells: FlatRow, number: int) -> None:
        self.place = place
        self.cells = cells
        self.rest: list[Flat] = []
        self._value = value
        self._key = dict(cells)
        self._number = number

    @cached_property
    def links(self) -> FlatRow:
        """The cells that name this record, and those around it, in what repeats within it: own ids, else numbers."""
        if self.place.table == COLLECTION:
            return {}
        begin = f"{self.place.way}." if self.place.way else ""
        name, text = _own_id(self._value, self.place.table)
        named = {f"{begin}{name}": text} if text else {f"{begin}row": str(self._number)}
        return self.place.links | (self._key or named)


class Flattener:
    """Makes rows of the elements of one document; counts records, so that what repeats in them can name them.

    `counted`: so many records of each table were met; `first_points`: so many lines and areas were told by their
    first point only.
    """

    def __init__(self, depth: int) -> None:
        self.first_points = 0
        self._depth = depth
        self.counted: Counter[str] = Counter()

    def rows(self, element: Element) -> Iterator[Flat]:
        """Yield the rows of one element: its own and those of the lists in it. Raises `TooDeep`.

        Names that are data themselves, as in a list of persons by e-mail address, become cells of a column `{}`.
        """
        way, value = element.way, element.value
        if way.endswith("{}"):
            name, value = value
            yield from self._row(value, _Place(way, "", way, {}), {way: whole_characters(name)}, self._depth)
        elif way and way != COLLECTION and not isinstance(value, (dict, list)):
            yield Flat(way, {way: text} if (text := as_text(value)) else {})
        else:
            base = "" if way == COLLECTION else way
            yield from self._row(value, _Place(way, base, "", {}), {}, self._depth)

    def _row(self, value: Value, place: _Place, cells: FlatRow, depth: int) -> Iterator[Flat]:
        """Yield a row for `value`, after it the rows of what repeats within it."""
        self.counted[place.table] += 1
        record = _Record(value, place, cells, self.counted[place.table])
        self._collect(value, place.way, record, depth)
        if cells or not place.way:
            yield Flat(place.table, place.links | cells, len(value) if isinstance(value, list) else 0)
        yield from record.rest

    def _collect(self, value: Value, way: str, record: _Record, depth: int) -> None:
        """Gather the cells of one row, and the rows of what repeats in it."""
        if depth < 0:
            raise TooDeep
        if is_geometry(value) or is_esri_shape(value):
            self._collect_geometry(value, way, record, depth)
        elif isinstance(value, dict) and not is_feature(value) and is_lookup(value):
            inner = record.place.within(f"{way}{{}}", record.links)
            for name, item in value.items():
                record.rest.extend(self._row(item, inner, {inner.way: whole_characters(name)}, depth - 1))
        elif isinstance(value, list) and not _is_row(value, way):
            inner = record.place.within(f"{way}[]", record.links)
            for item in value:
                record.rest.extend(self._row(item, inner, {}, depth - 1))
        elif isinstance(value, (dict, list)):
            self._collect_members(value, way, record, depth)
        elif text := as_text(value):
            _put(record.cells, way or "value", text)

    def _collect_members(self, value: Value, way: str, record: _Record, depth: int) -> None:
        """Gather the parts of a record; most are texts, which take the short way."""
        for name, item in _members(value, way):
            inner = f"{way}.{name}" if way else name
            if not isinstance(item, str):
                self._collect(item, inner, record, depth - 1)
            elif item:
                _put(record.cells, inner or "value", whole_characters(item))

    def _collect_geometry(self, geometry: Mapping[str, Value], way: str, record: _Record, depth: int) -> None:
        """Gather the type of a geometry, its first point, how many it has, and what else it says."""
        begin = f"{way}." if way else ""
        if is_geometry(geometry):
            cells, parts = geometry_cells(geometry, way, depth), GEOMETRY_PARTS
            self.first_points += geometry["type"] != "Point"
        else:
            shape = next(name for name in ESRI_SHAPES if isinstance(geometry.get(name), list))
            first = _first_point(geometry[shape])
            cells, parts = dict(zip((f"{begin}x", f"{begin}y"), first, strict=False)), (*ESRI_SHAPES,)
            self.first_points += 1
        for name, text in cells.items():
            if text:
                _put(record.cells, name, text)
        for name, part in geometry.items():
            if name not in parts:
                self._collect(part, f"{begin}{whole_characters(name)}", record, depth - 1)


def _put(cells: FlatRow, name: str, text: str) -> None:
    """Add a cell; one that would take the place of another, as `a.b` and `b` within `a` do, is numbered."""
    number, free = 2, name
    while free in cells:
        free, number = f"{name}-{number}", number + 1
    cells[free] = text


def _members(value: Value, way: str) -> list[tuple[str, Value]]:
    """Return the parts of a record with their names; those of a list are numbered."""
    if isinstance(value, dict):
        return [(name if name.isascii() else whole_characters(name), item) for name, item in members_of(value)]
    return [(str(position) if way else f"column-{position}", item) for position, item in enumerate(value, 1)]


def _is_row(value: list[Value], way: str) -> bool:
    """Tell whether a list is a row of cells: it stands within another list, and is not too long for one.

    A few scalars that make one cell of such a row, such as the parts of a place, are cells beside each other.
    """
    if NUMBERED.fullmatch(way):
        return len(value) <= _LONGEST_CELL and not any(isinstance(part, (dict, list)) for part in value)
    return is_point(value, way) or ((not way or way.endswith("[]")) and len(value) <= _LONGEST_ROW)


def _own_id(value: Value, table: str) -> tuple[str, str]:
    """Return the name and text of the member that is a record's own id, empty where none is plainly that.

    That is a member called `id` or the like, the one named for the list (`trip_id` in `trips`), or the only one whose
    name ends as an id's does.
    """
    if not isinstance(value, dict):
        return "", ""
    members = {name: as_text(item) for name, item in value.items() if isinstance(item, str) and item}
    if is_feature(value) and "id" not in members and isinstance(value.get("properties"), dict):
        return _own_id(value["properties"], table)
    found = own_ids(list(members), table)
    return (whole_characters(found[0]), members[found[0]]) if found else ("", "")


def own_ids(names: Sequence[str], table: str) -> list[str]:
    """Return which of the names of a record's members are its own id, the likeliest first."""
    segment = re.split(r"[.\[\]{}]+", table.rstrip("[]{}"))[-1].casefold()
    ids = [name for name in names if _ENDS_AS_ID.fullmatch(name)]
    named = [name for name in ids if segment and re.sub(r"[\W_]", "", name[:-2].casefold()) in _singulars(segment)]
    return [*(name for name in _OWN_IDS if name in names), *named] or (ids if len(ids) == 1 else [])


def only_own_id(always: Sequence[str], sometimes: Sequence[str], table: str) -> str | None:
    """Return which member is the own id of each of several records, empty for none, None where they may differ.

    `always`: members that all of them have; `sometimes`: these, and those that only some have.
    """
    possible = own_ids(sometimes, table)
    if possible:
        alone = possible[0] in _OWN_IDS or len(possible) == 1
        return possible[0] if alone and possible[0] in always else None
    either, all_have = ([name for name in names if _ENDS_AS_ID.fullmatch(name)] for names in (sometimes, always))
    return "" if not either or len(all_have) > 1 else None


def _singulars(name: str) -> Sequence[str]:
    """Return what one of the things a list is named for may be called."""
    plain = re.sub(r"[\W_]", "", name)
    return plain, plain.removesuffix("s"), plain.removesuffix("es"), f"{plain.removesuffix('ies')}y"


def _first_point(place: Value) -> Sequence[str]:
    """Return the coordinates of the first point of an Esri shape, as they stand."""
    while isinstance(place, list) and place and isinstance(place[0], list):
        place = place[0]
    return [as_text(part) for part in place[:2]] if isinstance(place, list) else ()
