"""Workbooks: XLSX, XLS, XLSB and OpenDocument, every sheet a table, hidden ones too."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.errors import FileDamaged, FileEmpty, LimitExceeded, PiaError, UnknownTable
from pia_toolkit.readers.as_text import plain_number, value_as_text
from pia_toolkit.readers.opened import Opened
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.record_table import RecordTable, Rows
from pia_toolkit.readers.table_start import find_start
from pia_toolkit.readers.workbook import SheetFacts, WorkbookFacts, inspect_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ROWS_LOOKED_AT = 400

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_spreadsheet(opened: Opened, options: ReadOptions) -> tuple[RecordTable, ...]:
    """Read the sheets of a workbook that hold anything; the first table tells which sheets hold nothing.

    Raises `FileDamaged` (also when it is encrypted), `FileEmpty`, `LimitExceeded`, and `UnknownTable` when there
    is no sheet of the name asked for.
    """
    facts = _inspect(opened, options)
    with _workbook(opened, options.limits.workbook_bytes) as workbook:
        read = [
            (name, _read_sheet(opened, workbook, name, seen, options))
            for name, seen in _sheets(workbook, facts, opened.name, options.sheet)
        ]
    tables = [table for _, table in read if table is not None]
    if not tables:
        raise FileEmpty(path=opened.path)
    notes = [ReadingNote(code="empty-sheet", values={"sheet": name}) for name, table in read if table is None]
    if facts.comments:
        notes.append(ReadingNote(code="cell-comments-not-read"))
    if facts.pivot_caches:
        notes.append(ReadingNote(code="pivot-data-not-read"))
    return (replace(tables[0], notes=(*tables[0].notes, *notes)), *tables[1:])


def _inspect(opened: Opened, options: ReadOptions) -> WorkbookFacts:
    with closing(opened.seekable(options.limits.workbook_bytes)) as stream:
        zipped = stream.read(2) == b"PK"
        stream.seek(0)
        return inspect_workbook(stream, opened.path, options.limits) if zipped else WorkbookFacts()


def _sheets(
    workbook: "CalamineWorkbook", facts: WorkbookFacts, name: str, chosen: str | None
) -> Iterator[tuple[str, SheetFacts]]:
    """Yield the name of each sheet of cells and what it hides, itself included."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    metadata = workbook.sheets_metadata
    names = [sheet.name for sheet in metadata]
    if chosen is not None and chosen not in names:
        raise UnknownTable(path=name, table=chosen, known=", ".join(names))
    for position, sheet in enumerate(metadata):
        if chosen in {None, sheet.name} and sheet.typ in (SheetTypeEnum.WorkSheet, SheetTypeEnum.MacroSheet):
            seen = facts.sheets[position] if position < len(facts.sheets) else SheetFacts()
            yield sheet.name, replace(seen, hidden=sheet.visible != SheetVisibleEnum.Visible)


def _read_sheet(
    opened: Opened, workbook: "CalamineWorkbook", name: str, seen: SheetFacts, options: ReadOptions
) -> RecordTable | None:
    """Read one sheet; None if it holds nothing."""
    limits = options.limits
    sheet = _sheet(workbook, name, opened.path)
    if not sheet.height or not sheet.width or sheet.start is None:
        return None
    if sheet.width > limits.columns:
        raise LimitExceeded(path=opened.path, limit="columns", allowed=limits.columns, found=sheet.width)
    start = find_start(list(islice(_rows(sheet), _ROWS_LOOKED_AT)), header=options.header)
    if not start.columns:
        return None
    first_column = sheet.start[1]
    hidden = [column for position, column in enumerate(start.columns, first_column) if position in seen.hidden_columns]
    notes = [ReadingNote(code="sheet", values={"sheet": name}), *start.notes]
    if seen.hidden:
        notes.append(ReadingNote(code="hidden-sheet", values={"sheet": name}))
    if hidden:
        notes.append(ReadingNote(code="hidden-columns", values={"count": len(hidden), "columns": ", ".join(hidden)}))
    if seen.hidden_rows:
        notes.append(ReadingNote(code="hidden-rows", values={"count": seen.hidden_rows}))

    def open_rows() -> Rows:
        with _workbook(opened, limits.workbook_bytes) as again:
            for row in islice(_rows(_sheet(again, name, opened.path)), start.first, None):
                if row:
                    yield row

    alone = len(workbook.sheet_names) == 1
    shown = opened.name if alone else f"{opened.name} - {name}"
    return RecordTable(shown, opened.source, start.columns, tuple(notes), open_rows)


def _rows(sheet: "CalamineSheet") -> Iterator[list[str]]:
    """Yield the rows of a sheet as text, from its first row on; a row without any content is an empty list."""
    for row in sheet.iter_rows():
        cells = [_text(cell) for cell in row]
        yield cells if any(cells) else []


def _text(cell: Cell) -> str:
    """Write a cell as text: moments as ISO 8601, whole numbers without a point, durations as hours."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return plain_number(cell)
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return value_as_text(cell) or ""


@contextmanager
def _workbook(opened: Opened, limit: int) -> "Iterator[CalamineWorkbook]":
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    with closing(opened.seekable(limit)) as stream:
        try:
            workbook = CalamineWorkbook.from_filelike(stream)
        except PasswordError:
            raise FileDamaged(path=opened.path, where="EncryptedPackage") from None
        except (CalamineError, OSError, ValueError):
            raise FileDamaged(path=opened.path, where="workbook") from None
        try:
            yield workbook
        finally:
            workbook.close()


def _sheet(workbook: "CalamineWorkbook", name: str, path: str) -> "CalamineSheet":
    """Load one sheet. The library's own failures, even those that are no ordinary exceptions, mean damage."""
    try:
        return workbook.get_sheet_by_name(name)
    except PiaError:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise FileDamaged(path=path, where=f"sheet={name}") from None
        raise
