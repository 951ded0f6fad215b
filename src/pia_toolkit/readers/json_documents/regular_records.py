"""JSON records that are built alike, flattened column by column: the same tables as one by one, sooner."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from pia_toolkit.readers.json_documents.flatten import only_own_id
from pia_toolkit.readers.json_documents.record_run import Irregular, RecordRun
from pia_toolkit.readers.json_documents.regular_members import Members, gather, text_of
from pia_toolkit.readers.json_documents.typed_run import parse_run

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_REMEMBERED = 2_000
"""Of records with more members than that it is not remembered from run to run how they are built."""


@dataclass(frozen=True, eq=False, repr=False)
class FlatColumns:
    """Rows of one table: `cells` by name, `rows` of them; `origins`: the number of the record each row came from."""

    table: str
    rows: int
    cells: Mapping[str, "pa.Array"]
    origins: "pa.Array"

    def first_records(self) -> dict[str, int]:
        """Return for each column the number of the record in which it first shows."""
        import pyarrow.compute as pc

        places = {name: pc.index(pc.is_valid(cells), value=True).as_py() for name, cells in self.cells.items()}
        return {name: self.origins[place].as_py() for name, place in places.items() if place >= 0}


@dataclass(frozen=True, eq=False, repr=False)
class _Place:
    """Where records stand, as in `flatten`, with links and origins for each of them."""

    table: str
    base: str
    way: str
    links: Mapping[str, "pa.Array"]
    origins: "pa.Array"


class ColumnFlattener:
    """Flattens runs of records that are built alike; remembers how they are built from one run to the next."""

    def __init__(self) -> None:
        self._schema: pa.Schema | None = None

    def tables(self, run: RecordRun, table: str, counted: Counter[str]) -> list[FlatColumns]:
        """Return the rows of every table of a run; add to `counted` how many records of each were met.

        `table`: of the records, empty for the main one. Raises `Irregular` when any record is built in a way that
        takes a closer look.
        """
        import pyarrow as pa

        records = parse_run(run, self._schema)
        self._schema = pa.schema(list(records.type)) if records.type.num_fields <= _MOST_REMEMBERED else None
        met: Counter[str] = Counter()
        place = _Place(table, table, "", {}, pa.array(range(len(records)), pa.int64()))
        rows = list(_flat(records, place, counted, met))
        counted.update(met)
        return rows


def _flat(records: "pa.Array", place: _Place, counted: Counter[str], met: Counter[str]) -> Iterator[FlatColumns]:
    """Yield the table of records of one place, after it those of what repeats in them."""
    import pyarrow.compute as pc

    if place.table in met:
        raise Irregular
    met[place.table] = len(records)
    members = gather(records, place.way)
    if flat := _rows(place, members):
        yield flat
    begin, first = f"{place.way}." if place.way else "", counted[place.table] + 1
    for way, lists in members.lists.items():
        parents = pc.list_parent_indices(lists)
        if not len(parents):
            continue
        own = {f"{begin}{name}": text for name, text in _own_link(members.own, place.table, parents, first).items()}
        links = {name: text.take(parents) for name, text in place.links.items()}
        table = f"{place.base}.{way}[]" if place.base else f"{way}[]"
        inner = _Place(table, place.base, f"{way}[]", links | own, place.origins.take(parents))
        yield from _flat(pc.list_flatten(lists), inner, counted, met)


def _rows(place: _Place, members: Members) -> FlatColumns | None:
    """Return the rows of one place; those without any cell are left out of what repeats."""
    import pyarrow.compute as pc

    if place.links.keys() & members.cells.keys():
        raise Irregular
    cells, origins = {**place.links, **members.cells}, place.origins
    if place.way:
        if not members.cells:
            return None
        filled = reduce(pc.or_, map(pc.is_valid, members.cells.values()))
        cells = {name: column.filter(filled) for name, column in cells.items()}
        origins = origins.filter(filled)
    return FlatColumns(place.table, len(origins), cells, origins) if len(origins) else None


def _own_link(own: Mapping[str, "pa.Array"], table: str, parents: "pa.Array", first: int) -> dict[str, "pa.Array"]:
    """Return what names the records in which others repeat: an id that every one of them has, else their numbers.

    Raises `Irregular` when it is not the same for all of them.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = {name: text.take(parents) for name, text in own.items()}
    some = [name for name, text in texts.items() if text.null_count < len(parents)]
    name = only_own_id([name for name in some if not texts[name].null_count], some, table)
    if name is None:
        raise Irregular
    return {name: texts[name]} if name else {"row": text_of(pc.add(parents.cast(pa.int64()), first))}
