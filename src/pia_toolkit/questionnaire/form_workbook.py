"""A form as a workbook: only the cells for answers can be changed, and no text in it is a formula."""

import io
import re
import warnings
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pia_toolkit.errors import FileMissing, FormNotReadable
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.form import Form, FormRow, ReturnedForm, ReturnedRow

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

_MARK = "pia-form/1"
_HEAD_ROW, _AUTHOR_ROW = 4, 3
_COLUMNS = (
    ("id", 4.0),
    ("version", 4.0),
    ("number", 5.0),
    ("provision", 22.0),
    ("question", 42.0),
    ("help", 46.0),
    ("why", 34.0),
    ("who", 14.0),
    ("answer", 15.0),
    ("note", 34.0),
    ("evidence", 28.0),
)
_NAMES = tuple(name for name, _ in _COLUMNS)
_HIDDEN, _TO_FILL = ("id", "version"), ("answer", "note", "evidence")
_AUTHOR_COLUMN = _NAMES.index("question") + 1
_FIRST_ZIP_YEAR = 1980
_LONGEST = 32_767
_MOST_ROWS, _LARGEST_FILE, _LARGEST_UNPACKED = 5_000, 20_000_000, 200_000_000


def write_form(form: Form, words: Words, at: datetime) -> bytes:
    """Return a form as an XLSX file. The same form at the same time gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.title = words("form.sheet")
    _add_head(page, form, words)
    for number, row in enumerate(form.rows, start=1):
        _add_row(page, _HEAD_ROW + number, number, row)
    _add_choices(page, form)
    _protect(page)
    book.properties.creator = book.properties.lastModifiedBy = "pia-toolkit"
    book.properties.created = book.properties.modified = at.replace(tzinfo=None)
    content = io.BytesIO()
    book.save(content)
    return _steady(content.getvalue(), at)


def read_form(path: Path) -> ReturnedForm:
    """Return a form as it came back. No formula in it is worked out.

    Raises `FileMissing`, `FormNotReadable`.
    """
    if not path.is_file():
        raise FileMissing(path=path.name)
    _demand_reasonable(path)
    sheets = _sheets(path)
    marked = {title: cells for title, cells in sheets.items() if _text(cells, 1, 1) == _MARK}
    if not marked:
        raise FormNotReadable(file=path.name, problem="no-form")
    first = next(iter(marked.values()))
    return ReturnedForm(
        case_id=_text(first, 1, 2),
        author=_text(first, _AUTHOR_ROW, _AUTHOR_COLUMN),
        rows=tuple(row for title, cells in marked.items() for row in _rows(title, cells)),
        other_sheets=tuple(title for title, cells in sheets.items() if title not in marked and cells),
    )


def _add_head(page: "Worksheet", form: Form, words: Words) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    _place(page.cell(1, 1), _MARK)
    _place(page.cell(1, 2), form.case_id)
    _place(page.cell(1, 3), words("form.title", title=form.title))
    _place(page.cell(2, 3), words("form.how"))
    _place(page.cell(_AUTHOR_ROW, 3), words("form.answered-by"))
    page.cell(1, 3).font = Font(bold=True, size=14)
    last = len(_COLUMNS)
    page.merge_cells(start_row=2, start_column=3, end_row=2, end_column=last)
    page.row_dimensions[2].height = 48
    page.cell(2, 3).alignment = Alignment(wrap_text=True, vertical="top")
    author = page.cell(_AUTHOR_ROW, _AUTHOR_COLUMN)
    author.protection, author.number_format = Protection(locked=False), "@"
    author.fill = PatternFill("solid", start_color="FFFFF8DC")
    for number, (name, width) in enumerate(_COLUMNS, start=1):
        head = page.cell(_HEAD_ROW, number)
        _place(head, words(f"form.columns.{name}"))
        head.font, head.fill = Font(bold=True), PatternFill("solid", start_color="FFE9EDF1")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        column = page.column_dimensions[head.column_letter]
        column.width, column.hidden = width, name in _HIDDEN


def _add_row(page: "Worksheet", place: int, number: int, row: FormRow) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    for position, name in enumerate(_NAMES, start=1):
        cell = page.cell(place, position)
        if name == "number":
            cell.value = number
        else:
            _place(cell, getattr(row, name))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if name in _TO_FILL:
            cell.protection, cell.number_format = Protection(locked=False), "@"
            cell.fill = PatternFill("solid", start_color="FFFFF8DC")


def _add_choices(page: "Worksheet", form: Form) -> None:
    """Give the cells for answers the four answers to choose from."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1='"' + ",".join(form.choices) + '"', allow_blank=True)
    rule.showErrorMessage = True
    letter = get_column_letter(_NAMES.index("answer") + 1)
    rule.add(f"{letter}{_HEAD_ROW + 1}:{letter}{_HEAD_ROW + max(len(form.rows), 1)}")
    page.add_data_validation(rule)


def _protect(page: "Worksheet") -> None:
    """Lock everything but the cells to fill in; let people change widths, and see the head while they scroll."""
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    page.freeze_panes = page.cell(_HEAD_ROW + 1, _NAMES.index("help") + 1)
    page.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _place(cell: "Cell", text: str) -> None:
    """Put text into a cell so that no spreadsheet program takes it for a formula, now or after editing."""
    if not text:
        return
    cell.value = "".join(sign if sign in "\n\t" or sign.isprintable() else " " for sign in text)[:_LONGEST]
    cell.data_type = "s"
    cell.quotePrefix = text.lstrip()[:1] in ("=", "+", "-", "@")


def _steady(content: bytes, at: datetime) -> bytes:
    """Return the same archive with `at` in place of the time of writing."""
    stamp = at if at.year >= _FIRST_ZIP_YEAR else at.replace(year=_FIRST_ZIP_YEAR)
    modified = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    steady = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = modified.sub(rb"\g<1>" + at.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data)
            entry = zipfile.ZipInfo(name, date_time=stamp.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return steady.getvalue()


def _demand_reasonable(path: Path) -> None:
    """Raise `FormNotReadable` for what is no archive, or unpacks to far more than a form can be."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        raise FormNotReadable(file=path.name, problem="not-a-workbook") from None
    if path.stat().st_size > _LARGEST_FILE or unpacked > _LARGEST_UNPACKED:
        raise FormNotReadable(file=path.name, problem="too-large")


Cells = dict[tuple[int, int], tuple[str, bool]]
"""What stands in the cells that are not empty, by row and column, and whether it is a formula."""


def _sheets(path: Path) -> dict[str, Cells]:
    """Return the cells of every sheet by its title; what the library warns of is not shown, it repeats cells."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings(), path.open("rb") as stream:
            warnings.simplefilter("ignore")
            book = load_workbook(stream, read_only=True, data_only=False)
            return {page.title: _cells(page) for page in book.worksheets}
    except Exception:  # noqa: BLE001  # the library fails in many ways on broken files
        raise FormNotReadable(file=path.name, problem="not-a-workbook") from None


def _cells(page: "ReadOnlyWorksheet") -> Cells:
    page.reset_dimensions()
    found: Cells = {}
    for number, row in enumerate(page.iter_rows(max_row=_MOST_ROWS, max_col=2 * len(_COLUMNS)), start=1):
        for position, cell in enumerate(row, start=1):
            if cell.value is not None and str(cell.value).strip():
                found[number, position] = str(cell.value).strip(), cell.data_type == "f"
    return found


def _text(cells: Cells, row: int, column: int) -> str:
    text, is_formula = cells.get((row, column), ("", False))
    return "" if is_formula else text


def _rows(title: str, cells: Cells) -> list[ReturnedRow]:
    """Return the rows below the head that hold a question, an answer or anything else to fill in."""
    numbers = sorted({row for row, _ in cells if row > _HEAD_ROW})
    beside = {row for row, column in cells if column > len(_COLUMNS)}
    rows = []
    for number in numbers:
        columns = {name: _text(cells, number, _NAMES.index(name) + 1) for name in ("id", "version", *_TO_FILL)}
        formulas = tuple(name for name in _TO_FILL if cells.get((number, _NAMES.index(name) + 1), ("", False))[1])
        overfull = number in beside
        rows.append(ReturnedRow(sheet=title, number=number, formulas=formulas, is_overfull=overfull, **columns))
    return rows
