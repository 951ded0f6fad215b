"""Tables of an HTML page: what many portals and programs send under the name of a workbook."""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser

from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.errors import LimitExceeded, WebPage
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import MIB, ReadOptions
from pia_toolkit.readers.text.encoding import find_encoding
from pia_toolkit.readers.text.source import TextSource
from pia_toolkit.readers.workbooks.grids import Grid, read_grid

_FEWEST_ROWS, _MOST_TABLES, _WIDEST, _DEEPEST = 2, 1_000, 1_000, 50
_CELLS, _BREAKS, _UNSEEN = ("td", "th"), frozenset({"br", "p", "div", "li"}), frozenset({"script", "style"})


def read_html(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read the tables of an HTML page that have at least two rows. Raises `WebPage` when there is none."""
    encoding = find_encoding(opened.open, options.encoding)
    text = TextSource(opened.open, encoding.skip, None if encoding.valid else encoding.name)
    rows = partial(_rows, opened.path, text, options.limits.field_bytes)
    counts: dict[int, int] = {}
    for number, row in rows():
        counts[number] = counts.get(number, 0) + any(row)
    wanted = [number for number, count in sorted(counts.items()) if count >= _FEWEST_ROWS][:_MOST_TABLES]
    tables: list[Table] = []
    for place, number in enumerate(wanted, 1):
        name = opened.name if len(wanted) == 1 else f"{opened.name} - table {place}"
        notes = (ReadingNote(code="read-as", values={"kind": "HTML"}),)
        tables += read_grid(opened, options, Grid(name, notes, partial(_of_table, rows, number)))
    if not tables:
        raise WebPage(path=opened.path, claimed=opened.format, found="html")
    return tuple(tables)


def _of_table(rows: Callable[[], Iterator[tuple[int, list[str]]]], wanted: int) -> Iterator[list[str]]:
    return (row for number, row in rows() if number == wanted)


def _rows(path: str, text: TextSource, longest: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of each table as it ends, with the number of its table."""
    reader, decoder = _TableReader(), codecs.getincrementaldecoder("utf-8")(errors="replace")
    with text.open() as stream:
        while chunk := stream.read(MIB):
            reader.feed(decoder.decode(chunk))
            if reader.held > longest or len(reader.rawdata) > longest:
                raise LimitExceeded(path=path, limit="field-bytes", allowed=longest, found=f"> {longest}")
            yield from reader.ready
            reader.ready.clear()
    reader.close()
    reader.end_all()
    yield from reader.ready


@dataclass
class _Open:
    """A table that is being read: its number, the row and cell begun, and the columns that cells above reach into."""

    number: int
    row: list[str] | None = None
    cell: list[str] | None = None
    width: int = 1
    height: int = 1
    reaching: dict[int, int] = field(default_factory=dict)

    def skip_reached(self) -> None:
        """Leave room for the cells above that reach into this row."""
        while self.row is not None and self.reaching.get(len(self.row), 0) > 0:
            self.reaching[len(self.row)] -= 1
            self.row.append("")


class _TableReader(HTMLParser):
    """Follows one page: which tables are open, and the rows that have ended. `held`: signs in cells still open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ready: list[tuple[int, list[str]]] = []
        self.held = 0
        self._tables: list[_Open] = []
        self._count = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" and len(self._tables) < _DEEPEST:
            self._count += 1
            self._tables.append(_Open(self._count))
        table = self._tables[-1] if self._tables else None
        self._unseen += tag in _UNSEEN
        if table is None:
            return
        if tag == "tr":
            self._end_row(table)
            table.row = []
        elif tag in _CELLS:
            self._end_cell(table)
            table.row = [] if table.row is None else table.row
            given = dict(attrs)
            table.cell, table.width, table.height = [], _span(given.get("colspan")), _span(given.get("rowspan"))
        elif tag in _BREAKS and table.cell:
            table.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if not self._tables:
            return
        if tag in _CELLS:
            self._end_cell(self._tables[-1])
        elif tag == "tr":
            self._end_row(self._tables[-1])
        elif tag == "table":
            self._end_row(self._tables.pop())

    def handle_data(self, data: str) -> None:
        if self._tables and not self._unseen:
            cell = self._tables[-1].cell
            if cell is not None:
                cell.append(data)
                self.held += len(data)

    def end_all(self) -> None:
        """End what the page left open."""
        while self._tables:
            self._end_row(self._tables.pop())

    def _end_cell(self, table: _Open) -> None:
        if table.cell is None or table.row is None:
            return
        table.skip_reached()
        for position in range(len(table.row), len(table.row) + table.width):
            if table.height > 1:
                table.reaching[position] = table.height - 1
        table.row += [" ".join("".join(table.cell).split()), *[""] * (table.width - 1)]
        table.cell = None

    def _end_row(self, table: _Open) -> None:
        self._end_cell(table)
        if table.row is not None:
            table.skip_reached()
            self.ready.append((table.number, table.row))
            table.row = None
            self.held = 0


def _span(given: str | None) -> int:
    return min(_WIDEST, max(1, int(given))) if given and given.isdecimal() else 1
