"""What a JSON document holds as a whole: its tables, which of them is the main one, and what the columns are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pia_toolkit.readers.geodata.coordinate_system import DEGREES, CoordinateSystem
from pia_toolkit.readers.json_documents.characters import Value, as_text, decoded
from pia_toolkit.readers.json_documents.flatten import Flat, FlatRow, Flattener
from pia_toolkit.readers.json_documents.places import JsonPlaces
from pia_toolkit.readers.json_documents.record_run import RecordRun
from pia_toolkit.readers.json_documents.regular_records import FlatColumns
from pia_toolkit.readers.json_documents.stream import COLLECTION, Element
from pia_toolkit.readers.options import MIB
from pia_toolkit.readers.text.header import is_header

_DESCRIBES = frozenset({"fields", "columns", "cols", "headers", "header", "schema"})
"""Names of lists that say what the columns of a table beside them are."""

_RECORDS = frozenset({"records", "results", "features", "data", "items", "rows", "value", "values", "entries"})
"""Names of lists of records."""

_NAMED_BY = ("name", "label", "title", "fieldName", "field", "key", "id")
_PARTS = "subColumnTypes"
"""What the parts of a cell are called in the description of a column (Socrata)."""

_FIRST_ROWS = 50
_ANY_DEPTH = 1_000
"""For records whose depth was looked at before."""

_KEPT_CELLS, _KEPT_BYTES = 500_000, 64 * MIB
"""Documents of no more cells than that, and no longer runs, are kept; of larger ones every table is read anew."""


@dataclass
class _Found:
    """What one table of a document was found to hold: its columns, and the first rows where it may need a header."""

    places: JsonPlaces = field(repr=False)
    names: dict[str, None] = field(default_factory=dict)
    listed: bool = True
    width: int = 0
    first_rows: list[FlatRow] = field(default_factory=list, repr=False)
    described: list[tuple[str, ...]] = field(default_factory=list, repr=False)


@dataclass
class Outline:
    """What a whole document was found to hold: its tables by their ways, and its own lists among them.

    `system`: the coordinate system it states.
    """

    system: CoordinateSystem | None = DEGREES
    tables: dict[str, _Found] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    first_points: int = 0
    cells: int = 0
    run_bytes: int = 0
    kept: dict[str, list[FlatRow | FlatColumns]] = field(default_factory=dict, repr=False)

    @property
    def main(self) -> str:
        """The way of the records: of those lists that describe no columns, the only one that stands highest.

        Of several that stand equally high it is the only one that is called as lists of records are.
        """
        records = [
            way
            for way in sorted(self.lists & self.tables.keys(), key=lambda way: way.count("."))
            if set(self.tables[way].names) - {way} and _last(way) not in _DESCRIBES
        ]
        highest = [way for way in records if way.count(".") == records[0].count(".")]
        if len(highest) > 1:
            highest = [way for way in highest if _last(way) in _RECORDS]
        return highest[0] if len(highest) == 1 and "" not in self.tables else ""

    def shown(self, way: str) -> str:
        """Return what to call the table of a way; empty for the main one."""
        main = self.main
        if main and way.startswith(main):
            return way.removeprefix(main).removeprefix(".")
        return "" if way == COLLECTION and not main and "" not in self.tables else way

    def meet_list(self, element: Element) -> None:
        """Note a list of the document, and what its entry calls a column where the list describes columns."""
        way, value = element.way, element.value
        self.lists.add(way)
        if describes(way):
            self._found(way).described.append(_described(value))

    def _found(self, way: str) -> _Found:
        if way not in self.tables:
            self.tables[way] = _Found(JsonPlaces(self.system))
        return self.tables[way]

    def meet(self, flat: Flat) -> int:
        """Note a row; return how many columns its table has so far."""
        found = self._found(flat.table)
        found.places.update(flat.cells)
        found.names.update(dict.fromkeys(flat.cells))
        found.listed = found.listed and flat.listed > 0
        found.width = max(found.width, flat.listed)
        if found.listed and len(found.first_rows) < _FIRST_ROWS:
            found.first_rows.append(flat.cells)
        self.cells += 1 + len(flat.cells)
        self._keep([flat])
        return len(found.names)

    def meet_run(self, way: str, run: RecordRun, flattened: Sequence[FlatColumns]) -> int:
        """Note the rows of many records of one way; return how many columns their widest table has so far.

        The records in which a column first shows are read one by one, so that columns stand in the order of the
        document.
        """
        if way:
            self.lists.add(way)
        firsts = set() if way in self.tables else {0}
        for rows in flattened:
            known = self.tables[rows.table].names if rows.table in self.tables else ()
            firsts |= {first for name, first in rows.first_records().items() if name not in known}
        flattener = Flattener(_ANY_DEPTH)
        for number in sorted(firsts):
            for flat in flattener.rows(Element(way, decoded(run.record(number)))):
                self._found(flat.table).names.update(dict.fromkeys(flat.cells))
        for rows in flattened:
            found = self._found(rows.table)
            found.listed = False
            found.places.update_columns(rows)
        self.run_bytes += len(run.text)
        self._keep(flattened)
        return max(len(self._found(rows.table).names) for rows in flattened)

    def _keep(self, met: Sequence[Flat | FlatColumns]) -> None:
        """Keep rows, as long as there are few."""
        if self.cells > _KEPT_CELLS or self.run_bytes > _KEPT_BYTES:
            self.kept.clear()
            return
        for rows in met:
            self.kept.setdefault(rows.table, []).append(rows.cells if isinstance(rows, Flat) else rows)

    def column_names(self, way: str, *, header: bool | None) -> tuple[Sequence[str], bool]:
        """Return the names of a table's columns, and whether its first row holds them."""
        found = self.tables[way]
        keys = list(found.names)
        if not found.listed:
            base = next((base for base in self.lists if way.startswith(base) and base != self.main), "")
            return [f"{base}.{key}" if base and key != way else key for key in keys], False
        beside = [other.described for other in self.tables.values() if len(other.described) == found.width]
        if beside and header is not True:
            return [_named(key, beside[0]) for key in keys], False
        numbered = [f"column-{position}" for position in range(1, found.width + 1)]
        first, *below = [[row.get(name, "") for name in numbered] for row in found.first_rows]
        if header is True or (header is None and below and is_header(first, below)):
            return [_named(key, [(name,) for name in first]) for key in keys], True
        return keys, False


def describes(way: str) -> bool:
    """Tell whether a list may describe the columns of a table beside it."""
    return _last(way) in _DESCRIBES


def _described(value: Value) -> tuple[str, ...]:
    """Return what an entry of a list that describes columns calls its column, and the parts of it if it has any."""
    if not isinstance(value, dict):
        return (as_text(value),)
    told = next((as_text(value[key]) for key in _NAMED_BY if isinstance(value.get(key), str)), "")
    parts = value.get(_PARTS)
    return (told, *map(as_text, parts)) if isinstance(parts, list) else (told,)


def _named(key: str, described: Sequence[tuple[str, ...]]) -> str:
    """Return the name of the column `column-3`, or of the second part of its cells, `column-3.2`."""
    number, dot, part = key.removeprefix("column-").partition(".")
    if not number.isdecimal() or int(number) > len(described):
        return key
    name, *parts = described[int(number) - 1]
    inner = parts[int(part) - 1] if part.isdecimal() and 0 < int(part) <= len(parts) else part
    return f"{name or key}{dot}{inner}"


def _last(way: str) -> str:
    return way.removesuffix("[]").rpartition(".")[2].casefold()
