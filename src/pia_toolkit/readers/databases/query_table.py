"""Tables and views of a database, delivered in a stream by the queries that read them."""

import codecs
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from pia_toolkit.domain.dataset import ReadingNote, Source
from pia_toolkit.errors import LimitExceeded, NotDecodable, UnknownTable
from pia_toolkit.readers.as_text import as_text
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.columns import positions_of, wanted_columns
from pia_toolkit.readers.options import MIB, ReadOptions

if TYPE_CHECKING:
    import pyarrow as pa

_FEWEST_ROWS, _MOST_ROWS, _BATCH_BYTES = 256, 65_536, 8 * MIB
_NAMED = 20
"""So many tables that were left out are told by name."""

Batches = Iterator["pa.RecordBatch"]


@dataclass(frozen=True)
class Part:
    """A column as a query delivers it: its name, the expression that reads it as text, the note it is worth."""

    name: str
    sql: str
    told: str = ""


@dataclass(frozen=True)
class Relation:
    """A table or a view. `name`: as it is shown; `sql`: as a query names it; `rows`: about how many it has."""

    name: str
    sql: str
    parts: tuple[Part, ...]
    view: bool = False
    rows: int | None = None
    notes: tuple[ReadingNote, ...] = ()

    def query(self, positions: Sequence[int]) -> str:
        """Return the query for some of the columns; names in `sql` are quoted."""
        return f"SELECT {', '.join(self.parts[position].sql for position in positions)} FROM {self.sql}"  # noqa: S608  # names are quoted by the catalogue


@dataclass
class Undecodable:
    """Counts the characters that could not be decoded, and where they begin. `encoding`: of what is no UTF-8."""

    encoding: str = "utf-8"
    count: int = 0
    row: int = 0

    def decode(self, content: bytes, row: int) -> str:
        """Return bytes as text, with a sign in the place of what cannot be decoded."""
        try:
            return content.decode()
        except UnicodeDecodeError:
            text = content.decode(self.encoding, errors="replace")
            self.count, self.row = self.count + text.count("\ufffd"), self.row or row
            return text


OpenQuery = Callable[[Relation, Sequence[int], Undecodable], Batches]
"""Reads some columns of a relation from its beginning."""


@dataclass(eq=False)
class DatabaseTable:
    """A table or view of a database. `encoding`: of text that is no UTF-8, which some databases let through."""

    name: str
    source: Source
    columns: tuple[str, ...] = field(repr=False)
    notes: tuple[ReadingNote, ...] = field(repr=False)
    relation: Relation = field(repr=False)
    open_query: OpenQuery = field(repr=False)
    encoding: str = "utf-8"

    @property
    def rows(self) -> int | None:
        """About how many rows there are, for progress; None when the database does not say."""
        return self.relation.rows

    def batches(self, columns: Sequence[str] | None = None) -> Batches:
        """Yield the cells as text. Raises `UnknownColumn`, and what the database's reader raises."""
        import pyarrow as pa

        wanted = wanted_columns(self, columns)
        met, row = Undecodable(self.encoding), 1
        for batch in self.open_query(self.relation, positions_of(self, wanted), met):
            arrays = [as_text(_decoded(column, met, row)) for column in batch.columns]
            row += batch.num_rows
            yield pa.RecordBatch.from_arrays(arrays, names=list(wanted))
        others = tuple(note for note in self.notes if note.code != "undecodable")
        told = ReadingNote(code="undecodable", values={"count": met.count, "row": met.row})
        self.notes = (*others, told) if met.count else others


def table_of(
    relation: Relation, title: str, source: Source, options: ReadOptions, open_query: OpenQuery
) -> DatabaseTable:
    """Return a relation as a table whose name begins with `title`. Raises `LimitExceeded`."""
    name, limit = f"{title} - {relation.name}", options.limits.columns
    if len(relation.parts) > limit:
        raise LimitExceeded(path=name, limit="columns", allowed=limit, found=len(relation.parts))
    names = safe_names([part.name for part in relation.parts])
    kind = "database-view" if relation.view else "database-table"
    notes = (
        ReadingNote(code=kind, values={"table": relation.name}),
        *names.notes,
        *(
            ReadingNote(code=part.told, values={"column": shown})
            for part, shown in zip(relation.parts, names.names, strict=True)
            if part.told
        ),
        *relation.notes,
    )
    encoding = options.encoding or "utf-8"
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise NotDecodable(path=name, encoding=encoding, row=1) from None
    return DatabaseTable(name, source, names.names, notes, relation, open_query, encoding)


def chosen(relations: Sequence[Relation], options: ReadOptions, path: str) -> tuple[Relation, ...]:
    """Return what was asked for: all, or the one named in full, or without its schema where only one is meant.

    Raises `UnknownTable`.
    """
    if options.sheet is None:
        return tuple(relations)
    found = [relation for relation in relations if relation.name == options.sheet] or [
        relation for relation in relations if relation.name.partition(".")[2] == options.sheet
    ]
    if len(found) != 1:
        raise UnknownTable(path=path, table=options.sheet, known=", ".join(relation.name for relation in relations))
    return tuple(found)


def left_out(code: str, names: Sequence[str]) -> tuple[ReadingNote, ...]:
    """Return the note on what was left out, if anything was."""
    if not names:
        return ()
    shown = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    return (ReadingNote(code=code, values={"tables": shown, "count": len(names)}),)


def _decoded(column: "pa.Array", met: Undecodable, first_row: int) -> "pa.Array":
    """Return bytes as text, counting what is none; anything else as it is."""
    import pyarrow as pa

    if not pa.types.is_binary(column.type):
        return column
    with suppress(pa.ArrowInvalid):
        return column.cast(pa.large_binary()).cast(pa.large_string())
    cells = enumerate(column.to_pylist(), first_row)
    return pa.array([None if cell is None else met.decode(cell, row) for row, cell in cells], pa.large_string())


def batches_of_rows(rows: Iterator[Sequence[Any]], as_array: "Callable[[Sequence[Any]], pa.Array]") -> Batches:
    """Bundle rows into batches that stay small; `as_array` turns the cells of a column into an array."""
    import pyarrow as pa

    count = _FEWEST_ROWS
    while bundle := list(islice(rows, count)):
        arrays = [as_array(column) for column in zip(*bundle, strict=True)]
        batch = pa.RecordBatch.from_arrays(arrays, names=[str(position) for position in range(len(arrays))])
        yield batch
        fitting = _BATCH_BYTES * batch.num_rows // max(1, batch.nbytes)
        count = max(_FEWEST_ROWS, min(4 * count, fitting, _MOST_ROWS))
