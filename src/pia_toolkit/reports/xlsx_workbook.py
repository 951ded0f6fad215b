"""The assessment as a spreadsheet: every text stays text, every figure a number, and nothing is a formula."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.blocks import Content, Share
from pia_toolkit.reports.conclusion_sheets import (
    actions_sheet,
    answers_sheet,
    read_me_sheet,
    rights_sheet,
    risks_sheet,
    summary_sheet,
)
from pia_toolkit.reports.decision_sheet import decision_sheet
from pia_toolkit.reports.figures import Figures, in_utc
from pia_toolkit.reports.finding_sheets import columns_sheet, evidence_sheet, singling_out_sheet
from pia_toolkit.reports.plain_text import may_be_a_formula, show_controls
from pia_toolkit.reports.sheets import Sheet, choices
from pia_toolkit.reports.story import Story, tell

_HEAD = PatternFill("solid", start_color="FFE9EDF1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_LARGE, _BOLD = Font(bold=True, size=16), Font(bold=True)
_FIRST_ZIP_YEAR = 1980
_LISTED_ROWS = 1000
"""Drop-downs reach this far down, so that rows can be added."""


def write_xlsx(report: Report, words: Words) -> bytes:
    """Return the report as an XLSX file. The same report gives the same bytes."""
    story = tell(report, words)
    book = Workbook()
    book.remove(book.active)
    lists = choices(words)
    for sheet in _sheets(report, story, words):
        add_sheet(book, sheet, words(f"report.sheets.{sheet.name}"), lists, words)
    _add_lists(book, lists, words)
    _describe(book, report, story, words)
    content = io.BytesIO()
    book.save(content)
    return steady(content.getvalue(), in_utc(report.provenance.created_at))


def _sheets(report: Report, story: Story, words: Words) -> tuple[Sheet, ...]:
    figures = Figures(words, report.risk.policy.small_class)
    return (
        summary_sheet(story, words),
        columns_sheet(story, figures),
        singling_out_sheet(story, figures),
        rights_sheet(story, words),
        risks_sheet(story, words),
        actions_sheet(story, words),
        decision_sheet(story, figures),
        answers_sheet(story, words),
        evidence_sheet(report, story, figures),
        read_me_sheet(story, words),
    )


def place_text(cell: Cell, text: str) -> None:
    """Put text into a cell so that no spreadsheet program takes it for a formula, now or after editing."""
    if not text:
        return
    cell.value = show_controls(text)
    cell.data_type = "s"
    cell.quotePrefix = may_be_a_formula(text)


def _place(cell: Cell, content: Content) -> None:
    if isinstance(content, Share):
        cell.value, cell.number_format = content.value, "0.0%"
    elif isinstance(content, str):
        place_text(cell, content)
    else:
        cell.value, cell.number_format = content, "#,##0" if isinstance(content, int) else "#,##0.0#"
    cell.alignment = _WRAPPED


def add_sheet(book: Workbook, sheet: Sheet, title: str, lists: dict[str, Sequence[str]], words: Words) -> None:
    """Add a sheet: its head, its rows, lists to choose from, colours, and how it is printed."""
    page = book.create_sheet(title)
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
        if sheet.headed:
            head = page.cell(1, number)
            place_text(head, column.title)
            head.font, head.fill, head.alignment = _BOLD, _HEAD, _WRAPPED
    for number, row in enumerate(sheet.rows, start=1 + sheet.headed):
        for position, content in enumerate(row, start=1):
            if content is not None:
                _place(page.cell(number, position), content)
    if sheet.headed:
        last = f"{get_column_letter(len(sheet.columns))}{max(len(sheet.rows), 1) + 1}"
        page.auto_filter.ref = f"A1:{last}"
        page.freeze_panes = page.cell(2, sheet.frozen + 1)
        page.print_title_rows = "1:1"
    else:
        page.freeze_panes = "A2"
        page["A1"].font, page["A1"].alignment = _LARGE, Alignment(vertical="top")
        for row in page.iter_rows(min_col=1, max_col=1, min_row=2):
            row[0].font = _BOLD
    _add_choices(page, sheet, lists, words)
    _colour(page, sheet)
    _fit(page)


def _add_choices(page: Worksheet, sheet: Sheet, lists: dict[str, Sequence[str]], words: Words) -> None:
    """Give cells of a column their list to choose from."""
    names = list(lists)
    for number, column in enumerate(sheet.columns, start=1):
        if column.chosen_from is None:
            continue
        letter = get_column_letter(names.index(column.chosen_from) + 1)
        source = quote_sheetname(words("report.sheets.lists"))
        rule = DataValidation(
            type="list",
            formula1=f"{source}!${letter}$2:${letter}${len(lists[column.chosen_from]) + 1}",
            allow_blank=True,
        )
        target = get_column_letter(number)
        rule.add(f"{target}2:{target}{_LISTED_ROWS}")
        page.add_data_validation(rule)


def _colour(page: Worksheet, sheet: Sheet) -> None:
    """Repeat in colour what certain words say."""
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        for text, (ink, ground) in column.colours.items():
            rule = CellIsRule(
                operator="equal",
                formula=[f'"{text}"'],
                font=Font(color=f"FF{ink}", bold=True),
                fill=PatternFill(bgColor=f"FF{ground}"),
            )
            page.conditional_formatting.add(f"{letter}1:{letter}{_LISTED_ROWS}", rule)


def _fit(page: Worksheet) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "&A, &P / &N"


def _add_lists(book: Workbook, lists: dict[str, Sequence[str]], words: Words) -> None:
    page = book.create_sheet(words("report.sheets.lists"))
    for number, (name, entries) in enumerate(lists.items(), start=1):
        title = words.find(f"report.actions.{name}") or words(f"report.workbook.{name}")
        for row, text in enumerate((title, *entries), start=1):
            place_text(page.cell(row, number), text)
    page.sheet_state = "hidden"


def _describe(book: Workbook, report: Report, story: Story, words: Words) -> None:
    """Say in the document properties what the file is, and of which case."""
    origin, properties = report.provenance, book.properties
    moment = in_utc(origin.created_at).replace(tzinfo=None)
    properties.title = show_controls(story.title)
    properties.subject = words("report.kind")
    properties.creator = properties.lastModifiedBy = f"pia-toolkit {origin.tool_version}"
    properties.description = words("report.workbook.comments", case=origin.case_id, hash=origin.history_head)
    properties.identifier, properties.language = origin.case_id, words("report.lang")
    properties.created = properties.modified = moment
    for name, value in (("pia-case-id", origin.case_id), ("pia-history-head", origin.history_head)):
        book.custom_doc_props.append(StringProperty(name=name, value=value))


def steady(content: bytes, moment: datetime) -> bytes:
    """Return the same archive with the time of the report in place of the time of writing."""
    stamp = moment if moment.year >= _FIRST_ZIP_YEAR else moment.replace(year=_FIRST_ZIP_YEAR)
    modified = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    steady = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = modified.sub(rb"\g<1>" + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data)
            entry = zipfile.ZipInfo(name, date_time=stamp.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return steady.getvalue()
