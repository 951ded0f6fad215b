"""Workbooks: XLSX, XLS, XLSB and OpenDocument, every sheet a table, hidden ones too."""

import datetime as dt
import math
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, PasswordNeeded, PiaError, UnknownTable
from pia_toolkit.readers.as_text import plain_number, value_as_text
from pia_toolkit.readers.beside import lines_table
from pia_toolkit.readers.contents import named_apart
from pia_toolkit.readers.native_messages import no_native_messages
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.record_table import RecordTable, Rows
from pia_toolkit.readers.text.table_start import find_start
from pia_toolkit.readers.workbooks.hidden import Hidden
from pia_toolkit.readers.workbooks.number_formats import FormattedCells
from pia_toolkit.readers.workbooks.regions import Region, find_regions
from pia_toolkit.readers.workbooks.workbook import WorkbookFacts, inspect_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ROWS_LOOKED_AT, _MOST_ROWS_LOOKED_AT, _CELLS_LOOKED_AT = 400, 5_000, 500_000

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True, repr=False)
class _SheetToRead:
    """One sheet: the file it is in, its name, whether it is hidden, what it hides, and what to call its table.

    `formatted`: its cells that show more digits than they hold.
    """

    opened: Opened
    options: ReadOptions
    name: str
    unseen: bool
    hidden: Hidden
    formatted: FormattedCells
    shown: str


def read_spreadsheet(opened: Opened, options: ReadOptions) -> tuple[Table, ...]:
    """Read the sheets of a workbook that hold anything, and what it says beside its cells as tables of their own.

    The first table tells which sheets hold nothing and what was not read. When one sheet is asked for, only that one
    is read. Raises `FileDamaged`, `PasswordNeeded`, `FileEmpty`, `LimitExceeded`, and `UnknownTable` when there is no
    sheet of the name asked for.
    """
    facts = inspect_workbook(opened, options)
    tables: list[RecordTable] = []
    notes: list[ReadingNote] = []
    with _workbook(opened, options.limits.workbook_bytes) as workbook:
        for sheet in _sheets(opened, options, workbook, facts):
            read = _read_sheet(workbook, sheet)
            tables += read
            if not read:
                notes.append(ReadingNote(code="empty-sheet", values={"sheet": sheet.name}))
    if not tables:
        raise FileEmpty(path=opened.path)
    if options.sheet is None:
        tables += [*facts.pivots, *facts.asides.tables(opened.name, opened.source)]
    notes += facts.asides.notes
    return tuple(named_apart([replace(tables[0], notes=(*tables[0].notes, *notes)), *tables[1:]]))


def _sheets(
    opened: Opened, options: ReadOptions, workbook: "CalamineWorkbook", facts: WorkbookFacts
) -> Iterator[_SheetToRead]:
    """Yield each sheet of cells that is to be read."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    metadata = workbook.sheets_metadata
    names = [sheet.name for sheet in metadata]
    if options.sheet is not None and options.sheet not in names:
        raise UnknownTable(path=opened.name, table=options.sheet, known=", ".join(names))
    for sheet in metadata:
        if options.sheet in {None, sheet.name} and sheet.typ in (SheetTypeEnum.WorkSheet, SheetTypeEnum.MacroSheet):
            unseen = sheet.visible != SheetVisibleEnum.Visible
            shown = opened.name if len(names) == 1 else f"{opened.name} - {sheet.name}"
            hidden = facts.hidden.get(sheet.name, Hidden())
            formatted = facts.formatted.get(sheet.name, FormattedCells())
            yield _SheetToRead(opened, options, sheet.name, unseen, hidden, formatted, shown)


def _read_sheet(workbook: "CalamineWorkbook", sheet: _SheetToRead) -> list[RecordTable]:
    """Read one sheet: a table for each region of it, and the lines above them; nothing if it holds nothing."""
    limits, path = sheet.options.limits, sheet.opened.path
    cells = _cells(workbook, sheet.name, path)
    if not cells.height or not cells.width or cells.start is None:
        return []
    if cells.width > limits.columns:
        raise LimitExceeded(path=path, limit="columns", allowed=limits.columns, found=cells.width)
    looked_at = max(_ROWS_LOOKED_AT, min(_MOST_ROWS_LOOKED_AT, _CELLS_LOOKED_AT // cells.width))
    rows = list(islice(_rows(cells, sheet), looked_at))
    regions: tuple[Region, ...] = (Region(0, None, 0, cells.width),)
    if sheet.options.header is None:
        regions = find_regions(rows, cells.width, whole=len(rows) < looked_at)
    return [
        table
        for number, region in enumerate(regions, 1)
        for table in _read_region(sheet, rows, region, (cells.start[1], number, len(regions)))
    ]


def _read_region(
    sheet: _SheetToRead, rows: list[list[str]], region: Region, place: tuple[int, int, int]
) -> Iterator[RecordTable]:
    """Read one table of a sheet. `place`: column the sheet's cells begin in, number of the region, of how many."""
    first_column, number, count = place
    inside = slice(region.left, region.right)
    start = find_start(
        [row[inside] for row in rows[region.top : region.bottom]][:_ROWS_LOOKED_AT],
        header=sheet.options.header,
        row=region.top + 1,
    )
    if not start.columns:
        return
    notes = [ReadingNote(code="sheet", values={"sheet": sheet.name}), *start.notes]
    if count > 1:
        of_several = {"number": number, "count": count, "row": region.top + 1}
        notes.append(ReadingNote(code="table-in-sheet", values={**of_several}))
    if sheet.unseen:
        notes.append(ReadingNote(code="hidden-sheet", values={"sheet": sheet.name}))
    places = enumerate(start.columns, first_column + region.left)
    unseen = [column for position, column in places if position in sheet.hidden.columns]
    if unseen:
        notes.append(ReadingNote(code="hidden-columns", values={"count": len(unseen), "columns": ", ".join(unseen)}))
    if sheet.hidden.rows:
        notes.append(ReadingNote(code="hidden-rows", values={"count": sheet.hidden.rows}))
    shown = sheet.shown if count == 1 else f"{sheet.shown} - table {number}"
    first = region.top + start.first
    yield RecordTable(shown, sheet.opened.source, start.columns, tuple(notes), _opener(sheet, first, region))
    yield from lines_table(shown, sheet.opened.source, start.above)


def _opener(sheet: _SheetToRead, first: int, region: Region) -> Callable[[], Rows]:
    path = sheet.opened.path

    def open_rows() -> Rows:
        with _workbook(sheet.opened, sheet.options.limits.workbook_bytes) as again:
            for row in islice(_rows(_cells(again, sheet.name, path), sheet), first, region.bottom):
                cells = row[region.left : region.right]
                if any(cells):
                    yield cells

    return open_rows


def _rows(cells_of: "CalamineSheet", sheet: _SheetToRead) -> Iterator[list[str]]:
    """Yield the rows of a sheet as text, from its first row on; a row without any content is an empty list."""
    first_column = cells_of.start[1] if cells_of.start else 0
    with _damage_told(sheet.opened.path, f"sheet={sheet.name}"):
        for number, row in enumerate(cells_of.iter_rows(), 1):
            cells = [_text(cell) for cell in row]
            sheet.formatted.show(number, first_column, row, cells)
            yield cells if any(cells) else []


def _text(cell: Cell) -> str:
    """Write a cell as text: moments as ISO 8601, whole numbers without a point, durations as hours."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return plain_number(cell) if math.isfinite(cell) else ""
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(abs(int(cell.total_seconds())), 60)
        sign = "-" if cell < dt.timedelta() else ""
        return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return value_as_text(cell) or ""


@contextmanager
def _workbook(opened: Opened, limit: int) -> "Iterator[CalamineWorkbook]":
    from python_calamine import CalamineWorkbook

    with closing(opened.seekable(limit, "workbook-bytes")) as stream:
        with _damage_told(opened.path, "workbook"), no_native_messages():
            workbook = CalamineWorkbook.from_filelike(stream)
        try:
            yield workbook
        finally:
            workbook.close()


def _cells(workbook: "CalamineWorkbook", name: str, path: str) -> "CalamineSheet":
    with _damage_told(path, f"sheet={name}"), no_native_messages():
        return workbook.get_sheet_by_name(name)


@contextmanager
def _damage_told(path: str, where: str) -> Iterator[None]:
    """Turn the library's failures, even those that are no ordinary exceptions, into what a user can understand."""
    from python_calamine import PasswordError

    try:
        yield
    except PiaError:
        raise
    except PasswordError:
        raise PasswordNeeded(path=path) from None
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise FileDamaged(path=path, where=where) from None
        raise
