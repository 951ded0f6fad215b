"""Rows of several tables that come in one stream, as tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import FileEmpty, LimitExceeded, UnknownTable
from pia_toolkit.readers.column_names import safe_names
from pia_toolkit.readers.geodata.place_text import POINTS, TYPE, PlaceSurvey
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.record_table import RecordTable, Rows

MAIN = ""
"""The name of the table that is called as the file is."""

Row = tuple[str, Mapping[str, str]]
"""The name of the table a row belongs to, and its cells by column."""


@dataclass
class _Found:
    """What was met of one table."""

    names: dict[str, None] = field(default_factory=dict)
    places: PlaceSurvey = field(default_factory=PlaceSurvey)
    placed: bool = False


def flat_tables(
    opened: Opened, options: ReadOptions, open_rows: Callable[[], Iterator[Row]], notes: Sequence[ReadingNote]
) -> tuple[RecordTable, ...]:
    """Go through all rows once and describe the tables they make up, in the order in which they were first met.

    Raises `FileEmpty`, `LimitExceeded` when there are too many columns, and `UnknownTable`.
    """
    found: dict[str, _Found] = {}
    for table, cells in open_rows():
        met = found.setdefault(table, _Found())
        met.names.update(dict.fromkeys(cells))
        if len(met.names) > options.limits.columns:
            allowed = options.limits.columns
            raise LimitExceeded(path=opened.path, limit="columns", allowed=allowed, found=len(met.names))
        if TYPE in cells or POINTS in cells or met.placed:
            met.placed = True
            met.places.update(cells)
    tables = [table for table, met in found.items() if met.names]
    if options.sheet is not None and tables and options.sheet not in (*tables, opened.name):
        raise UnknownTable(
            path=opened.path, table=options.sheet, known=", ".join(name or opened.name for name in tables)
        )
    wanted = [table for table in tables if options.sheet in {None, table or opened.name}]
    if not wanted:
        raise FileEmpty(path=opened.path)
    made = [_table(opened, table, found[table], open_rows) for table in wanted]
    first = made[0]
    told = RecordTable(first.name, first.source, first.columns, (*notes, *first.notes), first.open_rows)
    return (told, *made[1:])


def _table(opened: Opened, table: str, found: _Found, open_rows: Callable[[], Iterator[Row]]) -> RecordTable:
    keys = tuple(found.names)

    def open_cells() -> Rows:
        for name, cells in open_rows():
            if name == table:
                yield [cells.get(key) for key in keys]

    names = safe_names(keys)
    layer = [ReadingNote(code="layer", values={"layer": table})] if table else []
    places = found.places.notes() if found.placed else ()
    shown = f"{opened.name} - {table}" if table else opened.name
    return RecordTable(shown, opened.source, names.names, (*layer, *places, *names.notes), open_cells)
